/* What a process gives up for good before it reads what it does not trust. Threads that it starts later have given it up too.
 * The library never does this to its caller: the program does. */
#ifndef PL_BASE_SANDBOX_H
#define PL_BASE_SANDBOX_H

#include <stdbool.h>

/* A sanitizer makes calls of its own and looks into its process for leaks: a build with one has neither seccomp nor the guard
 * against cores. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PL_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define PL_IS_SANITIZED 1
#endif
#endif

/* What may be written by path once the sandbox is entered. What is open already stays as it was opened. */
struct pl_sandbox {
	const char *temporary; /* the folder of files without a name */
	/* Files that may be written, folders whose files may be made, replaced and removed; NULL-terminated. */
	const char *const *writable;
};

/* Landlock: files are read anywhere and written only there, no program is run; no TCP, no signal and no abstract socket
 * reaches another process, as far as this kernel's version knows. False when the kernel has none. */
bool pl_landlock_enter(const struct pl_sandbox *sandbox);
/* The version of the kernel's Landlock; 0 for none. */
int pl_landlock_version(void);

/* seccomp: only the system calls of the table in seccomp.c. Running a program, a socket and looking into another process
 * end this one (SIGSYS); what else is not in the table fails. False when the kernel, the processor or a sanitizer has
 * none of it. */
bool pl_seccomp_enter(const struct pl_sandbox *sandbox);
bool pl_seccomp_is_here(void);

/* A crash leaves no core, which would hold the credentials of what was read; nor may another process of the user look in. */
void pl_sandbox_leave_no_core(void);
#endif

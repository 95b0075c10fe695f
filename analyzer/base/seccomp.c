/* The system calls that are left, as a table and its translation into the kernel's packet filter (classic BPF).
 * https://docs.kernel.org/userspace-api/seccomp_filter.html */
#include "base/sandbox.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define PROCESSOR AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PROCESSOR AUDIT_ARCH_AARCH64
#endif

#if defined(PROCESSOR) && !defined(PL_IS_SANITIZED)

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define CALLS 512 /* numbers of calls that are told apart; none of the table's is higher */
#define REFUSED (SECCOMP_RET_ERRNO | EPERM)
#define UNKNOWN (SECCOMP_RET_ERRNO | ENOSYS)

/* A call that is allowed, or is where an argument fits: its lower 32 bits, where these calls have their flags. */
struct line {
	uint32_t call, argument, mask, value;
};

#define ALLOW(name) { SYS_##name, 0, 0, 0 }
#define ALLOW_IF(name, argument, mask, value) { SYS_##name, argument, (uint32_t)(mask), (uint32_t)(value) }

static const struct line allowed[] = {
	/* A path is opened for reading, or for a file that has no name and cannot be given one. */
	ALLOW_IF(openat, 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY),
	ALLOW_IF(openat, 2, O_TMPFILE | O_EXCL | O_CREAT, O_TMPFILE | O_EXCL),
	ALLOW(newfstatat), ALLOW(fstat), ALLOW(statx), ALLOW(faccessat), ALLOW(readlinkat), ALLOW(getcwd), ALLOW(getdents64),
	ALLOW(close), ALLOW(read), ALLOW(readv), ALLOW(pread64), ALLOW(write), ALLOW(writev), ALLOW(pwrite64), ALLOW(lseek),
	ALLOW(ftruncate), ALLOW(fsync), ALLOW(fadvise64), ALLOW(memfd_create), ALLOW(dup), ALLOW(dup3),
	ALLOW_IF(fcntl, 1, ~0U, F_GETFD), ALLOW_IF(fcntl, 1, ~0U, F_SETFD), ALLOW_IF(fcntl, 1, ~0U, F_GETFL),
	ALLOW_IF(fcntl, 1, ~0U, F_DUPFD_CLOEXEC),
	/* A terminal is asked what it is, and told nothing. */
	ALLOW_IF(ioctl, 1, ~0U, TCGETS), ALLOW_IF(ioctl, 1, ~0U, 0x802c542a /* TCGETS2 */), ALLOW_IF(ioctl, 1, ~0U, TIOCGWINSZ),
	/* What can be run is what was there before. */
	ALLOW_IF(mmap, 2, PROT_EXEC, 0), ALLOW_IF(mprotect, 2, PROT_EXEC, 0), ALLOW(munmap), ALLOW(mremap),
	ALLOW(madvise), ALLOW(brk),
	/* Threads, and no processes. */
	ALLOW_IF(clone, 0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM), ALLOW(futex), ALLOW(set_robust_list),
	ALLOW(sched_yield), ALLOW(sched_getaffinity), ALLOW(rt_sigprocmask), ALLOW(rt_sigaction), ALLOW(rt_sigreturn),
	ALLOW(sigaltstack), ALLOW(restart_syscall), ALLOW(exit), ALLOW(exit_group),
	ALLOW(clock_gettime), ALLOW(clock_nanosleep), ALLOW(nanosleep), ALLOW(gettimeofday), ALLOW(ppoll), ALLOW(pselect6),
	ALLOW(getrandom), ALLOW(getpid), ALLOW(gettid), ALLOW(getuid), ALLOW(geteuid), ALLOW(getgid), ALLOW(getegid),
	ALLOW(uname), ALLOW(sysinfo), ALLOW(umask),
	ALLOW_IF(prlimit64, 0, ~0U, 0), /* its own limits */
#ifdef SYS_rseq
	ALLOW(rseq),
#endif
#ifdef SYS_faccessat2
	ALLOW(faccessat2),
#endif
#ifdef SYS_open /* calls that newer processors do not have */
	ALLOW(stat), ALLOW(lstat), ALLOW(access), ALLOW(readlink), ALLOW(dup2), ALLOW(poll), ALLOW(select), ALLOW(time),
	ALLOW(getrlimit),
#endif
};

/* Where files are to be made as well; which ones is then for Landlock to say. */
static const struct line making_files[] = {
	ALLOW(openat), ALLOW(linkat), ALLOW(renameat), ALLOW(renameat2), ALLOW(unlinkat), ALLOW(fchmod), ALLOW(fchown),
#ifdef SYS_open
	ALLOW(link), ALLOW(rename), ALLOW(unlink),
#endif
};

/* Nothing of plimsoll comes here. What does has taken the process over, and is not to try again. */
static const uint32_t killing[] = {
	SYS_execve, SYS_execveat, SYS_socket,   SYS_socketpair, SYS_connect, SYS_bind,   SYS_listen,           SYS_accept,
	SYS_accept4, SYS_sendto,  SYS_sendmsg,  SYS_recvfrom,   SYS_recvmsg, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
};

enum verdict { REFUSE, KILL, PASS, LOOK, LACK };

struct filter {
	struct sock_filter steps[1024];
	unsigned short len;
	unsigned char verdicts[CALLS];
	struct line own_signals;
};

static void step(struct filter *f, unsigned code, uint32_t k, unsigned char if_true, unsigned char if_false)
{
	f->steps[f->len++] = (struct sock_filter){ (unsigned short)code, if_true, if_false, k };
}

static void end(struct filter *f, uint32_t verdict)
{
	step(f, BPF_RET | BPF_K, verdict, 0, 0);
}

static void load(struct filter *f, size_t offset)
{
	step(f, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void look(struct filter *f, const struct line *line)
{
	load(f, offsetof(struct seccomp_data, args) + line->argument * sizeof(uint64_t));
	step(f, BPF_ALU | BPF_AND | BPF_K, line->mask, 0, 0);
	step(f, BPF_JMP | BPF_JEQ | BPF_K, line->value, 0, 1);
	end(f, SECCOMP_RET_ALLOW);
}

/* All calls of this run have one verdict; a run that looks is of one call. */
static void decide(struct filter *f, uint32_t call)
{
	static const uint32_t verdicts[] = { REFUSED, SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW, REFUSED, UNKNOWN };

	for (size_t i = 0; f->verdicts[call] == LOOK && i < COUNT(allowed); i++)
		if (allowed[i].call == call)
			look(f, &allowed[i]);
	if (call == f->own_signals.call)
		look(f, &f->own_signals);
	end(f, verdicts[f->verdicts[call]]);
}

/* A binary search among runs of calls, given by their first ones: the kernel follows the filter once for each call there
 * is when it is entered, and a list would take it half a millisecond. */
static void search(struct filter *f, const uint32_t *runs, size_t len)
{
	size_t half = len / 2, jump = f->len;

	if (len == 1) {
		decide(f, runs[0]);
		return;
	}
	step(f, BPF_JMP | BPF_JGE | BPF_K, runs[half], 0, 0);
	search(f, runs, half);
	assert(f->len - jump - 1 <= UINT8_MAX);
	f->steps[jump].jt = (unsigned char)(f->len - jump - 1);
	search(f, runs + half, len - half);
}

static void translate(struct filter *f)
{
	uint32_t runs[CALLS];
	size_t len = 0;

	for (uint32_t call = 0; call < CALLS; call++)
		if (call == 0 || f->verdicts[call] != f->verdicts[call - 1] || f->verdicts[call] == LOOK)
			runs[len++] = call;
	load(f, offsetof(struct seccomp_data, arch));
	step(f, BPF_JMP | BPF_JEQ | BPF_K, PROCESSOR, 1, 0);
	end(f, SECCOMP_RET_KILL_PROCESS);
	load(f, offsetof(struct seccomp_data, nr));
	search(f, runs, len);
}

static void judge(struct filter *f, bool makes_files)
{
	for (size_t i = 0; i < COUNT(killing); i++)
		f->verdicts[killing[i]] = KILL;
	for (size_t i = 0; i < COUNT(allowed); i++)
		f->verdicts[allowed[i].call] = allowed[i].mask ? LOOK : PASS;
	for (size_t i = 0; makes_files && i < COUNT(making_files); i++)
		f->verdicts[making_files[i].call] = PASS;
	/* So that abort() ends this process, and no other. */
	f->own_signals = (struct line)ALLOW_IF(tgkill, 0, ~0U, getpid());
	f->verdicts[SYS_tgkill] = LOOK;
#ifdef SYS_clone3
	f->verdicts[SYS_clone3] = LACK; /* its flags are where no filter can look; libc then does with clone */
#endif
}

bool pl_seccomp_enter(const struct pl_sandbox *sandbox)
{
	struct filter filter = { .len = 0 };
	struct sock_fprog program = { .filter = filter.steps };

	judge(&filter, sandbox->writable[0] != NULL);
	translate(&filter);
	program.len = filter.len;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

bool pl_seccomp_is_here(void)
{
	uint32_t verdict = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &verdict) == 0;
}

#else

bool pl_seccomp_enter(const struct pl_sandbox *sandbox)
{
	(void)sandbox;
	return false;
}

bool pl_seccomp_is_here(void)
{
	return false;
}

#endif

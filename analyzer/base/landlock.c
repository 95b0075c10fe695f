/* Landlock without a library and with numbers of our own, since the headers of a system may be older than its kernel.
 * https://docs.kernel.org/userspace-api/landlock.html */
#include "base/sandbox.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444 /* the same for every processor */
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

#define JUST_THE_VERSION 1U
#define RULE_PATH_BENEATH 1

/* Rights over files, by the bits of the kernel's interface. */
enum {
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_FILE = 1 << 5,
	MAKE_REG = 1 << 8,
	TRUNCATE = 1 << 14
};
/* How many such bits each version knows, from 1. */
static const unsigned char rights[] = { 13, 14, 15, 15, 16, 16, 16 };
#define ON_FILES (uint64_t)(WRITE_FILE | READ_FILE | TRUNCATE) /* what a rule about a single file may name */

struct ruleset {
	uint64_t files, network, scoped;
};

struct rule {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

int pl_landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, JUST_THE_VERSION);

	return version > 0 ? (int)version : 0;
}

/* A path that is not there is left out: what was to be done with it fails later, with a message of its own. */
static void allow(int ruleset, const char *path, uint64_t allowed)
{
	struct rule rule = { allowed, open(path, O_PATH | O_CLOEXEC) };
	struct stat state;

	if (rule.folder < 0)
		return;
	if (fstat(rule.folder, &state) == 0 && !S_ISDIR(state.st_mode))
		rule.allowed &= ON_FILES;
	syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(rule.folder);
}

bool pl_landlock_enter(const struct pl_sandbox *sandbox)
{
	struct ruleset all = { 0 };
	int version = pl_landlock_version(), known = (int)sizeof(rights), ruleset;
	bool is_entered;

	if (version == 0)
		return false;
	all.files = (UINT64_C(1) << rights[(version < known ? version : known) - 1]) - 1;
	all.network = version >= 4 ? 3 : 0; /* TCP: bind, connect */
	all.scoped = version >= 6 ? 3 : 0;  /* abstract sockets, signals */
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (ruleset < 0)
		return false;
	allow(ruleset, "/", READ_FILE | READ_DIR);
	allow(ruleset, sandbox->temporary, WRITE_FILE);
	for (const char *const *path = sandbox->writable; *path; path++)
		allow(ruleset, *path, (WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE) & all.files);
	is_entered = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return is_entered;
}

void pl_sandbox_leave_no_core(void)
{
#ifndef PL_IS_SANITIZED
	/* RLIMIT_CORE would not keep a core from a program that collects them: core(5). */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* The sandbox by trying: each attempt runs in a process of its own that has entered it, and succeeds, or is refused, or is
 * the end of that process. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sandbox.h"

#define KILLED (-SIGSYS)
#define ABORTED (-SIGABRT)

static char folder[] = "/tmp/plimsoll-sandbox-XXXXXX", inside[64], beside[64];
static const char *const nothing[] = { NULL };

/* How the attempt ended under that sandbox: 0, an errno, or minus the signal that ended the process. */
static int tried(bool (*enter)(const struct pl_sandbox *), const char *const *writable, int (*attempt)(void))
{
	const struct pl_sandbox sandbox = { folder, writable };
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		const struct rlimit none = { 0, 0 };

		setrlimit(RLIMIT_CORE, &none);
		_exit(enter(&sandbox) ? attempt() : 255);
	}
	assert_true(waitpid(pid, &status, 0) == pid);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 255);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int outcome(long result)
{
	return result < 0 ? errno : 0;
}

static int opens_a_socket(void)
{
	return outcome(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int runs_a_program(void)
{
	char *const arguments[] = { NULL };

	return outcome(execve("/bin/true", arguments, arguments));
}

static int traces(void)
{
	return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int writes_inside(void)
{
	return outcome(open(inside, O_WRONLY | O_TRUNC));
}

static int writes_beside(void)
{
	return outcome(open(beside, O_WRONLY));
}

static int makes_inside(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/made", folder);
	return outcome(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600)) || outcome(rename(path, inside));
}

static int makes_elsewhere(void)
{
	return outcome(open("/tmp/plimsoll-made", O_WRONLY | O_CREAT, 0600));
}

static int renames(void)
{
	return outcome(rename(inside, beside));
}

static int removes(void)
{
	return outcome(unlink(inside));
}

static int makes_a_folder(void)
{
	return outcome(mkdir("/tmp/plimsoll-made", 0700));
}

static int changes_rights(void)
{
	return outcome(chmod(inside, 0777));
}

static int forks(void)
{
	return outcome(fork());
}

static int makes_code(void)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? errno : 0;
}

static int makes_memory_run(void)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? EINVAL : outcome(mprotect(memory, 4096, PROT_READ | PROT_EXEC));
}

static int types_at_the_terminal(void)
{
	return outcome(ioctl(STDIN_FILENO, TIOCSTI, "x"));
}

static int signals_its_parent(void)
{
	return outcome(kill(getppid(), 0));
}

static int reads(void)
{
	char byte;
	int fd = open(inside, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : read(fd, &byte, 1) == 1 && byte == 'i' ? 0 : EIO;
}

static int keeps_a_temporary_file(void)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);

	return fd < 0 ? errno : write(fd, "x", 1) == 1 ? 0 : EIO;
}

static int gives_a_temporary_file_a_name(void)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char from[64], to[128];

	if (fd < 0)
		return errno;
	snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
	snprintf(to, sizeof(to), "%s/named", folder);
	return outcome(linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW));
}

static int keeps_a_file_in_memory(void)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return fd >= 0 && write(fd, "x", 1) == 1 ? outcome(open(path, O_RDONLY)) : errno;
}

static void *thread(void *argument)
{
	*(int *)argument = 1;
	return NULL;
}

static int runs_a_thread(void)
{
	pthread_t id;
	int has_run = 0, error = pthread_create(&id, NULL, thread, &has_run);

	return error ? error : pthread_join(id, NULL) != 0 || !has_run;
}

static int gives_up(void)
{
	signal(SIGABRT, SIG_DFL);
	abort();
}

static int connects(void)
{
	const struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) }, .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return outcome(connect(fd, (const struct sockaddr *)&address, sizeof(address)));
}

static void need_seccomp(void)
{
	if (!pl_seccomp_is_here())
		skip();
}

static void a_filtered_process_ends_where_it_reaches_for_the_network_or_a_program(void **state)
{
	(void)state;
	need_seccomp();
	assert_int_equal(tried(pl_seccomp_enter, nothing, opens_a_socket), KILLED);
	assert_int_equal(tried(pl_seccomp_enter, nothing, runs_a_program), KILLED);
	assert_int_equal(tried(pl_seccomp_enter, nothing, traces), KILLED);
}

static void a_filtered_process_changes_no_file(void **state)
{
	int (*const attempts[])(void) = { writes_inside, writes_beside, makes_inside,   makes_elsewhere, renames,
		                          removes,       makes_a_folder, changes_rights, gives_a_temporary_file_a_name };

	(void)state;
	need_seccomp();
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		assert_int_equal(tried(pl_seccomp_enter, nothing, attempts[i]) == 0, 0);
	assert_int_equal(tried(pl_seccomp_enter, nothing, writes_inside), EPERM);
	assert_int_equal(access(inside, R_OK), 0);
	assert_int_equal(access("/tmp/plimsoll-made", F_OK), -1);
}

static void a_filtered_process_makes_no_process_and_no_code_and_signals_none(void **state)
{
	(void)state;
	need_seccomp();
	assert_int_equal(tried(pl_seccomp_enter, nothing, forks), EPERM);
	assert_int_equal(tried(pl_seccomp_enter, nothing, makes_code), EPERM);
	assert_int_equal(tried(pl_seccomp_enter, nothing, makes_memory_run), EPERM);
	assert_int_equal(tried(pl_seccomp_enter, nothing, types_at_the_terminal), EPERM);
	assert_int_equal(tried(pl_seccomp_enter, nothing, signals_its_parent), EPERM);
}

static void a_filtered_process_does_its_work(void **state)
{
	(void)state;
	need_seccomp();
	assert_int_equal(tried(pl_seccomp_enter, nothing, reads), 0);
	assert_int_equal(tried(pl_seccomp_enter, nothing, keeps_a_temporary_file), 0);
	assert_int_equal(tried(pl_seccomp_enter, nothing, keeps_a_file_in_memory), 0);
	assert_int_equal(tried(pl_seccomp_enter, nothing, runs_a_thread), 0);
	assert_int_equal(tried(pl_seccomp_enter, nothing, gives_up), ABORTED);
}

static void a_filter_that_lets_files_be_made_still_ends_the_others(void **state)
{
	const char *const writable[] = { folder, NULL };

	(void)state;
	need_seccomp();
	assert_int_equal(tried(pl_seccomp_enter, writable, makes_inside), 0);
	assert_int_equal(tried(pl_seccomp_enter, writable, makes_a_folder), EPERM);
	assert_int_equal(tried(pl_seccomp_enter, writable, opens_a_socket), KILLED);
	assert_int_equal(tried(pl_seccomp_enter, writable, runs_a_program), KILLED);
}

static void need_landlock(int version)
{
	if (pl_landlock_version() < version)
		skip();
}

static void landlock_lets_the_named_folder_be_written_and_nothing_else(void **state)
{
	const char *const writable[] = { folder, NULL };

	(void)state;
	need_landlock(3);
	assert_int_equal(tried(pl_landlock_enter, writable, makes_inside), 0);
	assert_int_equal(tried(pl_landlock_enter, writable, writes_inside), 0);
	assert_int_equal(tried(pl_landlock_enter, writable, writes_beside), EACCES);
	assert_int_equal(tried(pl_landlock_enter, writable, makes_elsewhere), EACCES);
	assert_int_equal(tried(pl_landlock_enter, writable, makes_a_folder), EACCES);
}

static void landlock_lets_the_named_file_be_written_and_not_its_folder(void **state)
{
	const char *const writable[] = { beside, NULL };

	(void)state;
	need_landlock(3);
	assert_int_equal(tried(pl_landlock_enter, writable, writes_beside), 0);
	assert_int_equal(tried(pl_landlock_enter, writable, makes_elsewhere), EACCES);
	assert_int_equal(tried(pl_landlock_enter, nothing, writes_beside), EACCES);
}

static void landlock_lets_everything_be_read_and_no_program_run(void **state)
{
	(void)state;
	need_landlock(1);
	assert_int_equal(tried(pl_landlock_enter, nothing, reads), 0);
	assert_int_equal(tried(pl_landlock_enter, nothing, keeps_a_temporary_file), 0);
	assert_int_equal(tried(pl_landlock_enter, nothing, runs_a_program), EACCES);
	need_landlock(4);
	assert_int_equal(tried(pl_landlock_enter, nothing, connects), EACCES);
}

static void a_crash_leaves_no_core(void **state)
{
	int status;
	pid_t pid;

	(void)state;
#ifdef PL_IS_SANITIZED
	skip();
#endif
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		pl_sandbox_leave_no_core();
		if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
			_exit(1);
		gives_up();
	}
	assert_true(waitpid(pid, &status, 0) == pid);
	assert_true(WIFSIGNALED(status) && !WCOREDUMP(status));
}

static int make_files(void **state)
{
	FILE *file;

	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(inside, sizeof(inside), "%s/inside", folder);
	snprintf(beside, sizeof(beside), "%s.beside", folder);
	if ((file = fopen(beside, "w")) != NULL)
		fclose(file);
	return 0;
}

/* An attempt that succeeds may well take it away. */
static int make_inside(void **state)
{
	FILE *file = fopen(inside, "w");

	(void)state;
	return file == NULL || fputs("inside", file) < 0 || fclose(file) != 0;
}

static int remove_files(void **state)
{
	char made[128];

	(void)state;
	snprintf(made, sizeof(made), "%s/made", folder);
	unlink(made);
	unlink(inside);
	unlink(beside);
	return rmdir(folder);
}

#define TEST(name) cmocka_unit_test_setup(name, make_inside)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_filtered_process_ends_where_it_reaches_for_the_network_or_a_program),
		TEST(a_filtered_process_changes_no_file),
		TEST(a_filtered_process_makes_no_process_and_no_code_and_signals_none),
		TEST(a_filtered_process_does_its_work),
		TEST(a_filter_that_lets_files_be_made_still_ends_the_others),
		TEST(landlock_lets_the_named_folder_be_written_and_nothing_else),
		TEST(landlock_lets_the_named_file_be_written_and_not_its_folder),
		TEST(landlock_lets_everything_be_read_and_no_program_run),
		TEST(a_crash_leaves_no_core),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}

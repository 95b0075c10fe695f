/* No name means that nobody else can open it, and that nothing is left behind however the process ends. */
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *pl_temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && folder[0] ? folder : "/tmp";
}

/* Where the file system has no files without a name, one whose name is taken away at once. */
static int open_named(const char *folder)
{
	char name[4096];
	int fd;

	if (snprintf(name, sizeof(name), "%s/plimsoll-XXXXXX", folder) >= (int)sizeof(name)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	return fd;
}

int pl_temporary_open(void)
{
	const char *folder = pl_temporary_folder();
	/* O_EXCL: it cannot be given a name later. The sandbox asks for that. */
	int fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);

	return fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR) ? open_named(folder) : fd;
}

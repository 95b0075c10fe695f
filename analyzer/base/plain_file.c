/* Opened without waiting, then looked at. */
#include "base/plain_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

FILE *pl_plain_file_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat state;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &state) == 0 && S_ISREG(state.st_mode))
		return fdopen(fd, "rb");
	close(fd);
	errno = EINVAL;
	return NULL;
}

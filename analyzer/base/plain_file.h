/* Files of a folder that was named as a whole: what else stands in it, such as a pipe, is not waited for. */
#ifndef PL_BASE_PLAIN_FILE_H
#define PL_BASE_PLAIN_FILE_H

#include <stdio.h>

/* Opens a regular file for reading. NULL with errno set, EINVAL for what is no regular file. */
FILE *pl_plain_file_open(const char *path);
#endif

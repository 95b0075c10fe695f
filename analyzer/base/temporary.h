/* Files without a name, for what is too large to be held. */
#ifndef PL_BASE_TEMPORARY_H
#define PL_BASE_TEMPORARY_H

/* Where they are made: TMPDIR, or /tmp. */
const char *pl_temporary_folder(void);
/* One that ends with its descriptor; -1 with errno set. */
int pl_temporary_open(void);
#endif

/* Files made and planned for mending, for tests of the fix room. */
#ifndef PL_TESTS_FIXING_H
#define PL_TESTS_FIXING_H

#include "fix/fixer.h"

struct pl_fixing_text {
	char *ptr; /* the caller's to free */
	size_t len;
};

#define PL_FIXING_POST "POST /a HTTP/1.1\r\nHost: api.example.com\r\n"
#define PL_FIXING_JSON PL_FIXING_POST "Content-Type: application/json\r\n"

struct pl_fixing_text pl_fixing_read(const char *path);
/* A file of these bytes, whose path is put into `path`. */
void pl_fixing_make(char path[32], const char *bytes, size_t len);
/* Plans what is to be mended in the file, unsafe fixes too; a name that ends in .curl is a command's. */
void pl_fixing_plan(struct pl_fixer *fixer, const struct plimsoll_rules *rules, const char *path);
/* The built-in rules of the default persona. */
struct plimsoll_rules *pl_fixing_rules(void);
#endif

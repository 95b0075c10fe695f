/* A file, a check and a plan. */
#include "fixing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOM ((size_t)1 << 20)

struct pl_fixing_text pl_fixing_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct pl_fixing_text t = { malloc(ROOM), 0 };

	if (file == NULL)
		fail_msg("%s cannot be read", path);
	assert_non_null(t.ptr);
	t.len = fread(t.ptr, 1, ROOM, file);
	assert_true(t.len < ROOM);
	fclose(file);
	return t;
}

void pl_fixing_make(char path[32], const char *bytes, size_t len)
{
	int fd;

	snprintf(path, 32, "/tmp/plimsoll-fix-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

static int collect(void *ctx, const struct plimsoll_request *request)
{
	pl_fixer_request(ctx, request);
	return 0;
}

void pl_fixing_plan(struct pl_fixer *fixer, const struct plimsoll_rules *rules, const char *path)
{
	const struct plimsoll_sink sink = { fixer, collect };
	struct plimsoll_error err;

	if (pl_fixer_open(fixer, path, true, true, &err) != PLIMSOLL_OK ||
	    plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path, .format = strstr(path, ".curl") ? "curl" : "raw" }, &sink, &err) != PLIMSOLL_OK)
		fail_msg("%s: %s", path, err.message);
}

struct plimsoll_rules *pl_fixing_rules(void)
{
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(
		&(struct plimsoll_options){ .persona = PLIMSOLL_DEFAULT }, &err);

	if (rules == NULL)
		fail_msg("%s", err.message);
	return rules;
}

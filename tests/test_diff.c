/* --diff: the lines that --fix would change, as patch(1) takes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fix/diff.h"
#include "fixing.h"

#define POST PL_FIXING_POST
#define JSON PL_FIXING_JSON

/* The diff of `before` but for its first two lines, which name the file. */
static void check_diff(const char *before, size_t len, const char *wanted)
{
	struct plimsoll_rules *rules = pl_fixing_rules();
	struct pl_fixer fixer;
	char path[32], *text, *body;
	size_t text_len;
	FILE *out = open_memstream(&text, &text_len);

	pl_fixing_make(path, before, len);
	pl_fixing_plan(&fixer, rules, path);
	assert_true(pl_fixer_finish(&fixer));
	pl_fixer_diff(&fixer, out, false);
	fclose(out);
	body = strstr(text, "@@");
	assert_non_null(body);
	assert_string_equal(body, wanted);
	pl_fixer_close(&fixer);
	plimsoll_rules_close(rules);
	unlink(path);
	free(text);
}

#define CHECK_DIFF(before, wanted) check_diff(before, sizeof(before) - 1, wanted)

static void a_diff_shows_the_lines_that_change(void **state)
{
	(void)state;
	CHECK_DIFF(POST "X-A: 1\r\nX-B: 2\r\nX-C: 3\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\n{\n}\n",
	           "@@ -3,8 +3,8 @@\n X-A: 1\r\n X-B: 2\r\n X-C: 3\r\n"
	           "-Content-Type: application/x-www-form-urlencoded\r\n-Content-Length: 3\r\n"
	           "+Content-Type: application/json\r\n+Content-Length: 4\r\n \r\n {\n }\n");
}

static void a_diff_puts_in_lines_and_takes_them_out(void **state)
{
	(void)state;
	CHECK_DIFF(JSON "\r\n{}", "@@ -1,5 +1,6 @@\n POST /a HTTP/1.1\r\n Host: api.example.com\r\n Content-Type: application/json\r\n"
	                          "+Content-Length: 2\r\n \r\n {}\n\\ No newline at end of file\n");
	CHECK_DIFF(JSON "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
	           "@@ -2,6 +2,5 @@\n Host: api.example.com\r\n Content-Type: application/json\r\n Content-Length: 2\r\n"
	           "-Content-Length: 2\r\n \r\n {}\n\\ No newline at end of file\n");
}

static void a_diff_hides_secrets_and_writes_bytes_as_such(void **state)
{
	(void)state;
	CHECK_DIFF(POST "Authorization: Bearer abcdefgh\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n\"\x01\"",
	           "@@ -2,6 +2,6 @@\n Host: api.example.com\r\n Authorization: Bearer ********\r\n Content-Type: application/json\r\n"
	           "-Content-Length: 9\r\n+Content-Length: 3\r\n \r\n \"\\x01\"\n\\ No newline at end of file\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_diff_shows_the_lines_that_change),
		cmocka_unit_test(a_diff_puts_in_lines_and_takes_them_out),
		cmocka_unit_test(a_diff_hides_secrets_and_writes_bytes_as_such),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

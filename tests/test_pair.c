/* A request in two files: what goes out, and what is said about files that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plimsoll.h"

static char dir[] = "/tmp/plimsoll-pair-XXXXXX", headers[64], body[64];

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(headers, sizeof(headers), "%s/headers", dir);
	snprintf(body, sizeof(body), "%s/body", dir);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return remove(headers) || remove(body) || rmdir(dir);
}

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static struct plimsoll_input given(const char *head, const char *content)
{
	write_file(headers, head);
	write_file(body, content);
	return (struct plimsoll_input){ .path = headers, .body = body };
}

static void check_shown(const char *head, const char *content, const char *expected)
{
	const struct plimsoll_input input = given(head, content);
	struct plimsoll_error err = { 0 };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_int_equal(plimsoll_show_file(&input, "raw", out, &err), PLIMSOLL_OK);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void a_head_and_a_body_are_a_request(void **state)
{
	(void)state;
	check_shown("PUT /a HTTP/1.1\r\nHost: a\r\n\r\n", "x", "PUT /a HTTP/1.1\r\nHost: a\r\n\r\nx");
	check_shown("PUT /a HTTP/1.1\nHost: a\n\n", "x", "PUT /a HTTP/1.1\nHost: a\n\nx");
}

static void what_a_head_lacks_is_put_to_it(void **state)
{
	(void)state;
	check_shown("Host: a\r\nA: b\r\n", "x", "POST / HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\nx");
	check_shown("Host: a\nA: b", "x", "POST / HTTP/1.1\nHost: a\nA: b\n\nx");
	check_shown("Host: a", "x", "POST / HTTP/1.1\r\nHost: a\r\n\r\nx");
	check_shown("PUT /a HTTP/1.1\r\nHost: a", "", "PUT /a HTTP/1.1\r\nHost: a\r\n\r\n");
}

struct seen {
	size_t requests, findings;
	char rule[64], path[128];
	uint64_t offset;
};

static int see(void *ctx, const struct plimsoll_request *r)
{
	struct seen *seen = ctx;

	seen->requests++;
	for (size_t i = 0; i < r->findings_len; i++) {
		const struct plimsoll_finding *f = &r->findings[i];

		if (f->explained_by.len > 0)
			continue;
		seen->findings++;
		snprintf(seen->rule, sizeof(seen->rule), "%.*s", (int)f->rule.len, f->rule.ptr);
		snprintf(seen->path, sizeof(seen->path), "%.*s", (int)f->place.path.len, f->place.path.ptr);
		seen->offset = f->place.offset;
	}
	return 0;
}

static enum plimsoll_status looked_at(const struct plimsoll_input *input, struct seen *seen, struct plimsoll_error *err)
{
	const struct plimsoll_options options = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, err);
	enum plimsoll_status status;

	assert_non_null(rules);
	*seen = (struct seen){ 0 };
	status = plimsoll_check_file(rules, input, &(struct plimsoll_sink){ seen, see }, err);
	plimsoll_rules_close(rules);
	return status;
}

static void a_finding_opens_in_the_file_it_is_in(void **state)
{
	struct plimsoll_input input = given("Content-Type: application/json", "{\"a\": 1,}");
	struct plimsoll_error err;
	struct seen seen;

	(void)state;
	assert_int_equal(looked_at(&input, &seen, &err), PLIMSOLL_OK);
	assert_int_equal(seen.requests, 1);
	assert_int_equal(seen.findings, 1);
	assert_string_equal(seen.rule, "json-not-json-dialect");
	assert_string_equal(seen.path, body);
	assert_int_equal(seen.offset, 7);
	input = given("Content-Type: text/json", "{}");
	assert_int_equal(looked_at(&input, &seen, &err), PLIMSOLL_OK);
	assert_string_equal(seen.rule, "content-type-known-wrong");
	assert_string_equal(seen.path, headers);
	assert_int_equal(seen.offset, 14);
}

static void check_refused(const char *head, enum plimsoll_status status, const char *message)
{
	const struct plimsoll_input input = given(head, "x");
	struct plimsoll_error err = { 0 };
	struct seen seen;

	assert_int_equal(looked_at(&input, &seen, &err), status);
	assert_string_equal(err.message, message);
}

static void a_file_that_is_no_head_is_refused(void **state)
{
	(void)state;
	check_refused("A: b\r\n\r\nbody", PLIMSOLL_FORMAT,
	              "goes on behind the empty line that ends a head; the body's bytes belong into --body");
	check_refused("HTTP/1.1 200 OK\r\n\r\n", PLIMSOLL_FORMAT,
	              "is the head of a response, not of a request; check reads what is sent");
}

static void a_body_that_is_not_there_is_an_error(void **state)
{
	struct plimsoll_input input = given("A: b", "x");
	struct plimsoll_error err = { 0 };
	struct seen seen;

	(void)state;
	input.body = "/nowhere/body";
	assert_int_equal(looked_at(&input, &seen, &err), PLIMSOLL_IO);
	assert_string_equal(err.path, "/nowhere/body");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_and_a_body_are_a_request),
		cmocka_unit_test(what_a_head_lacks_is_put_to_it),
		cmocka_unit_test(a_finding_opens_in_the_file_it_is_in),
		cmocka_unit_test(a_file_that_is_no_head_is_refused),
		cmocka_unit_test(a_body_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

/* Ignores beside the request: who is silenced, and who is told that an ignore does nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "config/sieve.h"

struct heard {
	struct pl_buf out;
	struct pl_sieve sieve;
};

/* "entry rule+ rule-why" a request, + for a finding that is told and - for one that is not; ?rule@line for an ignore that did
 * nothing. */
static int hear(void *ctx, const struct plimsoll_request *whole)
{
	struct heard *h = ctx;
	struct plimsoll_request r;

	pl_sieve_request(&h->sieve, whole, &r);
	pl_buf_printf(&h->out, "%llu", (unsigned long long)r.entry);
	for (size_t i = 0; i < r.findings_len; i++)
		pl_buf_printf(&h->out, " %.*s+", (int)r.findings[i].rule.len, r.findings[i].rule.ptr);
	for (size_t i = 0; i < r.suppressed_len; i++)
		pl_buf_printf(&h->out, " %.*s-%.*s", (int)r.suppressed[i].rule.len, r.suppressed[i].rule.ptr,
		              (int)r.suppressed[i].justification.len, r.suppressed[i].justification.ptr);
	for (size_t i = 0; i < r.ignores_len; i++)
		if (!h->sieve.is_used[i])
			pl_buf_printf(&h->out, " ?%.*s@%llu", (int)r.ignores[i].rule.len, r.ignores[i].rule.len ? r.ignores[i].rule.ptr : "",
			              (unsigned long long)r.ignores[i].place.line);
	pl_buf_add_char(&h->out, '\n');
	return 0;
}

static uint64_t hears(const char *format, const char *text, const char *expected)
{
	char path[] = "/tmp/plimsoll-test-XXXXXX";
	struct plimsoll_options options = { 0 };
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct heard h = { .sieve = { .config = NULL } };
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	pl_buf_init(&h.out, 65536);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path, .format = format },
	                                     &(struct plimsoll_sink){ &h, hear }, &err), PLIMSOLL_OK);
	unlink(path);
	pl_buf_add_char(&h.out, '\0');
	assert_string_equal(h.out.ptr, expected);
	pl_buf_free(&h.out);
	pl_sieve_free(&h.sieve);
	plimsoll_rules_close(rules);
	return h.sieve.ignored;
}

#define NAN_REQUEST "POST http://h.example/\nContent-Type: application/json\n"

static void a_comment_above_or_in_the_head_of_a_request_holds_for_it(void **state)
{
	(void)state;
	assert_int_equal(hears("http-file", "# plimsoll: ignore json-nan old client\n" NAN_REQUEST "\n[NaN]\n###\n" NAN_REQUEST "\n[NaN]\n",
	                       "0 json-nan-old client\n1 json-nan+\n"), 1);
	hears("http-file", "### a\n" NAN_REQUEST "//plimsoll:ignore  x ,json-nan   a b \n\n[NaN]\n", "0 json-nan-a b ?x@4\n");
	hears("http-file", "### a\n" NAN_REQUEST "\n# plimsoll: ignore json-nan no comment\n[NaN]\n###\nGET http://h.example/\n", "0 json-not-json-dialect+ json-nan+\n1\n");
	assert_int_equal(hears("hurl", "# plimsoll: ignore json-nan a\nPOST http://h.example/\n[NaN]\nHTTP 200\n[Asserts]\nbody == \"\"\n\n# plimsoll: ignore "
	                               "json-nan b\n\n# c\nPOST http://h.example/\n# plimsoll: ignore json-bom d\n[NaN]\n",
	                       "0 json-nan-a\n1 json-nan-b ?json-bom@12\n"), 2);
}

static void a_comment_above_a_command_holds_for_all_its_urls(void **state)
{
	(void)state;
	hears("curl", "# plimsoll: ignore json-nan a\ncurl --json '[NaN]' http://h.example/ http://h.example/2\n\ncurl --json '[NaN]' http://h.example/\n",
	      "0 json-nan-a\n1 json-nan-a\n2 json-nan+\n");
	hears("curl", "cd x\n# plimsoll: ignore json-nan a\n\necho\ncurl --json '[NaN\n# plimsoll: ignore json-bom b\n]' http://h.example/\n",
	      "0 json-nan-a\n");
}

static void a_har_says_it_in_a_field_of_its_own(void **state)
{
	(void)state;
	hears("har", "{\"log\": {\"entries\": [{\"request\": {\"method\": \"POST\", \"url\": \"https://h.example/\", \"headers\": [{\"name\": "
	             "\"Content-Type\", \"value\": \"application/json\"}], \"postData\": {\"text\": \"[NaN]\"}},\n\"_plimsoll\": {\"ignore\": "
	             "[{\"rule\": \"json-nan\", \"reason\": \"old\"},\n{\"rule\": \"json-bom\"},\n{}]}}]}}",
	      "0 json-nan-old ?json-bom@3 ?@4\n");
}

static void what_is_not_understood_ignores_nothing(void **state)
{
	(void)state;
	hears("http-file", "# plimsoll: ignore json-nan\n" NAN_REQUEST "\n[NaN]\n", "0 json-nan+ ?json-nan@1\n");
	hears("http-file", "# plimsoll: ignor json-nan x\n# plimsoll: ignored json-nan x\n# plimsoll:\n" NAN_REQUEST "\n[NaN]\n", "0 json-nan+ ?@1 ?@2 ?@3\n");
	hears("http-file", "# plimsoll: ignore\n# of plimsoll: ignore json-nan x\n" NAN_REQUEST "\n[NaN]\n", "0 json-nan+ ?@1\n");
	hears("http-file", "# plimsoll: ignore ,, json-nan,\n" NAN_REQUEST "\n[NaN]\n", "0 json-nan+ ?@1 ?json-nan@1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_comment_above_or_in_the_head_of_a_request_holds_for_it),
		cmocka_unit_test(a_comment_above_a_command_holds_for_all_its_urls),
		cmocka_unit_test(a_har_says_it_in_a_field_of_its_own),
		cmocka_unit_test(what_is_not_understood_ignores_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

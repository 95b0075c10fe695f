/* Reading evidence: logs of curl, HARs, requests whose body is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "explain/curl_log.h"
#include "explain/evidence.h"

#define IS(text, literal) assert_true(pl_str_equal(text, PL_STR(literal)))

static struct pl_str read_log(struct pl_exchange *e, const char *log, struct pl_arena *arena)
{
	*e = (struct pl_exchange){ .request = NULL };
	return pl_curl_log_read(e, pl_str_from(log), arena);
}

static void a_verbose_log_has_both_heads(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_exchange e;
	struct pl_str head = read_log(&e,
	                              "*   Trying 192.0.2.1:80...\n"
	                              "> POST /a HTTP/1.1\r\n> Host: h\r\n> Content-Length: 9000\r\n> \r\n"
	                              "} [4096 bytes data]\n} [100 bytes data]\n"
	                              "< HTTP/1.1 413 Payload Too Large\r\n< Server: nginx\r\n< \r\n"
	                              "* HTTP error before end of send, stop sending\n"
	                              "{ [9 bytes data]\ntoo large\n"
	                              "100  9000  100     9  100  9000      9    900  0:00:01 --:--:--  0:00:01  900\r\n"
	                              "curl: (55) Send failure: Broken pipe\n",
	                              &arena);

	(void)state;
	IS(head, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9000\r\n\r\n");
	assert_true(e.has_response && e.answered_early && e.has_sent && !e.sent_whole);
	assert_int_equal(e.response.status, 413);
	IS(pl_response_header(&e.response, "server"), "nginx");
	IS(e.response.body, "too large");
	assert_int_equal(e.sent_bytes, 4196);
	assert_int_equal(e.texts_len, 1);
	pl_arena_free(&arena);
}

static void redirects_and_interim_answers_are_counted(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_exchange e;
	struct pl_str head = read_log(&e,
	                              "> POST /a HTTP/1.1\n> Host: h\n> Expect: 100-continue\n>\n"
	                              "< HTTP/1.1 100 Continue\n<\n"
	                              "* upload completely sent off: 2048 bytes\n"
	                              "< HTTP/1.1 302 Found\n< Location: /b\n<\n"
	                              "> GET /b HTTP/1.1\n> Host: h\n>\n"
	                              "< HTTP/2 200 \n< content-length: 0\n<\n",
	                              &arena);

	(void)state;
	assert_true(pl_str_equal(head, PL_STR("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n")));
	assert_true(e.saw_continue && e.sent_whole);
	assert_int_equal(e.sent_bytes, 2048);
	assert_int_equal(e.redirects, 1);
	assert_int_equal(e.redirect_status, 302);
	IS(e.method_after_redirect, "GET");
	assert_int_equal(e.response.status, 200);
	assert_true(e.response.has_body && e.response.body.len == 0);
	pl_arena_free(&arena);
}

static void a_trace_is_put_together_again(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_exchange e;
	struct pl_str head = read_log(&e,
	                              "23:59:58.000001 == Info: Connected to h\n"
	                              "23:59:58.000002 => Send header, 150 bytes (0x96)\n"
	                              "0000: POST /a-path-that-is-as-long-as-a-line-of-the-dump-and-then-some\n"
	                              "0040: -more HTTP/1.1\n"
	                              "0050: Host: h\n"
	                              "0059: \n"
	                              "23:59:58.000003 => Send data, 5 bytes (0x5)\n"
	                              "0000: hello\n"
	                              "23:59:59.000003 => Send data, 7 bytes (0x7)\n"
	                              "0000: , world\n"
	                              "00:00:03.000000 <= Recv header, 17 bytes (0x11)\n"
	                              "0000: HTTP/1.1 408 Request Time-out\n"
	                              "00:00:03.000000 <= Recv header, 2 bytes (0x2)\n"
	                              "0000: \n"
	                              "00:00:03.000000 <= Recv data, 4 bytes (0x4)\n"
	                              "0000: late\n",
	                              &arena);

	(void)state;
	IS(head, "POST /a-path-that-is-as-long-as-a-line-of-the-dump-and-then-some-more HTTP/1.1\r\nHost: h\r\n\r\n");
	assert_int_equal(e.sent_bytes, 12);
	assert_int_equal(e.response.status, 408);
	IS(e.response.body, "late");
	assert_true(e.has_seconds);
	assert_int_equal(e.seconds, 5);
	pl_arena_free(&arena);
}

static void a_log_without_an_answer_has_none(void **state)
{
	static const char *const logs[] = { "", "\n", ">", "<", "< \n", "> \n>\n", "* x", "< HTTP/", "< HTTP/1.1\n<\n", "0000: x\n",
		                            "=> Send header, 1\n0000:", "<= Recv header, 9\n0000: HTTP/1.1 100 Continue\n", "} [", "} [9",
		                            "12:34:56.789012 ", "curl: " };
	struct pl_arena arena = { 0 };
	struct pl_exchange e;

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		read_log(&e, logs[i], &arena);
		assert_false(e.has_response);
	}
	pl_arena_free(&arena);
}

/* What the tests read files with. */
struct setup {
	struct pl_arena arena;
	struct plimsoll_rules *rules;
	struct pl_evidence evidence;
	struct plimsoll_error err;
	char path[64];
};

static enum plimsoll_status read_text(struct setup *s, const char *text, bool has_entry, uint64_t entry)
{
	const struct plimsoll_options options = { .wants_facts = true };
	FILE *file;
	int fd;

	*s = (struct setup){ .path = "/tmp/plimsoll-evidence-XXXXXX" };
	s->rules = plimsoll_rules_open(&options, &s->err);
	assert_non_null(s->rules);
	fd = mkstemp(s->path);
	file = fdopen(fd, "w");
	assert_non_null(file);
	fwrite(text, 1, strlen(text), file);
	fclose(file);
	pl_evidence_open(&s->evidence, s->rules, has_entry, entry, &s->arena);
	return pl_evidence_add(&s->evidence, s->path, &s->err);
}

static void close_setup(struct setup *s)
{
	pl_evidence_close(&s->evidence);
	plimsoll_rules_close(s->rules);
	pl_arena_free(&s->arena);
	unlink(s->path);
}

static bool has_finding(const struct pl_exchange *e, const char *rule)
{
	for (size_t i = 0; i < e->findings_len; i++)
		if (pl_str_equal(e->findings[i].rule, pl_str_from(rule)))
			return true;
	return false;
}

static void a_body_that_is_cut_counts_with_its_declared_length(void **state)
{
	struct setup s;
	const struct pl_exchange *e;

	(void)state;
	assert_int_equal(read_text(&s, "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n"
	                               "{\"file\":\"JVBERi0xLjQKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9i",
	                           false, 0),
	                 PLIMSOLL_OK);
	e = &s.evidence.exchanges[0];
	assert_true(e->is_cut && e->has_body_bytes);
	assert_int_equal(e->body_bytes, 4000);
	assert_int_equal(e->raw_bytes, (4000 - 9) / 4 * 3);
	assert_int_equal(e->seen_bytes, 9 + 88);
	assert_false(has_finding(e, "json-invalid") || has_finding(e, "content-length-too-big"));
	close_setup(&s);
}

static void a_body_that_is_whole_is_judged(void **state)
{
	struct setup s;

	(void)state;
	assert_int_equal(read_text(&s, "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"a\":", false, 0),
	                 PLIMSOLL_OK);
	assert_false(s.evidence.exchanges[0].is_cut);
	assert_true(has_finding(&s.evidence.exchanges[0], "json-invalid"));
	close_setup(&s);
}

#define ENTRY(method, status, more)                                                                                  \
	"{\"time\": 61234.5, \"request\": {\"method\": \"" method "\", \"url\": \"https://h/a\", \"httpVersion\": \"h2\", "     \
	"\"headers\": [], \"queryString\": [], \"cookies\": [], \"headersSize\": -1, \"bodySize\": 0}, "                 \
	"\"response\": {\"status\": " status ", \"httpVersion\": \"HTTP/2.0\", \"headers\": [{\"name\": \"Server\", "       \
	"\"value\": \"nginx\"}], \"content\": {" more "}}}"

static void failed_entries_of_a_har_are_chosen(void **state)
{
	struct setup s;
	const struct pl_evidence *e = &s.evidence;

	(void)state;
	assert_int_equal(read_text(&s,
	                           "{\"log\": {\"version\": \"1.2\", \"entries\": [" ENTRY("GET", "404", "") "," ENTRY("POST", "200", "") "," ENTRY(
					       "POST", "413", "\"text\": \"dG9vIGxhcmdl\", \"encoding\": \"base64\"") "," ENTRY("PUT", "0", "") "]}}",
	                           false, 0),
	                 PLIMSOLL_OK);
	assert_int_equal(e->entries, 4);
	assert_int_equal(e->len, 2);
	assert_int_equal(e->exchanges[0].entry, 2);
	assert_int_equal(e->exchanges[0].response.status, 413);
	IS(e->exchanges[0].response.body, "too large");
	IS(e->exchanges[0].response.version, "2.0");
	IS(pl_response_header(&e->exchanges[0].response, "server"), "nginx");
	IS(e->exchanges[0].method, "POST");
	assert_int_equal(e->exchanges[0].seconds, 61);
	assert_int_equal(e->exchanges[1].entry, 3);
	assert_false(e->exchanges[1].has_response);
	close_setup(&s);
}

static void an_entry_of_choice_is_taken_whatever_it_is(void **state)
{
	struct setup s;

	(void)state;
	assert_int_equal(read_text(&s, "{\"log\": {\"entries\": [" ENTRY("GET", "200", "") "]}}", true, 0), PLIMSOLL_OK);
	assert_int_equal(s.evidence.len, 1);
	assert_int_equal(s.evidence.exchanges[0].response.status, 200);
	close_setup(&s);
	assert_int_equal(read_text(&s, "{\"log\": {\"entries\": [" ENTRY("GET", "200", "") "]}}", true, 7), PLIMSOLL_FORMAT);
	assert_non_null(strstr(s.err.message, "there is no entry 7"));
	close_setup(&s);
}

static void what_is_no_har_is_refused(void **state)
{
	struct setup s;

	(void)state;
	assert_int_equal(read_text(&s, "{\"log\": {\"entry\": []}}", false, 0), PLIMSOLL_FORMAT);
	close_setup(&s);
	assert_int_equal(read_text(&s, "{\"log\": {\"entries\": [{\"response\": {\"headers\": [[[[[[[[[[[[]]]]]]]]]]]]}}, {\"response", false, 0),
	                 PLIMSOLL_OK);
	assert_int_equal(s.evidence.len, 0);
	close_setup(&s);
}

static void other_files_are_told_apart(void **state)
{
	struct setup s;

	(void)state;
	assert_int_equal(read_text(&s, "HTTP/1.1 502 Bad Gateway\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", false, 0), PLIMSOLL_OK);
	assert_int_equal(s.evidence.exchanges[0].response.status, 502);
	assert_false(s.evidence.exchanges[0].response.has_body);
	close_setup(&s);
	assert_int_equal(read_text(&s, "Error: write EPIPE\n", false, 0), PLIMSOLL_OK);
	assert_int_equal(s.evidence.exchanges[0].texts_len, 1);
	close_setup(&s);
	assert_int_equal(read_text(&s, "curl -d a=1 https://h/x", false, 0), PLIMSOLL_OK);
	assert_non_null(s.evidence.exchanges[0].request);
	IS(s.evidence.exchanges[0].method, "POST");
	close_setup(&s);
	assert_int_equal(read_text(&s, "", false, 0), PLIMSOLL_OK);
	assert_false(s.evidence.exchanges[0].has_response);
	close_setup(&s);
}

/* What is cut off is said, not left out. */
static void a_text_that_is_too_long_is_refused(void **state)
{
	char *text = malloc(PL_LIMIT_ERROR_TEXT + 100);
	struct setup s;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', PL_LIMIT_ERROR_TEXT + 99);
	text[PL_LIMIT_ERROR_TEXT + 99] = '\0';
	assert_int_equal(read_text(&s, text, false, 0), PLIMSOLL_FORMAT);
	assert_non_null(strstr(s.err.message, "more than 1 MiB"));
	close_setup(&s);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_verbose_log_has_both_heads),
		cmocka_unit_test(redirects_and_interim_answers_are_counted),
		cmocka_unit_test(a_trace_is_put_together_again),
		cmocka_unit_test(a_log_without_an_answer_has_none),
		cmocka_unit_test(a_body_that_is_cut_counts_with_its_declared_length),
		cmocka_unit_test(a_body_that_is_whole_is_judged),
		cmocka_unit_test(failed_entries_of_a_har_are_chosen),
		cmocka_unit_test(an_entry_of_choice_is_taken_whatever_it_is),
		cmocka_unit_test(what_is_no_har_is_refused),
		cmocka_unit_test(other_files_are_told_apart),
		cmocka_unit_test(a_text_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

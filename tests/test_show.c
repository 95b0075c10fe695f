/* A request written out again: byte for byte, as a curl command, as HAR. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plimsoll.h"

struct written {
	enum plimsoll_status status;
	char *text;
	size_t len;
	struct plimsoll_error err;
};

static struct written show_file(const char *path, uint64_t entry, const char *as)
{
	struct written w = { .text = NULL };
	FILE *out = open_memstream(&w.text, &w.len);

	assert_non_null(out);
	w.status = plimsoll_show_file(&(struct plimsoll_input){ .path = path, .entry = entry, .has_entry = true }, as, out, &w.err);
	fclose(out);
	return w;
}

static struct written show_text(const char *request, size_t len, uint64_t entry, const char *as)
{
	char path[] = "/tmp/plimsoll-show-XXXXXX";
	int fd = mkstemp(path);
	struct written w;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, request, len), len);
	close(fd);
	w = show_file(path, entry, as);
	unlink(path);
	return w;
}

#define SHOW(literal, as) show_text(literal, sizeof(literal) - 1, 0, as)

static void check_text(const char *request, uint64_t entry, const char *as, const char *wanted)
{
	struct written w = show_text(request, strlen(request), entry, as);

	assert_int_equal(w.status, PLIMSOLL_OK);
	assert_string_equal(w.text, wanted);
	free(w.text);
}

static void a_raw_message_comes_out_as_it_went_in(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob("samples/{ok,bad}/*.http", GLOB_BRACE, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct written w = show_file(found.gl_pathv[i], 0, "raw");
		FILE *file = fopen(found.gl_pathv[i], "rb");
		char *text = malloc(w.len + 2);

		assert_int_equal(w.status, PLIMSOLL_OK);
		assert_int_equal(fread(text, 1, w.len + 1, file), w.len);
		assert_memory_equal(text, w.text, w.len);
		fclose(file);
		free(text);
		free(w.text);
	}
	globfree(&found);
}

static void a_curl_command_takes_out_what_curl_would_add(void **state)
{
	(void)state;
	check_text(
	    "GET /a?b=1 HTTP/1.1\r\nHost: h\r\n\r\n", 0, "curl",
	    "curl --globoff --path-as-is 'http://h/a?b=1' \\\n  -H 'User-Agent:' \\\n  -H 'Accept:'\n");
	check_text("POST / HTTP/1.1\r\nHost: h\r\nUser-Agent: it's\r\nAccept: */*\r\nX:\r\nContent-Length: "
	           "3\r\n\r\n@a\n",
	           0, "curl",
	           "curl --globoff --path-as-is 'http://h/' \\\n  -H 'User-Agent: it'\\''s' \\\n  -H "
	           "'Accept: */*' \\\n  -H 'X;' \\\n"
	           "  -H 'Expect:' \\\n  -H 'Content-Type:' \\\n  --data-raw '@a\n'\n");
	check_text(
	    "PUT / HTTP/1.0\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 0, "curl",
	    "curl --globoff --path-as-is -X PUT --http1.0 'http://h/' \\\n  -H 'Content-Length: 0' \\\n"
	    "  -H 'User-Agent:' \\\n  -H 'Accept:'\n");
}

static void a_wrong_content_length_stays_wrong(void **state)
{
	struct written w = SHOW("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab", "curl");

	(void)state;
	assert_int_equal(w.status, PLIMSOLL_OK);
	assert_non_null(strstr(w.text, "-H 'Content-Length: 9'"));
	free(w.text);
}

static void a_binary_body_travels_as_base64(void **state)
{
	struct written w = SHOW("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na\0b", "curl");

	(void)state;
	assert_int_equal(w.status, PLIMSOLL_OK);
	assert_int_equal(strncmp(w.text, "base64 -d <<'END' | curl ", 25), 0);
	assert_non_null(strstr(w.text, "--data-binary @-\nYQBi\nEND\n"));
	free(w.text);
	w = SHOW("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na\0b", "har");
	assert_non_null(strstr(w.text, "\"encoding\": \"base64\", \"text\": \"YQBi\"}"));
	free(w.text);
}

static void chunked_framing_is_taken_off_where_the_form_has_its_own(void **state)
{
	static const char chunked[] =
	    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
	static const char broken[] =
	    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n";
	struct written w = show_text(chunked, strlen(chunked), 0, "curl");

	(void)state;
	assert_non_null(strstr(w.text, "-H 'Transfer-Encoding: chunked'"));
	assert_non_null(strstr(w.text, "--data-raw 'abc'"));
	free(w.text);
	w = show_text(broken, strlen(broken), 0, "har");
	assert_int_equal(w.status, PLIMSOLL_FORMAT);
	assert_non_null(strstr(w.err.message, "the chunk size begins with 0x"));
	free(w.text);
}

static void a_request_is_chosen_by_its_number(void **state)
{
	static const char two[] = "GET /0 HTTP/1.1\r\nHost: h\r\n\r\nGET /1 HTTP/1.1\r\nHost: h\r\n\r\n";
	struct written w = show_text(two, strlen(two), 2, "raw");

	(void)state;
	assert_int_equal(w.status, PLIMSOLL_FORMAT);
	assert_string_equal(w.err.message, "there is no request 2; there are 2, counted from 0");
	free(w.text);
	check_text(two, 1, "raw", "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
}

static void a_har_is_read_as_the_request_it_was_written_from(void **state)
{
	static const char *const requests[] = {
		"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n",
		"GET /a?b=c&d HTTP/1.1\r\nHost: h\r\nX: \"\\\t.\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n\"\\\n\xC3\xBC",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct written har = show_text(requests[i], strlen(requests[i]), 0, "har");

		assert_int_equal(har.status, PLIMSOLL_OK);
		check_text(har.text, 0, "raw", requests[i]);
		free(har.text);
	}
}

static void what_cannot_be_written_is_an_error(void **state)
{
	struct written w = SHOW("GET / HTTP/1.1\r\n\r\n", "curl");

	(void)state;
	assert_int_equal(w.status, PLIMSOLL_FORMAT);
	assert_non_null(strstr(w.err.message, "curl needs a host"));
	free(w.text);
	w = SHOW("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "har");
	assert_int_equal(w.status, PLIMSOLL_FORMAT);
	assert_non_null(strstr(w.err.message, "'*' without a host"));
	free(w.text);
	w = SHOW("GET / HTTP/1.1\r\n\r\n", "yaml");
	assert_int_equal(w.status, PLIMSOLL_USAGE);
	free(w.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_raw_message_comes_out_as_it_went_in),
		cmocka_unit_test(a_curl_command_takes_out_what_curl_would_add),
		cmocka_unit_test(a_wrong_content_length_stays_wrong),
		cmocka_unit_test(a_binary_body_travels_as_base64),
		cmocka_unit_test(chunked_framing_is_taken_off_where_the_form_has_its_own),
		cmocka_unit_test(a_request_is_chosen_by_its_number),
		cmocka_unit_test(a_har_is_read_as_the_request_it_was_written_from),
		cmocka_unit_test(what_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* curl commands: each case is a command and the request that curl 7.88 to 8.14 sends for it. */
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

#define UA "User-Agent: curl/8.14.1\r\n"
#define HEAD(method, target) method " " target " HTTP/1.1\r\nHost: h\r\n" UA "Accept: */*\r\n"
#define FORM(length) "Content-Length: " length "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
#define BOUNDARY "------------------------plimsollplimsollplims0"

static enum plimsoll_status show(const char *command, uint64_t entry, char **text, struct plimsoll_error *err)
{
	char path[] = "/tmp/plimsoll-curl-XXXXXX";
	int fd = mkstemp(path);
	size_t len;
	FILE *out = open_memstream(text, &len);
	enum plimsoll_status status;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, command, strlen(command)), strlen(command));
	close(fd);
	status = plimsoll_show_file(&(struct plimsoll_input){ .path = path, .format = "curl", .entry = entry, .has_entry = true }, "raw", out, err);
	fclose(out);
	unlink(path);
	return status;
}

static void check_entry(const char *command, uint64_t entry, const char *wanted)
{
	struct plimsoll_error err = { 0 };
	char *text;

	if (show(command, entry, &text, &err) != PLIMSOLL_OK)
		fail_msg("%s: %s", command, err.message);
	assert_string_equal(text, wanted);
	free(text);
}

#define CHECK(command, wanted) check_entry(command, 0, wanted)

static void a_target_comes_from_the_url_and_the_query_options(void **state)
{
	(void)state;
	CHECK("curl h", HEAD("GET", "/") "\r\n");
	CHECK("curl 'http://h/a/../b/./c?x=/../y#z'", HEAD("GET", "/b/c?x=/../y") "\r\n");
	CHECK("curl --path-as-is http://h/a/../b", HEAD("GET", "/a/../b") "\r\n");
	CHECK("curl -G h/p?x=1 -d a=1 --data-urlencode 'b=c d'", HEAD("GET", "/p?x=1&a=1&b=c+d") "\r\n");
	CHECK("curl -sSLXDELETE --url https://h:443/x", HEAD("DELETE", "/x") "\r\n");
	CHECK("curl -I h", HEAD("HEAD", "/") "\r\n");
	CHECK("curl -g 'h/{a,b}'", HEAD("GET", "/{a,b}") "\r\n");
	CHECK("curl 'h/\\{a\\}'", HEAD("GET", "/{a}") "\r\n");
}

static void headers_stand_in_the_order_of_curl(void **state)
{
	(void)state;
	CHECK("curl -b a=1 -b b=2 -r 5 -e 'http://r;auto' -A '' --compressed --tr-encoding -H 'X;' -H 'Y:' -H Z -H 'Host: foo' h",
	      "GET / HTTP/1.1\r\nHost: foo\r\nRange: bytes=5-\r\nAccept: */*\r\nConnection: TE\r\nTE: gzip\r\n"
	      "Accept-Encoding: deflate, gzip, br, zstd\r\nReferer: http://r\r\nCookie: a=1;b=2\r\nX:\r\n\r\n");
	CHECK("curl http://c:d%41@h", "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Basic YzpkQQ==\r\n" UA "Accept: */*\r\n\r\n");
	CHECK("curl --oauth2-bearer T -u a:b h", "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer T\r\n" UA "Accept: */*\r\n\r\n");
}

static void data_is_joined_and_framed(void **state)
{
	(void)state;
	CHECK("curl -d a=b -d c h", HEAD("POST", "/") FORM("5") "a=b&c");
	CHECK("curl -d '' -X PUT h", HEAD("PUT", "/") FORM("0"));
	CHECK("curl h --data-urlencode '=x y' --data-urlencode 'k=\xc3\xa9' --data-urlencode 'p&'",
	      HEAD("POST", "/") FORM("17") "x+y&k=%C3%A9&p%26");
	CHECK("curl h --json '{\"a\":1}' --json 2 -H 'accept: x'",
	      "POST / HTTP/1.1\r\nHost: h\r\n" UA "accept: x\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"a\":1}2");
	CHECK("curl h -d @- <<X\na\nb\nX\n", HEAD("POST", "/") FORM("2") "ab");
	CHECK("curl h --data-binary @- <<< 'a b'", HEAD("POST", "/") FORM("4") "a b\n");
	CHECK("curl ^\"http://h/^\" --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"", HEAD("POST", "/") FORM("7") "{\"a\":1}");
}

#define NESTED "------------------------plimsollplimso00000001"

static void a_form_holds_multiparts(void **state)
{
	(void)state;
	CHECK("curl h -F 'x=(' -F a=1 -F '=2;type=text/html' -F '=)' -F b=3",
	      HEAD("POST", "/") "Content-Length: 563\r\nContent-Type: multipart/form-data; boundary=" BOUNDARY "\r\n\r\n"
	      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"x\"\r\nContent-Type: multipart/mixed; boundary=" NESTED "\r\n\r\n"
	      "--" NESTED "\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n"
	      "--" NESTED "\r\nContent-Type: text/html\r\n\r\n2\r\n--" NESTED "--\r\n\r\n"
	      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n3\r\n--" BOUNDARY "--\r\n");
}

static void a_form_is_multipart(void **state)
{
	(void)state;
	CHECK("curl h -F 'x=a;b' -F 'b=c;filename=x\"y.png' --form-string 'd=@e;f'",
	      HEAD("POST", "/") "Content-Length: 393\r\nContent-Type: multipart/form-data; boundary=" BOUNDARY "\r\n\r\n"
	      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\na\r\n"
	      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"b\"; filename=\"x%22y.png\"\r\nContent-Type: image/png\r\n\r\nc\r\n"
	      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\n@e;f\r\n--" BOUNDARY "--\r\n");
}

static void every_url_of_every_command_is_a_request(void **state)
{
	static const char script[] = "#!/bin/sh\necho start\n$ curl h/0 h/1 -: h/2 -d x\nA=1 curl.exe h/3 | jq . && curl h/4 > f; curl -o f h/5 &";

	(void)state;
	check_entry(script, 1, HEAD("GET", "/1") "\r\n");
	check_entry(script, 2, HEAD("POST", "/2") FORM("1") "x");
	check_entry(script, 3, HEAD("GET", "/3") "\r\n");
	check_entry(script, 4, HEAD("GET", "/4") "\r\n");
	check_entry(script, 5, HEAD("GET", "/5") "\r\n");
}

static void braces_and_brackets_of_a_url_make_requests(void **state)
{
	static const char command[] = "curl 'h/[a-c:2]{x,y}[08-09]' h/z";

	(void)state;
	check_entry(command, 0, HEAD("GET", "/ax08") "\r\n");
	check_entry(command, 1, HEAD("GET", "/ax09") "\r\n");
	check_entry(command, 2, HEAD("GET", "/ay08") "\r\n");
	check_entry(command, 7, HEAD("GET", "/cy09") "\r\n");
	check_entry(command, 8, HEAD("GET", "/z") "\r\n");
}

static void a_choice_of_schemes_sends_no_credentials_yet(void **state)
{
	(void)state;
	CHECK("curl --oauth2-bearer T --no-basic --digest h", HEAD("GET", "/") "\r\n");
	CHECK("curl --oauth2-bearer T --digest --no-digest h",
	      "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer T\r\n" UA "Accept: */*\r\n\r\n");
	CHECK("curl -u a:b --digest --no-ntlm h", HEAD("GET", "/") "\r\n");
}

/* The finding of `rule` in a command, or nothing; `offset` is where it stands. */
struct wanted {
	const char *rule;
	uint64_t offset;
	unsigned found;
};

static int look(void *ctx, const struct plimsoll_request *request)
{
	struct wanted *w = ctx;

	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];

		if (f->rule.len == strlen(w->rule) && memcmp(f->rule.ptr, w->rule, f->rule.len) == 0) {
			w->found++;
			w->offset = f->place.offset;
		}
	}
	return 0;
}

static struct wanted find_in(const char *command, size_t len, const char *rule)
{
	struct plimsoll_options options = { 0 };
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct wanted wanted = { .rule = rule };
	char path[] = "/tmp/plimsoll-curl-XXXXXX";
	int fd = mkstemp(path);

	assert_non_null(rules);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, command, len), len);
	close(fd);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path, .format = "curl" },
	                                     &(struct plimsoll_sink){ &wanted, look }, &err),
	                 PLIMSOLL_OK);
	unlink(path);
	plimsoll_rules_close(rules);
	return wanted;
}

static struct wanted find(const char *command, const char *rule)
{
	return find_in(command, strlen(command), rule);
}

static void a_nul_in_a_url_does_not_stop_it(void **state)
{
	static const char command[] = "curl 'h/\0{a,\0}[1-2]' 'h/[\0' h/\0";

	(void)state;
	assert_int_equal(find_in(command, sizeof(command) - 1, "curl-refuses").found, 1);
}

static void what_curl_refuses_is_told_at_its_place(void **state)
{
	static const struct {
		const char *command;
		uint64_t offset;
	} cases[] = { { "curl --foo h", 5 },          { "curl h -d", 7 },     { "curl -d a -F b=c h", 10 },
		      { "curl -F b=c -T x h", 12 },   { "curl h/{{t}}", 5 },  { "curl h/[3-1]", 5 },
		      { "curl -I -d a h", 8 },        { "curl 'h/a b'", 9 },  { "curl -g 'h/a\tb'", 12 },
		      { "curl h -F a", 7 },           { "curl h -F '=)'", 7 }, { "curl -F 'a=b;type=x' h", 5 },
		      { "curl htpp://h", 5 },         { "curl http://", 5 },  { "curl /a", 5 },
		      { "curl 'http://<h>/'", 13 },   { "curl h:80a", 7 },    { "curl h:65536/", 7 },
		      { "curl -g 'http://[::g]/'", 19 }, { "curl h -G -d 'a b'", 14 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wanted w = find(cases[i].command, "curl-refuses");

		if (w.found != 1 || w.offset != cases[i].offset)
			fail_msg("%s: %u at %llu", cases[i].command, w.found, (unsigned long long)w.offset);
	}
	assert_int_equal(find("curl -I -G -d a 'h/[::1]'", "curl-refuses").found, 0);
}

static void a_url_that_curl_takes_is_not_refused(void **state)
{
	static const char *const urls[] = { "h",         "h:1/",       "http:/h/",       "http:///h:1/a",     "HTTPS://u:p@h:65535?#",
		                            "ws://h/a",  "http://[::1]:80/", "'http://[fe80::1%25en0]/'", "http://a_b-c.d/%20", "file:///a",
		                            "http://a%41/", "'http://h/$(a);*'", "http://h/\xc3\xbc" };

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		char command[64];

		snprintf(command, sizeof(command), "curl %s", urls[i]);
		if (find(command, "curl-refuses").found != 0)
			fail_msg("%s is refused", command);
	}
	assert_int_equal(find("curl \"http://$HOST/a b\"", "curl-refuses").found, 0);
	CHECK("curl http:///h/a", HEAD("GET", "/a") "\r\n");
}

static void what_curl_refuses_is_not_shown(void **state)
{
	static const char *const commands[] = { "curl --foo h", "curl 'h/a b'", "curl -F b=c -d a h", "curl h/[3-1]" };

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct plimsoll_error err = { 0 };
		char *text;

		assert_int_equal(show(commands[i], 0, &text, &err), PLIMSOLL_FORMAT);
		assert_string_equal(text, "");
		assert_memory_equal(err.message, "curl sends nothing: ", 20);
		assert_int_equal(err.line, 1);
		free(text);
	}
}

static void what_the_shell_damages_is_told_at_its_place(void **state)
{
	struct wanted w = find("curl h -d 'a", "shell-damage");

	(void)state;
	assert_int_equal(w.found, 1);
	assert_int_equal(w.offset, 10);
	assert_int_equal(find("curl -d \xe2\x80\x9c" "a\xe2\x80\x9d h", "shell-damage").offset, 8);
	assert_int_equal(find("curl h -d '{\"a\": \"it\xe2\x80\x99s\"}'", "shell-damage").found, 0);
}

static void a_finding_in_the_body_stands_at_its_byte_of_the_command(void **state)
{
	(void)state;
	assert_int_equal(find("curl h --json $'{\\'a\\':1}'", "json-not-json-dialect").offset, 17);
	assert_int_equal(find("curl h --json '{\"a\":NaN}'", "json-nan").offset, 20);
}

static void many_urls_take_no_more_than_their_number(void **state)
{
	const size_t count = 50000;
	char *command = malloc(5 + 2 * count + 1);

	(void)state;
	memcpy(command, "curl ", 5);
	for (size_t i = 0; i < count; i++)
		memcpy(command + 5 + 2 * i, "h ", 2);
	command[5 + 2 * count] = '\0';
	assert_int_equal(find(command, "curl-refuses").found, 0);
	check_entry(command, count - 1, HEAD("GET", "/") "\r\n");
	free(command);
}

static void what_is_not_known_is_not_shown(void **state)
{
	static const char *const commands[] = { "curl h -d @none", "curl h -d \"$A\"", "curl h -d @-", "curl h -d @/etc/passwd",
		                                "curl h -T /etc/passwd", "curl h -F 'a=@none'" };
	struct plimsoll_error err;
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		assert_int_equal(show(commands[i], 0, &text, &err), PLIMSOLL_FORMAT);
		assert_null(strstr(text, "root:"));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_comes_from_the_url_and_the_query_options),
		cmocka_unit_test(headers_stand_in_the_order_of_curl),
		cmocka_unit_test(data_is_joined_and_framed),
		cmocka_unit_test(a_form_is_multipart),
		cmocka_unit_test(a_form_holds_multiparts),
		cmocka_unit_test(every_url_of_every_command_is_a_request),
		cmocka_unit_test(braces_and_brackets_of_a_url_make_requests),
		cmocka_unit_test(a_choice_of_schemes_sends_no_credentials_yet),
		cmocka_unit_test(a_nul_in_a_url_does_not_stop_it),
		cmocka_unit_test(what_curl_refuses_is_told_at_its_place),
		cmocka_unit_test(a_url_that_curl_takes_is_not_refused),
		cmocka_unit_test(what_curl_refuses_is_not_shown),
		cmocka_unit_test(what_the_shell_damages_is_told_at_its_place),
		cmocka_unit_test(a_finding_in_the_body_stands_at_its_byte_of_the_command),
		cmocka_unit_test(many_urls_take_no_more_than_their_number),
		cmocka_unit_test(what_is_not_known_is_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

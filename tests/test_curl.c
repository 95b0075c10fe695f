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
		cmocka_unit_test(every_url_of_every_command_is_a_request),
		cmocka_unit_test(what_is_not_known_is_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Secrets in files of --save: masked, and as long and of the same form as before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "capture/save.h"

static void check(const char *line, const char *masked)
{
	char head[512], wanted[512];

	snprintf(head, sizeof(head), "GET / HTTP/1.1\r\n%s\r\n\r\n", line);
	snprintf(wanted, sizeof(wanted), "GET / HTTP/1.1\r\n%s\r\n\r\n", masked);
	pl_save_mask(head, strlen(head));
	assert_string_equal(head, wanted);
}

static void secrets_of_headers_are_masked(void **state)
{
	(void)state;
	check("Authorization: Bearer eyJh.b-7_x", "Authorization: Bearer xxxx.x-x_x");
	check("cookie: sid=S3cret; a=\"b\"", "cookie: sid=xxxxxx; a=\"x\"");
	check("X-Api-Key: abc", "X-Api-Key: xxx");
	check("Proxy-Authorization: Digest username=\"bob\"", "Proxy-Authorization: Digest username=\"xxx\"");
}

static void basic_credentials_stay_a_name_and_a_password(void **state)
{
	(void)state;
	check("Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic eHh4eDp4eHh4eHh4eA==");
	check("Authorization: Basic not base64", "Authorization: Basic xxx xxxxxx");
}

static void what_is_no_secret_stays(void **state)
{
	(void)state;
	check("Host: example.com\r\nAccept: */*", "Host: example.com\r\nAccept: */*");
	check("Authorization: Bearer undefined", "Authorization: Bearer undefined");
	check("Authorization: Bearer {{token}}", "Authorization: Bearer {{token}}");
}

static void secrets_of_the_target_are_masked(void **state)
{
	char head[] = "GET /a?sig=abc%2F1&x=1 HTTP/1.1\r\nHost: a\r\n\r\n", cut[] = "GET /a?sig=abc";

	(void)state;
	pl_save_mask(head, strlen(head));
	assert_string_equal(head, "GET /a?sig=xxx%78x&x=1 HTTP/1.1\r\nHost: a\r\n\r\n");
	pl_save_mask(cut, strlen(cut));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_of_headers_are_masked),
		cmocka_unit_test(basic_credentials_stay_a_name_and_a_password),
		cmocka_unit_test(what_is_no_secret_stays),
		cmocka_unit_test(secrets_of_the_target_are_masked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

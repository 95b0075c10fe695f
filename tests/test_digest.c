/* Digests that a request declares, against the bytes that follow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define DIGEST "request.digest_*"
#define PUT(headers, body) "PUT /a HTTP/1.1\r\n" headers "\r\n\r\n" body

/* The first is RFC 9530 appendix B.1; the others are of "123456789", whose CRCs catalogues give as check values. */
static void right_digests_are_silent(void **state)
{
	(void)state;
	CHECK(DIGEST, PUT("Content-Digest: sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", "{\"hello\": \"world\"}\n"), "");
	CHECK(DIGEST, PUT("Content-MD5: JfnnlDI7RTiF9RgfG2JNCw==", "123456789"), "");
	CHECK(DIGEST, PUT("x-amz-checksum-crc32: y/Q5Jg==", "123456789"), "");
	CHECK(DIGEST, PUT("x-amz-checksum-crc32c: 4waSgw==", "123456789"), "");
	CHECK(DIGEST, PUT("x-amz-checksum-crc64nvme: rosUhgp5mIg=", "123456789"), "");
	CHECK(DIGEST, PUT("x-amz-checksum-sha1: 98O8HYCOBHMq32eZZczDTKeuNEE=", "123456789"), "");
	CHECK(DIGEST,
	      PUT("X-Amz-Content-SHA256: E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", ""), "");
	CHECK(DIGEST, PUT("Digest: SHA-256=FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=,md5=JfnnlDI7RTiF9RgfG2JNCw==", "123456789"),
	      "");
}

static void a_wrong_digest_is_named_beside_the_right_one(void **state)
{
	(void)state;
	CHECK(DIGEST, PUT("Content-MD5: JfnnlDI7RTiF9RgfG2JNCw==", "12345678"),
	      "request.digest_mismatch 'Content-MD5' 30+24\nrequest.digest_declared 'JfnnlDI7RTiF9RgfG2JNCw==' 30+24\n"
	      "request.digest_computed 'JdVa0oOqQAr0ZMdtcTwHrQ==' 30+24\n");
	CHECK("request.digest_computed", PUT("x-amz-checksum-crc32c: AAAAAA==", "123456789"),
	      "request.digest_computed '4waSgw==' 40+8\n");
	CHECK("request.digest_mismatch",
	      PUT("x-amz-checksum-crc32: y/Q5Jg==\r\nrepr-digest: md5=:JfnnlDI7RTiF9RgfG2JNCg==:", "123456789"),
	      "request.digest_mismatch 'repr-digest' 67+24\n");
}

static void chunked_framing_is_not_in_the_digest(void **state)
{
	(void)state;
	CHECK(DIGEST,
	      PUT("Transfer-Encoding: chunked\r\nContent-MD5: JfnnlDI7RTiF9RgfG2JNCw==",
	          "4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n"),
	      "");
}

static void what_is_no_digest_of_the_content_is_not_compared(void **state)
{
	(void)state;
	CHECK(DIGEST, PUT("X-Amz-Content-Sha256: UNSIGNED-PAYLOAD", "123456789"), "");
	CHECK(DIGEST, PUT("x-amz-checksum-crc32: y/Q5Jg==-3", "x"), "");
	CHECK(DIGEST, PUT("Content-Range: bytes 0-0/9\r\nRepr-Digest: md5=:JfnnlDI7RTiF9RgfG2JNCw==:", "1"), "");
	CHECK(DIGEST, "POST /a?uploadId=7 HTTP/1.1\r\nx-amz-checksum-crc32: y/Q5Jg==\r\n\r\n<a/>", "");
	CHECK(DIGEST, PUT("Content-Encoding: aws-chunked\r\nContent-MD5: JfnnlDI7RTiF9RgfG2JNCw==", "1"),
	      "request.digest_mismatch ?\n");
}

static void a_body_that_was_not_seen_is_unknown(void **state)
{
	static const char request[] = PUT("Content-MD5: JfnnlDI7RTiF9RgfG2JNCw==", "123456789");

	(void)state;
	pl_facts_check_input(DIGEST, PL_STR(request), (struct pl_facts_input){ .hole_at = 2, .hole_len = 3 },
	                     "request.digest_mismatch ?\n");
	pl_facts_check_input(DIGEST, PL_STR(PUT("Content-MD5: JfnnlDI7RTiF9RgfG2JNCw==", "")),
	                     (struct pl_facts_input){ .body_is_unknown = true }, "request.digest_mismatch ?\n");
}

static void what_is_no_digest_of_its_algorithm_is_told(void **state)
{
#define NOT_BASE64 "header.digest_error 'it is not the base64 of as many bytes as its algorithm gives' "
	(void)state;
	CHECK("header.digest_error", PUT("Content-MD5: 25f9e794323b453885f5181f1b624d0b", ""), NOT_BASE64 "30+32\n");
	CHECK("header.digest_error", PUT("Content-Digest: sha-256=:JfnnlDI7RTiF9RgfG2JNCw==:", ""), NOT_BASE64 "33+34\n");
	CHECK("header.digest_error", PUT("Content-Digest: sha-256=1", ""),
	      "header.digest_error 'a digest stands between colons: sha-256=:…:' 33+9\n");
	CHECK("header.digest_error", PUT("Digest: SHA-256", ""),
	      "header.digest_error 'a digest is written algorithm=base64' 25+7\n");
	CHECK("header.digest_error", PUT("X-Amz-Content-Sha256: xyz", ""),
	      "header.digest_error 'it is not as many hexadecimal digits as a SHA-256 has' 39+3\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_digests_are_silent),
		cmocka_unit_test(a_wrong_digest_is_named_beside_the_right_one),
		cmocka_unit_test(chunked_framing_is_not_in_the_digest),
		cmocka_unit_test(what_is_no_digest_of_the_content_is_not_compared),
		cmocka_unit_test(a_body_that_was_not_seen_is_unknown),
		cmocka_unit_test(what_is_no_digest_of_its_algorithm_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

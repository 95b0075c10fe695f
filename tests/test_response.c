/* Responses as files keep them: coded, chunked, cut, or with that undone already. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "gateway/response.h"

static struct pl_response read_response(struct pl_str text, struct pl_arena *arena)
{
	struct pl_response response;

	assert_true(pl_response_read(&response, text, arena));
	return response;
}

#define CODED "<center><h1>413 Request Entity Too Large</h1></center>"

static void a_coded_body_is_looked_at_decoded(void **state)
{
	const struct {
		const char *coding;
		struct pl_str body;
	} cases[] = {
		{ "gzip", PL_STR(
			"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xb3\x49\x4e\xcd\x2b\x49\x2d\xb2\xb3\xc9\x30\xb4\x33\x31\x34"
			"\x56\x08\x4a\x2d\x2c\x4d\x2d\x2e\x51\x70\xcd\x2b\xc9\x2c\xa9\x54\x08\xc9\xcf\x57\xf0\x49\x2c\x4a\x4f"
			"\xb5\xd1\xcf\x30\xb4\xb3\xd1\x87\xaa\x06\x00\xe5\xed\x78\x93\x36\x00\x00\x00") },
		{ "deflate", PL_STR(
			"\x78\x9c\xb3\x49\x4e\xcd\x2b\x49\x2d\xb2\xb3\xc9\x30\xb4\x33\x31\x34\x56\x08\x4a\x2d\x2c\x4d\x2d\x2e"
			"\x51\x70\xcd\x2b\xc9\x2c\xa9\x54\x08\xc9\xcf\x57\xf0\x49\x2c\x4a\x4f\xb5\xd1\xcf\x30\xb4\xb3\xd1\x87"
			"\xaa\x06\x00\xee\xf9\x12\x16") },
		{ "br", PL_STR(
			"\x8b\x1a\x80\x3c\x63\x65\x6e\x74\x65\x72\x3e\x3c\x68\x31\x3e\x34\x31\x33\x20\x52\x65\x71\x75\x65\x73"
			"\x74\x20\x45\x6e\x74\x69\x74\x79\x20\x54\x6f\x6f\x20\x4c\x61\x72\x67\x65\x3c\x2f\x68\x31\x3e\x3c\x2f"
			"\x63\x65\x6e\x74\x65\x72\x3e\x03") },
		{ "zstd", PL_STR(
			"\x28\xb5\x2f\xfd\x24\x36\xb1\x01\x00\x3c\x63\x65\x6e\x74\x65\x72\x3e\x3c\x68\x31\x3e\x34\x31\x33\x20"
			"\x52\x65\x71\x75\x65\x73\x74\x20\x45\x6e\x74\x69\x74\x79\x20\x54\x6f\x6f\x20\x4c\x61\x72\x67\x65\x3c"
			"\x2f\x68\x31\x3e\x3c\x2f\x63\x65\x6e\x74\x65\x72\x3e\x41\xb4\x09\x48") },
		{ "gzip", PL_STR(CODED) }, /* curl -i --compressed prints it so */
		{ "identity", PL_STR(CODED) },
	};
	struct pl_arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pl_str head = pl_arena_printf(&arena, "HTTP/1.1 413 No\r\nContent-Encoding: %s\r\n\r\n", cases[i].coding);
		char *whole = pl_arena_bytes(&arena, head.len + cases[i].body.len);
		struct pl_response r;

		memcpy(whole, head.ptr, head.len);
		memcpy(whole + head.len, cases[i].body.ptr, cases[i].body.len);
		r = read_response((struct pl_str){ whole, head.len + cases[i].body.len }, &arena);
		if (!pl_str_equal(r.body, PL_STR(CODED)))
			fail_msg("%s: %.*s", cases[i].coding, PL_STR_ARG(r.body));
		assert_true(r.has_body);
		/* A body that is cut gives what came. */
		r = read_response((struct pl_str){ whole, head.len + cases[i].body.len - 12 }, &arena);
		assert_true(pl_str_starts(PL_STR(CODED), r.body));
	}
	pl_arena_free(&arena);
}

/* Nothing is known of what does not decode, and nothing is made up of it. */
static void a_coded_body_may_be_anything(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_response r = read_response(PL_STR("HTTP/1.1 413 No\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x01\xff\xff"), &arena);

	(void)state;
	assert_false(r.has_body);
	assert_int_equal(r.body.len, 0);
	r = read_response(PL_STR("HTTP/1.1 413 No\r\nContent-Encoding: gzip, x-own\r\n\r\n\x1f\x8b\x08"), &arena);
	assert_false(r.has_body);
	r = read_response(PL_STR("HTTP/1.1 413 No\r\nTransfer-Encoding: chunked\r\n\r\ntoo large"), &arena);
	assert_true(pl_str_equal(r.body, PL_STR("too large")));
	pl_arena_free(&arena);
}

/* 64 KiB of a megabyte of blanks: what is kept is bounded. */
static void a_coded_body_is_bounded(void **state)
{
	static const unsigned char begin[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
	static unsigned char whole[8192];
	struct pl_arena arena = { 0 };
	z_stream z = { .next_out = whole + sizeof(begin) - 1, .avail_out = sizeof(whole) - sizeof(begin) };
	static unsigned char blanks[1 << 20];
	struct pl_response r;

	(void)state;
	memset(blanks, ' ', sizeof(blanks));
	memcpy(whole, begin, sizeof(begin) - 1);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = blanks;
	z.avail_in = sizeof(blanks);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	r = read_response((struct pl_str){ (const char *)whole, sizeof(begin) - 1 + z.total_out }, &arena);
	assert_int_equal(r.body.len, PL_LIMIT_RESPONSE_BODY);
	deflateEnd(&z);
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_coded_body_is_looked_at_decoded),
		cmocka_unit_test(a_coded_body_may_be_anything),
		cmocka_unit_test(a_coded_body_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

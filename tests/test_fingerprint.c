/* Who answered: patterns, responses, refusals and the chain of hops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "gateway/documented.h"
#include "gateway/fingerprint.h"
#include "gateway/pattern.h"

static void a_glob_covers_the_whole_text_whatever_its_case(void **state)
{
	(void)state;
	assert_true(pl_pattern_glob(PL_STR("nginx*"), PL_STR("NGINX/1.22.1")));
	assert_true(pl_pattern_glob(PL_STR("*"), PL_STR("")));
	assert_true(pl_pattern_glob(PL_STR("a*b*c"), PL_STR("a-b-b-c")));
	assert_false(pl_pattern_glob(PL_STR("nginx"), PL_STR("nginx/1")));
	assert_false(pl_pattern_glob(PL_STR("a*b"), PL_STR("abc")));
	assert_false(pl_pattern_glob(PL_STR(""), PL_STR("a")));
}

static void check_number(const char *pattern, const char *text, uint64_t wanted)
{
	uint64_t value = 0;

	assert_true(pl_pattern_find(pl_str_from(pattern), pl_str_from(text), &value));
	assert_int_equal(value, wanted);
}

static void a_number_in_a_text_is_read_with_its_unit(void **state)
{
	uint64_t value = 7;

	(void)state;
	check_number("exceeded {bytes} bytes", "length exceeded x, exceeded 10485760 bytes.", 10485760);
	check_number("exceeded {size} limit", "Body exceeded 1mb limit", 1048576);
	check_number("limit of {size}", "a limit of 4 MiB", 4194304);
	check_number("limit of {size}", "a limit of 4 bananas", 4);
	check_number("body({number}) too large, max size: {bytes}", "Request body(99) too large, max size: 12", 12);
	assert_false(pl_pattern_find(PL_STR("max {bytes} bytes"), PL_STR("max 18446744073709551616 bytes"), &value));
	assert_false(pl_pattern_find(PL_STR("max {size}"), PL_STR("max 18446744073709551615k"), &value));
	assert_false(pl_pattern_find(PL_STR("max {bytes} bytes"), PL_STR("max  bytes"), &value));
	assert_int_equal(value, 7);
	assert_true(pl_pattern_is(PL_STR("too large"), PL_STR("too large"), &value));
	assert_false(pl_pattern_is(PL_STR("too large"), PL_STR("too large!"), &value));
}

static struct pl_response read_response(struct pl_str text, struct pl_arena *arena)
{
	struct pl_response response;

	assert_true(pl_response_read(&response, text, arena));
	return response;
}

static void a_response_is_read_behind_interim_ones_and_out_of_its_chunks(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_response r = read_response(PL_STR("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Too Large\r\nServer: a\r\n"
	                                            "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
	                                     &arena);

	(void)state;
	assert_int_equal(r.status, 413);
	assert_true(pl_str_equal(r.reason, PL_STR("Too Large")));
	assert_true(pl_str_equal(r.version, PL_STR("1.1")));
	assert_true(pl_str_equal(pl_response_header(&r, "SERVER"), PL_STR("a")));
	assert_true(pl_str_equal(r.body, PL_STR("abc")));
	assert_false(pl_response_read(&r, PL_STR("GET / HTTP/1.1\r\n\r\n"), &arena));
	assert_false(pl_response_read(&r, PL_STR("HTTP/1.1"), &arena));
	pl_arena_free(&arena);
}

static void nginx_is_known_by_its_page(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_response r = read_response(
	    PL_STR("HTTP/1.1 413 Request Entity Too Large\r\nServer: cloudflare\r\n\r\n<html>\r\n<head><title>413 Request Entity Too "
	           "Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr>"
	           "<center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"),
	    &arena);
	const struct pl_refuser *list;
	const struct pl_hop_sign *hops;
	size_t len = pl_refusers(&r, NULL, &arena, &list);

	(void)state;
	assert_true(len >= 1);
	assert_true(pl_str_equal(list[0].gateway, PL_STR("nginx")));
	assert_true(pl_str_equal(list[0].confidence, PL_STR("certain")));
	assert_true(pl_str_equal(list[0].dimension, PL_STR("body")));
	assert_true(pl_response_chain(&r, NULL, &arena, &hops) >= 1);
	pl_arena_free(&arena);
}

static void documented_limits_stand_in_the_order_of_what_they_let_pass(void **state)
{
	struct pl_arena arena = { 0 };
	const struct pl_documented *list;
	size_t len = pl_documented_limits("body", NULL, &arena, &list);
	bool has_nginx = false;

	(void)state;
	for (size_t i = 0; i < len; i++) {
		assert_true(i == 0 || list[i - 1].most <= list[i].most);
		assert_true(list[i].limit->source.len > 0);
		has_nginx |= pl_str_equal(list[i].gateway, PL_STR("nginx")) && list[i].most == 1048576;
	}
	assert_true(has_nginx);
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_glob_covers_the_whole_text_whatever_its_case),
		cmocka_unit_test(a_number_in_a_text_is_read_with_its_unit),
		cmocka_unit_test(a_response_is_read_behind_interim_ones_and_out_of_its_chunks),
		cmocka_unit_test(nginx_is_known_by_its_page),
		cmocka_unit_test(documented_limits_stand_in_the_order_of_what_they_let_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

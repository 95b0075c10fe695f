/* Who answered: patterns, responses, refusals and the chain of hops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>

#include <stdio.h>

#include "base/bytes.h"
#include "base/limits.h"
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

/* The refusal of that id and whose it is. */
static const struct pl_refusal *find_refusal(const struct pl_profile *profiles, size_t len, const char *id,
                                             const struct pl_profile **owner)
{
	for (size_t i = 0; i < len; i++)
		for (size_t r = 0; r < profiles[i].refusals_len; r++)
			if (pl_str_equal(profiles[i].refusals[r].id, pl_str_from(id))) {
				*owner = &profiles[i];
				return &profiles[i].refusals[r];
			}
	return NULL;
}

static struct pl_response read_sample(struct pl_str id, struct pl_arena *arena)
{
	struct pl_str path = pl_arena_printf(arena, "samples/refusals/%.*s.http", PL_STR_ARG(id));
	char *text = pl_arena_alloc(arena, PL_LIMIT_RESPONSE_BODY);
	FILE *file = fopen(path.ptr, "rb");
	size_t len;

	if (file == NULL)
		fail_msg("there is no %s", path.ptr);
	len = fread(text, 1, PL_LIMIT_RESPONSE_BODY, file);
	fclose(file);
	return read_response((struct pl_str){ text, len }, arena);
}

/* Does the fingerprint say that this gateway answers so too? */
static bool names(const struct pl_profile *profiles, size_t len, struct pl_str fingerprint, struct pl_str gateway)
{
	for (size_t i = 0; i < len; i++)
		for (size_t r = 0; r < profiles[i].refusals_len; r++)
			for (size_t a = 0; a < profiles[i].refusals[r].also_len; a++)
				if (pl_str_equal(profiles[i].refusals[r].id, fingerprint) &&
				    pl_str_equal(profiles[i].refusals[r].also[a], gateway))
					return true;
	return false;
}

/* It comes first, or as likely as what does where it is no more than possible; and nobody else is certain. */
static void check_sample(const struct pl_refusal *refusal, const struct pl_profile *owner, const struct pl_refuser *list,
                         size_t len, const struct pl_profile *profiles, size_t profiles_len)
{
	size_t at = 0;

	while (at < len && !pl_str_equal(list[at].fingerprint, refusal->id))
		at++;
	if (at == len)
		fail_msg("%.*s does not match its sample, or another of %.*s does better", PL_STR_ARG(refusal->id),
		         PL_STR_ARG(owner->id));
	assert_true(pl_str_equal(list[at].gateway, owner->id));
	if (!pl_str_equal(list[0].confidence, list[at].confidence))
		fail_msg("%.*s is surer than %.*s of its sample", PL_STR_ARG(list[0].fingerprint), PL_STR_ARG(refusal->id));
	for (size_t i = 0; i < len && refusal->confidence != PL_POSSIBLE; i++)
		if (i < at || (i > at && pl_str_equal(list[i].confidence, PL_STR("certain")) &&
		               !pl_str_equal(list[i].fingerprint, refusal->id) &&
		               !names(profiles, profiles_len, list[i].fingerprint, owner->id)))
			fail_msg("%.*s claims the sample of %.*s", PL_STR_ARG(list[i].fingerprint), PL_STR_ARG(refusal->id));
}

static void every_fingerprint_matches_its_sample_first(void **state)
{
	struct pl_arena arena = { 0 }, scratch = { 0 };
	const struct pl_profile *profiles;
	size_t len = pl_profiles_load(NULL, &arena, &profiles), checked = 0;

	(void)state;
	for (size_t i = 0; i < len; i++)
		for (size_t r = 0; r < profiles[i].refusals_len; r++) {
			const struct pl_refusal *refusal = &profiles[i].refusals[r];
			const struct pl_response response = read_sample(refusal->id, &scratch);
			const struct pl_refuser *list;
			size_t count;

			count = pl_refusers(&response, NULL, &scratch, &list);
			check_sample(refusal, &profiles[i], list, count, profiles, len);
			pl_arena_reset(&scratch);
			checked++;
		}
	assert_true(checked > 121);
	pl_arena_free(&scratch);
	pl_arena_free(&arena);
}

static void every_id_of_a_fingerprint_is_one_and_every_gateway_it_names_is_there(void **state)
{
	struct pl_arena arena = { 0 };
	const struct pl_profile *profiles, *owner;
	size_t len = pl_profiles_load(NULL, &arena, &profiles);

	(void)state;
	for (size_t i = 0; i < len; i++)
		for (size_t r = 0; r < profiles[i].refusals_len; r++) {
			const struct pl_refusal *refusal = &profiles[i].refusals[r];
			struct pl_str id = pl_arena_str(&arena, refusal->id);

			assert_ptr_equal(find_refusal(profiles, len, id.ptr, &owner), refusal);
			assert_true(refusal->dimension.len > 0);
			for (size_t a = 0; a < refusal->also_len; a++)
				if (pl_profiles_find(profiles, len, refusal->also[a]) == NULL)
					fail_msg("%s names %.*s, which is no gateway", id.ptr, PL_STR_ARG(refusal->also[a]));
		}
	pl_arena_free(&arena);
}

static void no_limit_with_a_number_lacks_its_source(void **state)
{
	struct pl_arena arena = { 0 };
	const struct pl_profile *profiles;
	size_t len = pl_profiles_load(NULL, &arena, &profiles), numbers = 0;

	(void)state;
	for (size_t i = 0; i < len; i++)
		for (size_t l = 0; l < profiles[i].limits_len; l++)
			if (profiles[i].limits[l].has_value) {
				assert_true(profiles[i].limits[l].source.len > 0);
				numbers++;
			}
	assert_true(numbers > 100);
	pl_arena_free(&arena);
}

static void check_nobody(const char *text)
{
	struct pl_arena arena = { 0 };
	struct pl_response response = read_response(pl_str_from(text), &arena);
	const struct pl_refuser *list;

	if (pl_refusers(&response, NULL, &arena, &list) > 0)
		fail_msg("%.*s sees a size in: %s", PL_STR_ARG(list[0].fingerprint), text);
	pl_arena_free(&arena);
}

static void an_answer_about_something_else_gets_no_size_story(void **state)
{
	(void)state;
	check_nobody("HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json\r\n\r\n{\"ok\":true,\"limit\":100}");
	check_nobody("HTTP/1.1 200 OK\r\nX-Powered-By: PHP/8.2\r\n\r\n");
	check_nobody("HTTP/1.1 204 No Content\r\nServer: Caddy\r\n\r\n");
	check_nobody("HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n");
	check_nobody("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nServer: cloudflare\r\nCF-RAY: 1-FRA\r\n\r\n");
	check_nobody("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n{\"message\":\"Unauthorized\"}");
	check_nobody("HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n{\"error\":\"insufficient_scope\"}");
	check_nobody("HTTP/1.1 404 Not Found\r\nX-Powered-By: Express\r\n\r\n{\"error\":\"not found\"}");
	check_nobody("HTTP/1.1 404 Not Found\r\nServer: nginx/1.22.1\r\n\r\n<center><h1>404 Not Found</h1></center>\r\n<hr>"
	             "<center>nginx/1.22.1</center>");
	check_nobody("HTTP/1.1 415 Unsupported Media Type\r\n\r\n{\"message\":\"Unsupported Media Type\"}");
	check_nobody("HTTP/1.1 422 Unprocessable Content\r\n\r\n{\"detail\":[{\"msg\":\"field required\"}]}");
	check_nobody("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\n\r\n{\"error\":\"rate limit of 10 exceeded\",\"limit\":10}");
	check_nobody("HTTP/1.1 500 Internal Server Error\r\nServer: nginx\r\n\r\nboom");
	check_nobody("HTTP/1.1 502 Bad Gateway\r\nServer: cloudflare\r\nCF-RAY: 1-FRA\r\n\r\n<title>502 Bad Gateway</title>");
	check_nobody("HTTP/1.1 503 Service Unavailable\r\n\r\n");
}

static struct pl_refuser first_refuser(struct pl_str id, struct pl_arena *arena)
{
	struct pl_response response = read_sample(id, arena);
	const struct pl_refuser *list;

	assert_true(pl_refusers(&response, NULL, arena, &list) > 0);
	return list[0];
}

static void the_number_in_a_refusal_is_the_limit_and_not_what_was_sent(void **state)
{
	struct pl_arena arena = { 0 };

	(void)state;
	assert_int_equal(first_refuser(PL_STR("aws-apigw-10mib"), &arena).stated_limit, 10485760);
	assert_int_equal(first_refuser(PL_STR("nextjs-413"), &arena).stated_limit, 1048576);
	assert_int_equal(first_refuser(PL_STR("hapi-413-number"), &arena).stated_limit, 1048576);
	assert_int_equal(first_refuser(PL_STR("aiohttp-413"), &arena).stated_limit, 1048576);
	assert_int_equal(first_refuser(PL_STR("actix-json-number"), &arena).stated_limit, 2097152);
	assert_int_equal(first_refuser(PL_STR("php-warning"), &arena).stated_limit, 8388608);
	assert_int_equal(first_refuser(PL_STR("jetty-413-number"), &arena).stated_limit, 1234567);
	assert_int_equal(first_refuser(PL_STR("starlette-400"), &arena).stated_limit, 1048576);
	assert_int_equal(first_refuser(PL_STR("nginx-413"), &arena).stated_limit, 0);
	pl_arena_free(&arena);
}

/* "cdn! proxy? application": a ! where the order is known. */
static void check_chain(const char *text, const char *wanted)
{
	struct pl_arena arena = { 0 };
	struct pl_response response = read_response(pl_str_from(text), &arena);
	const struct pl_hop_sign *hops;
	size_t len = pl_response_chain(&response, NULL, &arena, &hops);
	struct pl_str found = PL_STR("");

	for (size_t i = 0; i < len; i++)
		found = pl_arena_printf(&arena, "%.*s%s%.*s%s%.*s%s", PL_STR_ARG(found), i ? " " : "",
		                        PL_STR_ARG(hops[i].gateway.len ? hops[i].gateway : hops[i].name),
		                        hops[i].version.len ? "/" : "", PL_STR_ARG(hops[i].version),
		                        hops[i].is_order_known ? "!" : "?");
	assert_string_equal(len ? found.ptr : "", wanted);
	pl_arena_free(&arena);
}

static void a_chain_of_hops_is_read_from_what_a_response_says_of_its_way(void **state)
{
	(void)state;
	check_chain("HTTP/1.1 200 OK\r\n\r\n", "");
	check_chain("HTTP/1.1 413 X\r\nServer: cloudflare\r\nCF-RAY: 1-FRA\r\n\r\n<hr><center>nginx/1.22.1</center>",
	            "cloudflare! nginx/1.22.1!");
	check_chain("HTTP/1.1 200 OK\r\nX-Powered-By: Express\r\nServer: nginx/1.18.0 (Ubuntu)\r\n\r\n",
	            "nginx/1.18.0! express!");
	check_chain("HTTP/1.1 200 OK\r\nVia: 1.1 varnish (Varnish/7.1), 1.1 edge-7\r\nVia: 1.1 abc.cloudfront.net (CloudFront)\r\n"
	            "X-Powered-By: PHP/8.2.7\r\nServer: Apache/2.4.62 (Debian)\r\n\r\n",
	            "cloudfront! edge-7! varnish/7.1! apache/2.4.62? php-fpm/8.2.7!");
	check_chain("HTTP/1.1 200 OK\r\nServer: envoy\r\nX-Kong-Upstream-Latency: 3\r\n\r\n", "envoy? kong?");
	check_chain("HTTP/1.1 413 X\r\nServer: nginx/1.18.0\r\n\r\n<hr><center>nginx/1.22.1</center>", "nginx/1.18.0? nginx/1.22.1?");
	check_chain("HTTP/1.1 200 OK\r\nServer: Python/3.11 aiohttp/3.9.1\r\n\r\n", "aiohttp/3.9.1!");
	check_chain("HTTP/1.1 200 OK\r\nVia: ,, ,\r\n\r\n", "");
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
		cmocka_unit_test(a_coded_body_is_looked_at_decoded),
		cmocka_unit_test(a_coded_body_may_be_anything),
		cmocka_unit_test(a_coded_body_is_bounded),
		cmocka_unit_test(nginx_is_known_by_its_page),
		cmocka_unit_test(every_fingerprint_matches_its_sample_first),
		cmocka_unit_test(every_id_of_a_fingerprint_is_one_and_every_gateway_it_names_is_there),
		cmocka_unit_test(no_limit_with_a_number_lacks_its_source),
		cmocka_unit_test(an_answer_about_something_else_gets_no_size_story),
		cmocka_unit_test(the_number_in_a_refusal_is_the_limit_and_not_what_was_sent),
		cmocka_unit_test(a_chain_of_hops_is_read_from_what_a_response_says_of_its_way),
		cmocka_unit_test(documented_limits_stand_in_the_order_of_what_they_let_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

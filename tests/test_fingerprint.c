/* Who answered: patterns, responses, refusals and the chain of hops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

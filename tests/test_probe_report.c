/* Whose limit it is, and a record that is read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "probe/attribution.h"
#include "probe/record.h"
#include "simulated_run.h"

static FILE *record;

static void keep_trial(void *ctx, const struct pl_probe *probe)
{
	(void)ctx;
	pl_record_trial(record, probe);
}

static struct pl_found_limit find(struct pl_probe *p, struct simulated_gateway *gateway)
{
	struct pl_prober prober = simulated_prober(gateway);

	p->search.is_near = true;
	p->search.most = (uint64_t)4 << 20;
	prober.progress = record ? keep_trial : NULL;
	pl_probe_open(p);
	if (record)
		pl_record_start(record, p, "http://127.0.0.1/upload?token=secret", "POST");
	pl_probe_run(p, &prober);
	return pl_search_found(&p->search, NULL);
}

static void a_refusal_of_its_own_and_its_default_make_it_nginx(void **state)
{
	struct simulated_gateway gateway = { .limit = 1048576, .refusal = 413, .server = "nginx/1.22.1", .page = NGINX_PAGE };
	struct pl_probe p = { .stop = PL_STOP_DONE };
	struct pl_found_limit found = find(&p, &gateway);
	const struct pl_candidate *list;
	size_t len = pl_attribute(&p, &found, NULL, &list);

	(void)state;
	assert_true(len > 1); /* others have that number too */
	assert_true(pl_str_equal(list[0].gateway, PL_STR("nginx")));
	assert_true(list[0].is_refuser && list[0].is_default);
	assert_true(pl_str_equal(list[0].confidence, PL_STR("certain")));
	assert_true(pl_str_equal(list[0].limit->setting, PL_STR("client_max_body_size")));
	pl_probe_close(&p);
}

#define FIELD_PAGE                                                                                           \
	"<p>Your browser sent a request that this server could not understand.<br />\nSize of a request header " \
	"field exceeds server limit.</p>\n"

/* LimitRequestFieldSize 8190 is 8193 bytes of a whole line. */
static void what_a_product_counts_otherwise_is_its_default_too(void **state)
{
	struct simulated_gateway gateway = { .reading = DECIDES_WHOLE, .limit = 8193, .refusal = 400, .server = "Apache/2.4.71 (Debian)",
		                             .page = FIELD_PAGE, .counts_heads = true };
	struct pl_probe p = { .search = { .dimension = PL_DIMENSION_HEADER, .line_bytes = 17, .header_lines = 5 } };
	struct pl_found_limit found = find(&p, &gateway);
	const struct pl_candidate *list;
	size_t len = pl_attribute(&p, &found, NULL, &list);

	(void)state;
	assert_int_equal(found.bracket.accepted, 8193);
	assert_true(len > 0);
	assert_true(pl_str_equal(list[0].gateway, PL_STR("apache")));
	assert_true(list[0].is_refuser && list[0].is_default);
	assert_true(pl_str_equal(list[0].limit->setting, PL_STR("LimitRequestFieldSize")));
	pl_probe_close(&p);
}

static void a_number_alone_is_possible_and_the_path_tells_which(void **state)
{
	static const char *const via[] = { "cloudflare,fastify:bodyLimit=5", NULL };
	struct simulated_gateway gateway = { .limit = 1048576, .refusal = 418 };
	struct pl_probe p = { .stop = PL_STOP_DONE };
	struct pl_found_limit found = find(&p, &gateway);
	const struct pl_candidate *list;
	size_t len = pl_attribute(&p, &found, via, &list);

	(void)state;
	assert_true(len > 2);
	assert_true(pl_str_equal(list[0].gateway, PL_STR("fastify")));
	for (size_t i = 0; i < len; i++) {
		assert_true(pl_str_equal(list[i].confidence, PL_STR("possible")));
		assert_true(list[i].is_default);
	}
	pl_probe_close(&p);
}

static void an_odd_number_without_a_face_is_nobodys(void **state)
{
	struct simulated_gateway gateway = { .limit = 1234567, .refusal = 418 };
	struct pl_probe p = { .stop = PL_STOP_DONE };
	struct pl_found_limit found = find(&p, &gateway);
	const struct pl_candidate *list;

	(void)state;
	assert_int_equal(found.bracket.accepted, 1234567);
	assert_int_equal(pl_attribute(&p, &found, NULL, &list), 0);
	pl_probe_close(&p);
}

static void a_record_says_the_same_when_it_is_read_again(void **state)
{
	static const enum simulated_reading readings[] = { DECIDES_BY_HEADERS, DECIDES_COUNTING, DECIDES_WHOLE };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct simulated_gateway gateway = { .reading = readings[i], .limit = 123456, .refusal = 413, .server = "a \"b\"\n" };
		struct pl_probe p = { .stop = PL_STOP_DONE }, again = { .stop = PL_STOP_DONE };
		struct pl_record head;
		struct pl_found_limit found, found_again;
		struct plimsoll_error err;
		char *text;
		size_t len;

		record = open_memstream(&text, &len);
		found = find(&p, &gateway);
		fclose(record);
		record = NULL;
		assert_null(strstr(text, "secret"));
		assert_true(pl_record_read(&head, &again, "record", (struct pl_str){ text, len }, &err));
		assert_true(pl_str_equal(head.url, PL_STR("http://127.0.0.1/upload")));
		found_again = pl_search_found(&again.search, NULL);
		assert_int_equal(again.search.seen_len, p.search.seen_len);
		assert_true(found.is_exact && found_again.is_exact);
		assert_int_equal(found_again.bracket.accepted, 123456);
		assert_int_equal(found_again.ways, found.ways);
		assert_int_equal(again.bytes_sent, gateway.bytes - 190); /* but for OPTIONS, which is not recorded here */
		pl_probe_close(&p);
		pl_probe_close(&again);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_of_its_own_and_its_default_make_it_nginx),
		cmocka_unit_test(what_a_product_counts_otherwise_is_its_default_too),
		cmocka_unit_test(a_number_alone_is_possible_and_the_path_tells_which),
		cmocka_unit_test(an_odd_number_without_a_face_is_nobodys),
		cmocka_unit_test(a_record_says_the_same_when_it_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

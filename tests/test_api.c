/* API profiles: which path a request's path is an instance of, what is nearest to one that is none, and what is said about a
 * file that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/api_answer.h"
#include "gateway/api_path.h"

#define SHOP                                                                                                        \
	"{\"api\":\"shop\",\"name\":\"the shop\",\"source\":\"its handbook\",\"hosts\":[\"*.shop.example\"],"           \
	"\"content_types\":[\"application/json\"],\"takes_no_files\":true,"                                            \
	"\"uploads\":[{\"paths\":[\"/v1/items\"],\"how\":\"as a picture\",\"source\":\"its handbook\"},"                 \
	"{\"how\":\"by mail\",\"source\":\"its handbook\"}],"                                                          \
	"\"errors\":{\"media_type\":\"application/json\",\"keys\":[\"code\",\"message\",\"id\"],\"too_large\":\"big\",\"source\":\"s\"},"    \
	"\"mistaken\":[{\"path\":\"/v1/upload\",\"instead\":\"pictures\",\"source\":\"its handbook\"}],"                 \
	"\"paths\":[\"GET POST /v1/items\",\"GET DELETE /v1/items/{id}\",\"GET /v1/items/newest\","                     \
	"\"PUT /v1/items/{id}/pictures/{name}.png image/png image/*\",\"/v1/admin/**\"]}"

struct shop {
	struct pl_arena arena;
	struct pl_apis apis;
	struct pl_row request, api;
	struct plimsoll_error err;
	bool is_loaded;
};

/* Loads DIR/apis/shop.json with that text, from a folder of its own. */
static void open_shop(struct shop *s, const char *text, const char *name)
{
	char dir[] = "/tmp/plimsoll-api-XXXXXX", path[64];
	const char *dirs[] = { dir, NULL };
	FILE *file;

	*s = (struct shop){ .is_loaded = false };
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/apis", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/apis/shop.json", dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	s->is_loaded = pl_apis_load(&s->apis, name, NULL, dirs, &s->arena, &s->err);
	pl_row_init(&s->request, PL_SCOPE_request, &s->arena);
	pl_row_init(&s->api, PL_SCOPE_api, &s->arena);
	unlink(path);
	snprintf(path, sizeof(path), "%s/apis", dir);
	rmdir(path);
	rmdir(dir);
}

static void close_shop(struct shop *s)
{
	pl_arena_free(&s->arena);
}

static bool ask(struct shop *s, const char *method, const char *host, const char *url)
{
	const struct pl_span nowhere = { 0 };

	pl_row_reset(&s->request, NULL);
	pl_row_str(&s->request, PL_FACT_request_method, pl_str_from(method), nowhere);
	pl_row_str(&s->request, PL_FACT_request_host, pl_str_from(host), nowhere);
	pl_row_str(&s->request, PL_FACT_request_url, pl_str_from(url), nowhere);
	return pl_apis_request(&s->apis, &s->request, &s->api);
}

static void assert_fact(const struct shop *s, enum pl_fact fact, const char *text)
{
	char found[256];

	snprintf(found, sizeof(found), "%.*s", PL_STR_ARG(pl_row_text(&s->api, fact)));
	assert_string_equal(found, text);
}

static bool has(const struct shop *s, enum pl_fact fact)
{
	return pl_row_has(&s->api, fact);
}

static void an_api_is_told_by_the_host_or_given_by_name(void **state)
{
	struct shop s;

	(void)state;
	open_shop(&s, SHOP, NULL);
	assert_true(s.is_loaded);
	assert_true(ask(&s, "GET", "eu.shop.example", "//eu.shop.example/v1/items"));
	assert_true(ask(&s, "GET", "EU.Shop.Example:8443", "https://EU.Shop.Example:8443/v1/items"));
	assert_false(ask(&s, "GET", "shop.example", "//shop.example/v1/items"));
	assert_false(ask(&s, "GET", "", "/v1/items"));
	close_shop(&s);
	open_shop(&s, SHOP, "shop");
	assert_true(ask(&s, "GET", "localhost", "//localhost/v1/items"));
	assert_fact(&s, PL_FACT_api_name, "the shop");
	assert_fact(&s, PL_FACT_api_source, "its handbook");
	close_shop(&s);
}

static void the_most_literal_path_is_the_one_meant(void **state)
{
	static const struct {
		const char *url, *path;
	} cases[] = {
		{ "//h/v1/items", "/v1/items" },
		{ "//h/v1/items/", "/v1/items" },
		{ "//h/v1/items?page=2", "/v1/items" },
		{ "https://h/v1/items#top", "/v1/items" },
		{ "/v1/items?next=https://h/v1/admin", "/v1/items" },
		{ "//h/v1/items/7", "/v1/items/{id}" },
		{ "//h/v1/items/newest", "/v1/items/newest" },
		{ "//h/v1/items/7/pictures/front.png", "/v1/items/{id}/pictures/{name}.png" },
		{ "//h/v1/items/7/pictures/a.png.png", "/v1/items/{id}/pictures/{name}.png" },
		{ "//h/v1/admin/any/thing", "/v1/admin/**" },
		{ "//h/v1/items/7/pictures/.png", "" },
		{ "//h/v1/items//", "" },
		{ "//h/V1/items", "" },
		{ "//h/v1", "" },
		{ "//h", "" },
		{ "*", "" },
	};
	struct shop s;

	(void)state;
	open_shop(&s, SHOP, "shop");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(ask(&s, "GET", "h", cases[i].url));
		assert_fact(&s, PL_FACT_api_path, cases[i].path);
	}
	close_shop(&s);
}

static void a_path_that_is_none_gets_the_nearest_or_what_is_there_instead(void **state)
{
	struct shop s;

	(void)state;
	open_shop(&s, SHOP, "shop");
	ask(&s, "GET", "h", "//h/v1/item/7");
	assert_true(has(&s, PL_FACT_api_path_unknown));
	assert_fact(&s, PL_FACT_api_path_nearest, "/v1/items/{id}");
	ask(&s, "PUT", "h", "//h/v1/items/7/picture/front.png");
	assert_fact(&s, PL_FACT_api_path_nearest, "/v1/items/{id}/pictures/{name}.png");
	ask(&s, "POST", "h", "//h/v1/upload");
	assert_fact(&s, PL_FACT_api_path_instead, "pictures");
	ask(&s, "POST", "h", "//h/quite/another/thing/with/many/segments");
	assert_true(has(&s, PL_FACT_api_path_unknown));
	assert_fact(&s, PL_FACT_api_path_nearest, "");
	close_shop(&s);
}

static void methods_and_media_types_are_those_of_the_path(void **state)
{
	struct shop s;

	(void)state;
	open_shop(&s, SHOP, "shop");
	ask(&s, "PATCH", "h", "//h/v1/items/7");
	assert_true(has(&s, PL_FACT_api_method_unknown));
	assert_int_equal(pl_row_get(&s.api, PL_FACT_api_methods)->list.len, 2);
	ask(&s, "PATCH", "h", "//h/v1/admin/7");
	assert_false(has(&s, PL_FACT_api_method_unknown));
	ask(&s, "PUT", "h", "//h/v1/items/7/pictures/front.png");
	assert_false(has(&s, PL_FACT_api_method_unknown));
	assert_int_equal(pl_row_get(&s.api, PL_FACT_api_content_types)->list.len, 2);
	assert_int_equal(pl_row_get(&s.api, PL_FACT_api_content_ranges)->list.len, 1);
	assert_fact(&s, PL_FACT_api_upload, "as a picture");
	ask(&s, "GET", "h", "//h/v1/admin/7");
	assert_int_equal(pl_row_get(&s.api, PL_FACT_api_content_types)->list.len, 1);
	assert_false(has(&s, PL_FACT_api_content_ranges));
	assert_fact(&s, PL_FACT_api_upload, "by mail");
	close_shop(&s);
}

static enum pl_likeness likeness(struct shop *s, uint64_t status, const char *type, const char *body)
{
	const struct pl_response_header headers[] = { { PL_STR("Content-Type"), pl_str_from(type) } };
	const struct pl_response response = { .status = status, .headers = headers, .headers_len = 1, .body = pl_str_from(body ? body : ""),
		                              .has_body = body != NULL };

	return pl_api_likeness(&s->apis.list[0], &response);
}

static void an_answer_is_held_against_the_shape_of_refusals(void **state)
{
	struct shop s;
	struct pl_str shape;

	(void)state;
	open_shop(&s, SHOP, "shop");
	assert_int_equal(likeness(&s, 413, "application/json; charset=utf-8", "{\"code\": 1, \"message\" : \"m\"}"), PL_LIKENESS_LIKE);
	assert_int_equal(likeness(&s, 413, "application/json", "{\"code\":1,\"text\":\"message\"}"), PL_LIKENESS_UNKNOWN);
	assert_int_equal(likeness(&s, 413, "application/json", "{\"error\":\"code\"}"), PL_LIKENESS_UNLIKE);
	assert_int_equal(likeness(&s, 413, "text/html", NULL), PL_LIKENESS_UNLIKE);
	assert_int_equal(likeness(&s, 413, "application/json", ""), PL_LIKENESS_UNLIKE);
	assert_int_equal(likeness(&s, 413, "application/json", NULL), PL_LIKENESS_UNKNOWN);
	assert_int_equal(likeness(&s, 200, "text/html", ""), PL_LIKENESS_UNKNOWN);
	shape = pl_api_shape(&s.apis.list[0], &s.arena);
	assert_string_equal(shape.ptr, "application/json with code, message and id, and too large is big");
	close_shop(&s);
}

static void a_wrong_file_is_named_with_what_is_due(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "{\"api\":\"shop\",\"source\":\"s\"}", "an API needs a name, and a source that describes it" },
		{ "{\"api\":\"shop\",\"name\":\"n\"}", "an API needs a name, and a source that describes it" },
		{ "{\"api\":\"stop\",\"name\":\"n\",\"source\":\"s\"}", "the API's id and its file's name differ" },
		{ "{\"api\":\"shop\",\"name\":\"n\",\"source\":\"s\",\"paths\":[\"/a\"]}",
		  "a path is written \"GET POST /users/{id}\", or \"/users/**\" for all below" },
		{ "{\"api\":\"shop\",\"name\":\"n\",\"source\":\"s\",\"paths\":[\"GET\"]}",
		  "a path is written \"GET POST /users/{id}\", or \"/users/**\" for all below" },
		{ "{\"api\":\"shop\",\"name\":\"n\",\"source\":\"s\",\"uploads\":[{\"how\":\"h\"}]}",
		  "an upload says how it goes, and who says so (source)" },
		{ "{\"api\":\"shop\",\"name\":\"n\",\"source\":\"s\",\"mistaken\":[{\"path\":\"/a\"}]}",
		  "a mistaken path says what is there instead, and who says so (source)" },
		{ "{\"api\":\"shop\",\"name\":\"n\",\"source\":\"s\",\"errors\":{}}", "who describes the errors? \"source\" is due" },
		{ "{\"api\":\"shop\",\"name\":\"n\",\"source\":\"s\",\"limits\":[{\"dimension\":\"body\",\"value\":1}]}",
		  "a number needs a source" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct shop s;

		open_shop(&s, cases[i].text, "shop");
		assert_false(s.is_loaded);
		assert_int_equal(s.err.status, PLIMSOLL_RULES);
		assert_string_equal(s.err.message, cases[i].message);
		assert_int_equal(s.err.line, 1);
		close_shop(&s);
	}
}

static void a_misspelt_name_gets_the_nearest(void **state)
{
	struct shop s;

	(void)state;
	open_shop(&s, SHOP, "genesis");
	assert_false(s.is_loaded);
	assert_int_equal(s.err.status, PLIMSOLL_USAGE);
	assert_string_equal(s.err.message, "there is no API profile 'genesis'; did you mean 'genesys'?");
	close_shop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_api_is_told_by_the_host_or_given_by_name),
		cmocka_unit_test(the_most_literal_path_is_the_one_meant),
		cmocka_unit_test(a_path_that_is_none_gets_the_nearest_or_what_is_there_instead),
		cmocka_unit_test(methods_and_media_types_are_those_of_the_path),
		cmocka_unit_test(an_answer_is_held_against_the_shape_of_refusals),
		cmocka_unit_test(a_wrong_file_is_named_with_what_is_due),
		cmocka_unit_test(a_misspelt_name_gets_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

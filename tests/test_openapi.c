/* OpenAPI descriptions: what is taken from JSON and from YAML, and where a mistake is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/api_path.h"
#include "gateway/openapi.h"

#define HEAD "openapi: 3.1.0\npaths:\n"

/* "GET /pets; POST! /pets application/json": the operations, ! where a body is due. */
static void write_all(const struct pl_api *api, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < api->paths_len; i++)
		for (size_t o = 0; o < api->paths[i].operations_len && used < size; o++) {
			const struct pl_api_operation *op = &api->paths[i].operations[o];

			used += (size_t)snprintf(out + used, size - used, "%s%.*s%s %.*s", used ? "; " : "", PL_STR_ARG(op->method),
			                         op->needs_body ? "!" : "", PL_STR_ARG(api->paths[i].template));
			for (size_t t = 0; t < op->types_len && used < size; t++)
				used += (size_t)snprintf(out + used, size - used, " %.*s", PL_STR_ARG(op->types[t]));
		}
}

static void expect(const char *text, const char *expected)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err = { 0 };
	struct pl_api api;
	char out[1024];

	if (!pl_openapi_read(&api, "api", pl_str_from(text), &arena, &err))
		fail_msg("%s: %s", text, err.message);
	write_all(&api, out, sizeof(out));
	assert_string_equal(out, expected);
	pl_arena_free(&arena);
}

static void expect_mistake(const char *text, const char *message, uint64_t line, uint64_t column)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err = { 0 };
	struct pl_api api;

	assert_false(pl_openapi_read(&api, "api", pl_str_from(text), &arena, &err));
	assert_string_equal(err.message, message);
	assert_int_equal(err.status, PLIMSOLL_RULES);
	assert_string_equal(err.path, "api");
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	pl_arena_free(&arena);
}

static void json_and_yaml_say_the_same(void **state)
{
	const char *const expected = "GET /a; POST! /a application/json image/*";

	(void)state;
	expect("{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"post\":{\"requestBody\":{\"required\":true,\"content\":"
	       "{\"Application/JSON; charset=utf-8\":{},\"image/*\":{}}}},\"get\":{},\"x-own\":{},\"parameters\":[]},\"x-b\":{}}}",
	       expected);
	expect(HEAD "  /a:\n    post:\n      requestBody:\n        required: true\n        content:\n          application/json: {}\n"
	            "          image/*: {}\n    get: {}\n", expected);
	/* A quoted true is a text. */
	expect(HEAD "  /a: {put: {requestBody: {required: \"true\"}}}\n", "PUT /a");
}

static void base_paths_are_those_of_the_servers(void **state)
{
	(void)state;
	expect("openapi: 3.0.0\nservers: [{url: 'https://{host}/v1/'}, {url: /v2}, {url: 'http://h/v1'}, {url: 'https://h'}]\n"
	       "paths: {/a: {get: {}}}\n", "GET /v1/a; GET /v2/a; GET /a");
	expect("openapi: 3.0.0\nservers: [{url: //h/v1}]\npaths: {/a: {servers: [{url: /own}], get: {}}}\n", "GET /own/a");
	expect("openapi: 3.0.0\nservers: [{url: /v1}]\npaths: {/a: {put: {servers: [{url: /up}]}}}\n", "PUT /up/a; PUT /v1/a");
}

static void references_and_aliases_lead_to_what_they_name(void **state)
{
	(void)state;
	expect("openapi: 3.1.0\npaths:\n  /a: {$ref: '#/x/a~1b%20c'}\n  /b: {post: {requestBody: {$ref: '#/x/body'}}}\n"
	       "x:\n  a/b c: {get: {}}\n  body: {$ref: '#/x/real'}\n  real: {content: {a/b: {}}}\n", "GET /a; POST /b a/b");
	expect(HEAD "  /a: &item {get: {}}\n  /b: *item\n", "GET /a; GET /b");
	/* Of another file nothing is said: the path is there, its methods are not known. */
	expect(HEAD "  /a: {$ref: 'other.yaml#/a'}\n  /b: {post: {requestBody: {$ref: other.yaml}}}\n", "POST /b");
}

static void a_mistake_has_its_place(void **state)
{
	(void)state;
	expect_mistake("{\"swagger\":\"2.0\"}", "is Swagger 2.0; OpenAPI 3 is due, into which converters turn it", 1, 12);
	expect_mistake("{\"a\":1}", "is no OpenAPI 3 description: \"openapi\": \"3.…\" is due at its top", 1, 1);
	expect_mistake("openapi: 3.1.0\n", "an object \"paths\" is due", 1, 1);
	expect_mistake(HEAD "  /a: [get]\n", "a path holds an object of its methods", 3, 7);
	expect_mistake("# \xC3\xA4\nopenapi: 3.1.0\npaths: {\xC3\xA4: 1, /a: {$ref: '#/x'}}\n", "nothing is there where this $ref leads", 3, 27);
	expect_mistake(HEAD "  /a: {$ref: '#a'}\n", "a $ref within the file is written \"#/components/…\"", 3, 14);
	expect_mistake("openapi: 3.1.0\nx: {$ref: '#/x'}\npaths: {/a: {$ref: '#/x'}}\n", "a $ref that leads to a $ref, more than 16 times", 2, 11);
	expect_mistake("{\"openapi\" \"3.0.0\"}", "is no JSON: a colon is missing after the key", 1, 12);
}

static void yaml_that_is_none_has_its_place(void **state)
{
	(void)state;
	expect_mistake("", "is no YAML that plimsoll reads: it is empty", 1, 1);
	expect_mistake("a: *b\n", "is no YAML that plimsoll reads: an alias without its anchor", 1, 4);
	expect_mistake("a: &b\n  c: *b\n", "is no YAML that plimsoll reads: an alias inside of what it names", 2, 6);
	expect_mistake("a: 1\n  b: 2\n", "is no YAML that plimsoll reads: mapping values are not allowed in this context", 2, 4);
	expect_mistake("? [a]\n: 1\n", "is no YAML that plimsoll reads: a key that is no scalar", 1, 3);
}

/* Ten aliases of ten aliases of …: shared, so that memory grows with the file. */
static void aliases_of_aliases_cost_nothing(void **state)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_api api;
	char text[4096];
	size_t used = (size_t)snprintf(text, sizeof(text), "openapi: 3.1.0\na0: &a0 [x]\n");

	(void)state;
	for (int i = 1; i < 40; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1, i - 1, i - 1, i - 1);
	snprintf(text + used, sizeof(text) - used, "paths: {/a: {get: {}}}\n");
	assert_true(pl_openapi_read(&api, "api", pl_str_from(text), &arena, &err));
	assert_int_equal(api.paths_len, 1);
	pl_arena_free(&arena);
}

/* A body with many media types, named by many operations of many paths, which are aliases: their product is bounded. */
static void what_is_made_of_aliases_is_bounded(void **state)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err = { 0 };
	struct pl_api api;
	size_t size = (size_t)1 << 20, used = 0;
	char *text = malloc(size);

	(void)state;
	assert_non_null(text);
	used += (size_t)snprintf(text, size, "openapi: 3.1.0\nx: &b {content: {");
	for (int i = 0; i < 3000; i++)
		used += (size_t)snprintf(text + used, size - used, "t/%d: 1,", i);
	used += (size_t)snprintf(text + used, size - used, "}}\npaths:\n");
	for (int i = 0; i < 1000; i++)
		used += (size_t)snprintf(text + used, size - used, "  /%d: {post: {requestBody: *b}}\n", i);
	assert_false(pl_openapi_read(&api, "api", (struct pl_str){ text, used }, &arena, &err));
	assert_string_equal(err.message, "more than 1,000,000 operations and media types");
	pl_arena_free(&arena);
	free(text);
}

static void a_file_that_is_not_there_is_named(void **state)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_api api;

	(void)state;
	assert_false(pl_openapi_load(&api, "tests/no-such.yaml", &arena, &err));
	assert_string_equal(err.message, "cannot be read: No such file or directory");
	assert_string_equal(err.path, "tests/no-such.yaml");
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_and_yaml_say_the_same),
		cmocka_unit_test(base_paths_are_those_of_the_servers),
		cmocka_unit_test(references_and_aliases_lead_to_what_they_name),
		cmocka_unit_test(a_mistake_has_its_place),
		cmocka_unit_test(yaml_that_is_none_has_its_place),
		cmocka_unit_test(aliases_of_aliases_cost_nothing),
		cmocka_unit_test(what_is_made_of_aliases_is_bounded),
		cmocka_unit_test(a_file_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

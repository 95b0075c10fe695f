/* JSON contents: what the document is like, and what keys beside a value say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "facts.h"

#define JSON "POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n" /* 51 bytes */
#define PNG "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

static void a_neighbour_names_the_type_whichever_comes_first(void **state)
{
	(void)state;
	CHECK("field.sibling* field.magic_declared", JSON "{\"media_type\":\"image/JPEG\",\"data\":\"" PNG "\"}",
	      "field.magic_declared 'image/jpeg' 66+10\nfield.sibling_type 'image/jpeg' 66+10\n"
	      "field.sibling_key 'media_type' 66+10\n");
	CHECK("field.sibling* field.magic_declared",
	      JSON "{\"type\":\"base64\",\"data\":\"" PNG "\",\"mimeType\":\"image/png\"}",
	      "field.sibling_type 'image/png' 186+9\nfield.sibling_key 'mimeType' 186+9\n");
	CHECK("field.sibling*", JSON "{\"data\":\"" PNG "\",\"type\":\"image\"}", "");
	CHECK("field.sibling*", JSON "{\"type\":\"image/png\",\"list\":[\"" PNG "\"],\"in\":{\"data\":\"" PNG "\"}}", "");
}

static void the_plainest_key_is_believed(void **state)
{
	(void)state;
	CHECK("field.sibling_key", JSON "{\"type\":\"image/gif\",\"content-type\":\"image/png\",\"data\":\"" PNG "\"}",
	      "field.sibling_key 'content-type' 87+9\n");
	CHECK("field.sibling_type", JSON "{\"format\":\"png\",\"data\":\"" PNG "\"}",
	      "field.sibling_type 'image/png' 62+3\n");
	CHECK("field.sibling_type", JSON "{\"format\":\"gif\",\"image\":\"" PNG "\"}", "");
}

static void of_two_blobs_nobody_knows_which_one_is_meant(void **state)
{
	(void)state;
	CHECK("field.base64 field.sibling*",
	      JSON "{\"thumb\":\"" PNG "\",\"file\":\"" PNG "\",\"contentType\":\"image/gif\"}",
	      "field.base64 'magic' 61+96\nfield.base64 'magic' 167+96\n");
}

static void more_blobs_than_are_held_have_unknown_neighbours(void **state)
{
	char request[16384];
	int len = snprintf(request, sizeof(request), "%s{", JSON);

	(void)state;
	for (int i = 0; i < 65; i++)
		len += snprintf(request + len, sizeof(request) - (size_t)len, "\"k%d\":\"" PNG "\",", i);
	len += snprintf(request + len, sizeof(request) - (size_t)len, "\"type\":\"image/gif\"}");
	pl_facts_check_whole("field.sibling_type", (struct pl_str){ request, (size_t)len }, "field.sibling_type ?\n");
}

static void keys_stand_twice_in_one_object_only(void **state)
{
	(void)state;
	CHECK("content.json_duplicate_key", JSON "{\"a\":{\"a\":1,\"b\":2},\"b\":[{\"a\":1},{\"a\":2}]}", "");
	CHECK("content.json_duplicate_key", JSON "{\"a\":{\"b\":1},\"\\u0061\":2}",
	      "content.json_duplicate_key 'a' 71+1\n");
	CHECK("content.json_duplicate_key", JSON "[{\"x\":1,\"x\":2,\"y\":1,\"y\":2}]", "content.json_duplicate_key 'x' 61+1\n");
}

static void a_key_twice_is_seen_whatever_was_seen_before(void **state)
{
	(void)state;
	CHECK("content.json_duplicate_key", JSON "[{\"a\":1,\"b\":2},{\"b\":1,\"a\":2},{\"a\":1,\"b\":2}]",
	      "");
	CHECK("content.json_duplicate_key", JSON "[{\"a\":1,\"b\":2},{\"b\":1,\"a\":2},{\"a\":1,\"b\":2,\"a\":3}]",
	      "content.json_duplicate_key 'a' 95+1\n");
	CHECK("content.json_duplicate_key", JSON "{\"a\":{\"a\":1},\"b\":{\"b\":{\"a\":1,\"b\":2}},\"c\":[{\"a\":1},[{\"a\":1}],{\"a\":1}]}",
	      "");
	CHECK("content.json_duplicate_key", JSON "{\"a\":[{\"k\":1},{\"k\":1,\"v\":2}],\"b\":{\"k\":1,\"v\":2,\"k\":3}}",
	      "content.json_duplicate_key 'k' 99+1\n");
	CHECK("content.json_duplicate_key", JSON "{\"k\":1,\"\\u006b\":2}",
	      "content.json_duplicate_key 'k' 65+1\n");
	CHECK("content.json_duplicate_key", JSON "[{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1},{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1,\"b\":1,\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":2}]",
	      "content.json_duplicate_key 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' 171+1\n");
	CHECK("content.json_duplicate_key", JSON "{\"user\":1,\"uses\":2,\"\":3,\"u\":4,\"us\":5,\"username\":6,\"usernames\":7,\"u\":8}",
	      "content.json_duplicate_key 'u' 117+1\n");
}

static void a_pointer_is_that_of_the_value_however_deep_it_is(void **state)
{
	(void)state;
	CHECK("field.pointer", JSON "{\"a\":{\"x\":[[1,2,{\"k~\":{\"f/\":\"[object File]\"}}],\"quiet\"]},\"b\":[\"a\",{\"c\":\"undefined\"}]}",
	      "field.pointer '/a/x/0/2/k~0/f~1' 0+0\nfield.pointer '/a/x/1' 0+0\nfield.pointer '/b/0' 0+0\n"
	      "field.pointer '/b/1/c' 0+0\n");
}

static void keys_beyond_those_compared_are_unknown(void **state)
{
	static char request[131072];
	int len = snprintf(request, sizeof(request), "%s{", JSON);

	(void)state;
	for (int i = 0; i < 8193; i++)
		len += snprintf(request + len, sizeof(request) - (size_t)len, "\"%d\":1,", i);
	request[len - 1] = '}';
	assert_true((size_t)len < sizeof(request));
	pl_facts_check_whole("content.json_duplicate_key", (struct pl_str){ request, (size_t)len }, "content.json_duplicate_key ?\n");
}

static void json_in_a_string_is_seen_when_it_is_whole(void **state)
{
	(void)state;
	CHECK("content.json_root_nested field.json_nested", JSON "\"{\\\"a\\\":[1,2]}\"",
	      "field.json_nested 52+13\ncontent.json_root_nested 51+15\n");
	CHECK("content.json_root_nested field.json_nested", JSON "{\"a\":\" [1] \"}", "field.json_nested 57+5\n");
	CHECK("content.json_root_nested field.json_nested", JSON "[\"{\",\"[1\",\"{a}\",\"[x]\",\"{} {}\",\"a{}\",\"\"]", "");
}

static void escapes_and_space_have_their_price(void **state)
{
	(void)state;
	CHECK("content.json_escape_bytes content.json_space_bytes", JSON "{ \"a\" : [\n1 ] }",
	      "content.json_space_bytes 6 31+16\n");
	CHECK("content.json_escape_bytes content.json_space_bytes", JSON "[\"\\u00fc\\u4e2d\\ud83d\\ude00\"]",
	      "content.json_escape_bytes 15 53+6\ncontent.json_space_bytes 0 31+16\n");
	CHECK("content.json_escape_bytes", JSON "[\"\\u000a\\u0041\\u0080\\u200b\\u2028\\ufeff\\ufffd\"]", "");
}

static void the_root_is_named(void **state)
{
	(void)state;
	CHECK("content.json_root content.json_depth content.json_values", JSON "[{\"a\":1},[[]],true]",
	      "content.json_depth 3 31+16\ncontent.json_values 2 31+16\ncontent.json_root 'array' 51+1\n");
	CHECK("content.json_root", JSON "null", "content.json_root 'literal' 51+4\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_neighbour_names_the_type_whichever_comes_first),
		cmocka_unit_test(the_plainest_key_is_believed),
		cmocka_unit_test(of_two_blobs_nobody_knows_which_one_is_meant),
		cmocka_unit_test(more_blobs_than_are_held_have_unknown_neighbours),
		cmocka_unit_test(keys_stand_twice_in_one_object_only),
		cmocka_unit_test(a_key_twice_is_seen_whatever_was_seen_before),
		cmocka_unit_test(a_pointer_is_that_of_the_value_however_deep_it_is),
		cmocka_unit_test(keys_beyond_those_compared_are_unknown),
		cmocka_unit_test(json_in_a_string_is_seen_when_it_is_whole),
		cmocka_unit_test(escapes_and_space_have_their_price),
		cmocka_unit_test(the_root_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

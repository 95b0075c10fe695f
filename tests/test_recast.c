/* A body in another form: multipart as the JSON of an API, JSON with base64 as multipart; nothing is lost, or nothing is changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fix/recast.h"
#include "parse/base64.h"

#define FILE_PART "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r\\\"1.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDFx\r\n"
#define FIELD_PART "--X\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\na \"b\"\n\xC3\xA9\r\n"

/* `expected` comes out, or it is the reason why nothing does. */
static void to_json(const char *body, const char *shape, const char *expected, bool is_file_gone)
{
	struct pl_arena scratch = { 0 };
	bool is_gone = false;
	char *got = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&got, &len);
	const char *why = pl_recast_to_json(pl_str_from(body), PL_STR("X"), pl_str_from(shape), &scratch, out, &is_gone);

	assert_int_equal(fclose(out), 0);
	assert_string_equal(why ? why : got, expected);
	assert_int_equal(is_gone, is_file_gone);
	free(got);
	pl_arena_free(&scratch);
}

static void a_file_and_its_fields_take_their_places(void **state)
{
	(void)state;
	to_json(FILE_PART "--X--\r\n", "{\n\t\"n\": \"{file.name}\", \"len\": \"{file.bytes}\"\n}", "{\"n\": \"r\\\"1.pdf\", \"len\": 5}", true);
	to_json(FILE_PART FIELD_PART "--X--\r\n", "{\"a\":[{\"t\":\"{file.type}\",\"c\":\"{file.base64}\"}],\"x\":\"{field.note}\",\"{\":1}",
	        "{\"a\":[{\"t\":\"application/pdf\",\"c\":\"JVBERng=\"}],\"x\":\"a \\\"b\\\"\\n\xC3\xA9\",\"{\":1}", false);
	to_json(FIELD_PART "--X--\r\n", "{\"x\":\"{field.note}\"}", "{\"x\":\"a \\\"b\\\"\\n\xC3\xA9\"}", false);
}

static void what_has_no_place_is_a_reason(void **state)
{
	(void)state;
	to_json(FILE_PART FIELD_PART "--X--\r\n", "{\"c\":\"{file.base64}\"}", "a field of it has no place in the JSON that the API takes", false);
	to_json(FILE_PART "--X--\r\n", "{\"x\":\"{field.note}\"}", "the JSON that the API takes has a field that this multipart has not", false);
	to_json(FIELD_PART "--X--\r\n", "{\"x\":\"{file.name}\"}", "the JSON that the API takes has a field that this multipart has not", false);
	to_json(FILE_PART FILE_PART "--X--\r\n", "{\"c\":\"{file.base64}\"}", "it has several files, and the JSON of the API has a place for one", false);
	to_json("{}", "{}", "no part is found in it", false);
	to_json("--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xFF\r\n--X--\r\n", "{\"x\":\"{field.a}\"}",
	        "a field of it is no UTF-8, and JSON is nothing else", false);
}

static void to_multipart(const char *body, const char *expected, const char *expected_boundary)
{
	struct pl_arena scratch = { 0 };
	struct pl_str boundary = { NULL, 0 };
	char *got = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&got, &len);
	const char *why = pl_recast_to_multipart(pl_str_from(body), &scratch, out, &boundary);

	assert_int_equal(fclose(out), 0);
	assert_string_equal(why ? why : got, expected);
	if (expected_boundary)
		assert_true(pl_str_equal(boundary, pl_str_from(expected_boundary)));
	free(got);
	pl_arena_free(&scratch);
}

#define PART(boundary, name) "--" boundary "\r\nContent-Disposition: form-data; name=\"" name "\""

/* 3,072 letters and what they are in base64. */
static void letters(char text[3073], char base64[4097])
{
	for (size_t i = 0; i < 3072; i++)
		text[i] = (char)('a' + i % 26);
	text[3072] = '\0';
	base64[pl_base64_encode((const unsigned char *)text, 3072, base64)] = '\0';
}

static void every_value_becomes_a_part_and_base64_a_file(void **state)
{
	char text[3073], base64[4097], body[8192], expected[8192];

	(void)state;
	letters(text, base64);
	snprintf(body, sizeof(body), "{\"a\":\"x\\u00e9\",\"b\":[1,{\"content\":\"%s\",\"fileName\":\"q\\\"1.txt\",\"mime\":\"text/plain\"}],\"n\":null,\"t\":true,\"e\":{}}", base64);
	snprintf(expected, sizeof(expected),
	         PART("plimsoll-0", "a") "\r\n\r\nx\xC3\xA9\r\n" PART("plimsoll-0", "b[0]") "\r\n\r\n1\r\n"
	         PART("plimsoll-0", "b[1][content]") "; filename=\"q%%221.txt\"\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
	         PART("plimsoll-0", "b[1][fileName]") "\r\n\r\nq\"1.txt\r\n" PART("plimsoll-0", "b[1][mime]") "\r\n\r\ntext/plain\r\n"
	         PART("plimsoll-0", "n") "\r\n\r\n\r\n" PART("plimsoll-0", "t") "\r\n\r\ntrue\r\n--plimsoll-0--\r\n", text);
	to_multipart(body, expected, "plimsoll-0");
	snprintf(body, sizeof(body), "{\"f\":\"data:x/y;base64,%s\",\"b\":\"see plimsoll-0 and plimsoll-1\"}", base64);
	snprintf(expected, sizeof(expected),
	         PART("plimsoll-2", "f") "; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n"
	         PART("plimsoll-2", "b") "\r\n\r\nsee plimsoll-0 and plimsoll-1\r\n--plimsoll-2--\r\n", text);
	to_multipart(body, expected, "plimsoll-2");
}

static void what_is_no_object_with_base64_is_left(void **state)
{
	char text[3073], base64[4097], body[8192], deep[80];

	(void)state;
	letters(text, base64);
	to_multipart("{\"a\":\"short\"}", "no string in it is base64 from its first character to its last", NULL);
	snprintf(body, sizeof(body), "{\"a\":\"%s*\"}", base64);
	to_multipart(body, "no string in it is base64 from its first character to its last", NULL);
	snprintf(body, sizeof(body), "[\"%s\"]", base64);
	to_multipart(body, "its JSON is no object", NULL);
	to_multipart("\"x\"", "its JSON is no object", NULL);
	to_multipart("{'a':1}", "it is not RFC 8259 JSON", NULL);
	to_multipart("{\"a\":", "it is not RFC 8259 JSON", NULL);
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	snprintf(body, sizeof(body), "{\"a\":%s", deep);
	to_multipart(body, "its JSON is nested deeper than 32", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_and_its_fields_take_their_places),
		cmocka_unit_test(what_has_no_place_is_a_reason),
		cmocka_unit_test(every_value_becomes_a_part_and_base64_a_file),
		cmocka_unit_test(what_is_no_object_with_base64_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

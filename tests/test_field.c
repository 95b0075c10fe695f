/* Values inside bodies: what they carry and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "facts.h"

#define JSON "POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n" /* 51 bytes */
#define PNG "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

static void a_signature_makes_base64_of_it_and_names_it(void **state)
{
	(void)state;
	CHECK("field.base64 field.base64_alphabet field.raw_bytes field.magic request.largest_field_encoding", JSON "{\"a\":\"" PNG "\"}",
	      "field.base64 'magic' 57+96\nfield.base64_alphabet 'standard' 57+96\nfield.raw_bytes 70 57+96\n"
	      "field.magic 'image/png' 57+96\nrequest.largest_field_encoding 'base64' 57+96\n");
}

static void a_data_uri_is_taken_off_and_held_against_the_bytes(void **state)
{
	(void)state;
	CHECK("field.base64 field.data_uri field.magic_declared", JSON "[\"data:image/gif;base64," PNG "\"]",
	      "field.base64 'magic' 53+118\nfield.magic_declared 'image/gif' 53+118\nfield.data_uri 'image/gif' 53+118\n");
	CHECK("field.base64 field.data_uri", JSON "[\"data:text/plain,hello\",\"dat\",\"data\"]", "");
}

static void digests_are_no_base64_nor_files(void **state)
{
	(void)state;
	CHECK("field.base64 field.hex field.magic",
	      JSON "[\"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f\"]", "");
	CHECK("field.base64 field.hex", JSON "[\"sha384-oqVuAfXRKap7fdgcCY5uykM6R9GqQ8KuxyrxJtzsuTXk8b0rtPzHqWUBjdy5x\"]", "");
}

static void bytes_as_numbers_are_recognised_by_their_shape(void **state)
{
	(void)state;
	CHECK("field.shape field.pointer field.raw_bytes field.bytes",
	      JSON "{\"a\":{\"type\":\"Buffer\",\"data\":[1,2]}}",
	      "field.pointer '/a/type' 0+0\nfield.bytes 6 65+6\n"
	      "field.pointer '/a' 0+0\nfield.shape 'node-buffer' 56+30\nfield.bytes 30 56+30\nfield.raw_bytes 2 56+30\n");
	CHECK("field.shape", JSON "{\"type\":\"Buffer\",\"data\":[1,300]}", "");
	CHECK("field.shape", JSON "{\"type\":\"Buffer\",\"data\":[1,2],\"x\":1}", "");
	CHECK("field.shape field.says_file", JSON "{\"photos\":[{}],\"profile\":{}}",
	      "field.shape 'empty-object' 62+2\nfield.says_file 62+2\nfield.shape 'empty-object' 76+2\n");
}

static void python_bytes_are_whole_values_only(void **state)
{
	(void)state;
	CHECK("field.python_bytes", JSON "[\"b'ab'\",\"b'day and 'kay'\",\"b'\"]", "field.python_bytes 53+5\n");
}

static void a_file_that_was_read_as_text_is_named(void **state)
{
	(void)state;
	CHECK("field.utf8_mangled", JSON "[\"\xEF\xBF\xBDPNG\\r\\n\\u001a\\n\\u0000\\u0000\\u0000\\rIHDR\"]",
	      "field.utf8_mangled 'PNG' 53+42\n");
	CHECK("field.utf8_mangled", JSON "[\"%PDF-1.4\\n%\xEF\xBF\xBD\xEF\xBF\xBD\",\"%PDF- is how one begins\"]",
	      "field.utf8_mangled 'PDF' 53+17\n");
	CHECK("field.utf8_mangled", JSON "[\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD at the begin\"]", "");
}

/* A file, nearly the same, the same, and one that is too small, twice. */
static void the_same_file_twice_is_seen(void **state)
{
	enum { BLOB = 4096 };
	char blob[BLOB + 1], request[8 * BLOB];
	int len;

	(void)state;
	for (size_t i = 0; i < BLOB; i++)
		blob[i] = PNG[i % 92];
	blob[BLOB] = '\0';
	len = snprintf(request, sizeof(request), JSON "{\"a\":\"%s\",\"b\":\"%.*s5\",\"c\":\"%s\",\"d\":\"%.*s\",\"e\":\"%.*s\"}", blob,
	               BLOB - 1, blob, blob, BLOB - 96, blob, BLOB - 96, blob);
	assert_true(len > 0 && (size_t)len < sizeof(request));
	pl_facts_check_whole("field.duplicate_of", (struct pl_str){ request, (size_t)len },
	                     "field.duplicate_of '/a' 8263+4096\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_makes_base64_of_it_and_names_it),
		cmocka_unit_test(a_data_uri_is_taken_off_and_held_against_the_bytes),
		cmocka_unit_test(digests_are_no_base64_nor_files),
		cmocka_unit_test(bytes_as_numbers_are_recognised_by_their_shape),
		cmocka_unit_test(python_bytes_are_whole_values_only),
		cmocka_unit_test(a_file_that_was_read_as_text_is_named),
		cmocka_unit_test(the_same_file_twice_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

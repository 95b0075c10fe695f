/* Media types held against bytes, and what names of values promise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/value_names.h"
#include "extract/media_type.h"

static bool contradicts(const char *declared, const char *found)
{
	return pl_media_type_contradicts(pl_str_from(declared), pl_str_from(found));
}

static void other_names_of_a_format_do_not_contradict_it(void **state)
{
	static const char *const same[][2] = {
		{ "image/jpg", "image/jpeg" },     { "image/pjpeg", "image/jpeg" },   { "audio/mp3", "audio/mpeg" },
		{ "audio/x-wav", "audio/wav" },    { "image/x-png", "image/png" },    { "IMAGE/PNG; a=b", "image/png" },
		{ "application/x-gzip", "application/gzip" }, { "video/quicktime", "video/mp4" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_false(contradicts(same[i][0], same[i][1]));
}

static void families_hold_what_is_built_on_them(void **state)
{
	(void)state;
	assert_false(contradicts("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"));
	assert_false(contradicts("image/x-adobe-dng", "image/tiff"));
	assert_true(contradicts("image/png", "application/zip"));
}

static void what_says_nothing_contradicts_nothing(void **state)
{
	(void)state;
	assert_false(contradicts("application/octet-stream", "image/png"));
	assert_false(contradicts("image/*", "application/pdf"));
	assert_false(contradicts("png", "image/jpeg"));
	assert_false(contradicts("", "image/jpeg"));
}

static void another_format_contradicts(void **state)
{
	(void)state;
	assert_true(contradicts("image/jpeg", "image/png"));
	assert_true(contradicts("image/png", "application/pdf"));
	assert_true(contradicts("application/pdf", "image/jpeg"));
	assert_true(contradicts("text/plain", "image/png"));
}

static void short_names_of_formats_stand_for_types(void **state)
{
	(void)state;
	assert_true(pl_str_equal(pl_media_type_of_format(PL_STR("JPG")), PL_STR("image/jpeg")));
	assert_true(pl_str_equal(pl_media_type_of_format(PL_STR("mp3")), PL_STR("audio/mpeg")));
	assert_int_equal(pl_media_type_of_format(PL_STR("json")).len, 0);
	assert_int_equal(pl_media_type_of_format(PL_STR("")).len, 0);
}

static void a_media_type_has_a_known_top_level_type(void **state)
{
	(void)state;
	assert_true(pl_media_type_is(PL_STR("image/png")));
	assert_true(pl_media_type_is(PL_STR("text/plain; charset=utf-8")));
	assert_false(pl_media_type_is(PL_STR("image")));
	assert_false(pl_media_type_is(PL_STR("image/")));
	assert_false(pl_media_type_is(PL_STR("and/or")));
	assert_false(pl_media_type_is(PL_STR("text/a b")));
}

static void the_last_word_of_a_name_promises_a_file(void **state)
{
	static const char *const files[] = { "file",     "imageFile", "profile_image", "IMAGE_FILE", "photo-1", "photos",
		                             "avatar2",  "userAvatar", "pdf",           "attachments", NULL };
	static const char *const others[] = { "profile", "filename", "fileName", "imageUrl", "filed", "", "12", "photoId",
		                              "filesystem", NULL };

	(void)state;
	for (const char *const *f = files; *f; f++)
		assert_true(pl_name_says_file(pl_str_from(*f)));
	for (const char *const *o = others; *o; o++)
		assert_false(pl_name_says_file(pl_str_from(*o)));
}

static void names_of_bytes_promise_no_file(void **state)
{
	(void)state;
	assert_true(pl_name_says_bytes(PL_STR("data")));
	assert_true(pl_name_says_bytes(PL_STR("fileContent")));
	assert_true(pl_name_says_bytes(PL_STR("raw_bytes")));
	assert_true(pl_name_says_bytes(PL_STR("image")));
	assert_false(pl_name_says_file(PL_STR("data")));
	assert_false(pl_name_says_bytes(PL_STR("database_name")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_names_of_a_format_do_not_contradict_it),
		cmocka_unit_test(families_hold_what_is_built_on_them),
		cmocka_unit_test(what_says_nothing_contradicts_nothing),
		cmocka_unit_test(another_format_contradicts),
		cmocka_unit_test(short_names_of_formats_stand_for_types),
		cmocka_unit_test(a_media_type_has_a_known_top_level_type),
		cmocka_unit_test(the_last_word_of_a_name_promises_a_file),
		cmocka_unit_test(names_of_bytes_promise_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

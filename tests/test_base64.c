/* Base64 text: each case is the text and what is counted of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cuts.h"
#include "parse/base64.h"

static void log_base64(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct pl_base64 b = { 0 };
	const char *error;

	for (size_t i = 0; i < count; i++)
		pl_base64_add(&b, runs[i]);
	error = pl_base64_padding_error(&b);
	pl_buf_printf(out, "chars=%llu pad=%llu breaks=%llu blanks=%llu percents=%llu foreign=%llu raw=%llu %s [%.*s]",
	              (unsigned long long)b.chars, (unsigned long long)b.padding, (unsigned long long)b.line_breaks,
	              (unsigned long long)b.blanks, (unsigned long long)b.percents, (unsigned long long)b.foreign,
	              (unsigned long long)pl_base64_raw_bytes(&b), error ? error : "fine", (int)b.head_len, (char *)b.head);
}

#define CASE(input, expected) pl_cuts_check(PL_STR(input), log_base64, expected)

static void clean_text_is_counted_and_its_beginning_decoded(void **state)
{
	(void)state;
	CASE("aGVsbG8=", "chars=7 pad=1 breaks=0 blanks=0 percents=0 foreign=0 raw=5 fine [hello]");
	CASE("aGVsbG8h", "chars=8 pad=0 breaks=0 blanks=0 percents=0 foreign=0 raw=6 fine [hello!]");
	CASE("", "chars=0 pad=0 breaks=0 blanks=0 percents=0 foreign=0 raw=0 fine []");
}

static void what_stands_between_the_characters_is_counted(void **state)
{
	(void)state;
	CASE("aGVs\r\nbG8h\nYQ==", "chars=10 pad=2 breaks=2 blanks=0 percents=0 foreign=0 raw=7 fine [hello!a]");
	CASE("aGVs bG8h", "chars=8 pad=0 breaks=0 blanks=1 percents=0 foreign=0 raw=6 fine [hello!]");
	CASE("aGVs*bG8h", "chars=8 pad=0 breaks=0 blanks=0 percents=0 foreign=1 raw=6 fine [hello!]");
	CASE("aGVsbG8%3D%zz", "chars=7 pad=0 breaks=0 blanks=0 percents=1 foreign=1 raw=5 padding is missing [hello]");
}

static void padding_faults_are_named(void **state)
{
	(void)state;
	CASE("aGVsb", "chars=5 pad=0 breaks=0 blanks=0 percents=0 foreign=0 raw=3 impossible length [hel]");
	CASE("aGVsbG8", "chars=7 pad=0 breaks=0 blanks=0 percents=0 foreign=0 raw=5 padding is missing [hello]");
	CASE("aGVsbG8==", "chars=7 pad=2 breaks=0 blanks=0 percents=0 foreign=0 raw=5 too much padding [hello]");
	CASE("aGVsbG9=", "chars=7 pad=1 breaks=0 blanks=0 percents=0 foreign=0 raw=5 stray bits in the last character [hello]");
	CASE("YQ==YQ==", "chars=4 pad=4 breaks=0 blanks=0 percents=0 foreign=0 raw=3 padding in the middle [a\x06\x10]");
	CASE("-_-_YQ", "chars=6 pad=0 breaks=0 blanks=0 percents=0 foreign=0 raw=4 fine [\xfb\xff\xbf"
	               "a]");
}

static void encoding_and_decoding_are_inverse(void **state)
{
	const unsigned char bytes[] = { 0, 255, 128, 7, 62, 63 };

	(void)state;
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		char text[8];
		unsigned char back[6];
		size_t n = pl_base64_encode(bytes, len, text);

		assert_int_equal(n, 4 * ((len + 2) / 3));
		assert_int_equal(pl_base64_decode((struct pl_str){ text, n }, back, sizeof(back)), len);
		assert_memory_equal(back, bytes, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean_text_is_counted_and_its_beginning_decoded),
		cmocka_unit_test(what_stands_between_the_characters_is_counted),
		cmocka_unit_test(padding_faults_are_named),
		cmocka_unit_test(encoding_and_decoding_are_inverse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

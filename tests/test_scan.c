/* The hot loops against what the classes say byte by byte, at lengths around the size of a block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/scan.h"
#include "base/utf8.h"

#define ALPHANUMERIC "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* Every byte, at every place of a text of `len` members, ends the stretch exactly when it is no member. */
static void check_class(size_t (*scan)(const unsigned char *, size_t), const unsigned char members[256], size_t len)
{
	unsigned char *text = malloc(len);

	assert_non_null(text);
	memset(text, 'a', len);
	assert_int_equal(scan(text, len), len);
	for (size_t at = 0; at < len; at++) {
		for (unsigned c = 0; c < 256; c++) {
			text[at] = (unsigned char)c;
			assert_int_equal(scan(text, len), members[c] ? len : at);
		}
		text[at] = 'a';
	}
	free(text);
}

static void check_everywhere(size_t (*scan)(const unsigned char *, size_t), const unsigned char members[256])
{
	static const size_t lens[] = { 1, 63, 64, 65, 130, 256, 257, 330, 513 };

	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++)
		check_class(scan, members, lens[i]);
	assert_int_equal(scan(NULL, 0), 0);
}

static void check_list(size_t (*scan)(const unsigned char *, size_t), const char *list)
{
	unsigned char members[256] = { 0 };

	for (; *list; list++)
		members[(unsigned char)*list] = 1;
	check_everywhere(scan, members);
}

static void the_base64_classes_are_their_alphabets(void **state)
{
	(void)state;
	check_list(pl_scan_base64, ALPHANUMERIC "+/");
	check_list(pl_scan_base64url, ALPHANUMERIC "-_");
}

static void hexadecimal_digits_are_of_either_case(void **state)
{
	(void)state;
	check_list(pl_scan_hex, "0123456789abcdefABCDEF");
}

static void ascii_ends_at_the_first_high_byte(void **state)
{
	unsigned char members[256] = { 0 };

	(void)state;
	memset(members, 1, 128);
	check_everywhere(pl_scan_ascii, members);
}

static void json_text_needs_no_unescaping(void **state)
{
	unsigned char members[256] = { 0 };

	(void)state;
	memset(members + 0x20, 1, 0x60);
	members['"'] = members['\\'] = 0;
	check_everywhere(pl_scan_json_text, members);
	memset(members + 0x80, 1, 0x80);
	check_everywhere(pl_scan_json_wide, members);
}

/* At every length and alignment, as a plain loop counts them. */
static void lines_are_counted_as_byte_by_byte(void **state)
{
	char text[600];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 7 == 3 || i % 11 == 0 || (i > 200 && i < 480) ? '\n' : 'a';
	for (size_t from = 0; from < 70; from++)
		for (size_t len = 0; from + len <= sizeof(text); len++) {
			size_t lines = 0;

			for (size_t i = 0; i < len; i++)
				lines += text[from + i] == '\n';
			assert_int_equal(pl_scan_lines(text + from, len), lines);
		}
}

/* Two dashes at every place of texts of every length: they are not passed, and a text without any is passed in long stretches. */
static void no_two_dashes_are_passed(void **state)
{
	unsigned char text[800];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? '-' : 'a';
	for (size_t len = 0; len <= sizeof(text); len += len < 2 ? 1 : len % 256 == 1 ? 254 : 1)
		for (size_t at = 0; at + 1 < len; at++) {
			const unsigned char kept[2] = { text[at], text[at + 1] };

			text[at] = text[at + 1] = '-';
			assert_true(pl_scan_dashless(text, len) <= (at > 0 && text[at - 1] == '-' ? at - 1 : at));
			memcpy(text + at, kept, 2);
		}
	assert_true(pl_scan_dashless(text, sizeof(text)) >= 512);
	assert_int_equal(pl_scan_dashless(text, 0), 0);
}

static struct pl_scan_counts count_cut(const unsigned char *text, size_t first, size_t second, size_t len)
{
	struct pl_scan_counts counts = { 0 };

	pl_scan_count(&counts, text, first);
	pl_scan_count(&counts, text + first, second - first);
	pl_scan_count(&counts, text + second, len - second);
	return counts;
}

static void counts_are_the_same_however_the_text_is_cut(void **state)
{
	enum { LEN = 600 };
	static const unsigned char alphabet[] = { '\r', '\n', 'a', 0x80, 0xBF, 0xC3, 0xF0, 0xFF };
	unsigned char text[LEN];
	struct pl_scan_counts expected = { .bytes = LEN };
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < LEN; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = alphabet[seed >> 29];
		expected.continuations += text[i] >= 0x80 && text[i] <= 0xBF;
		expected.four_byte_leads += text[i] >= 0xF0;
		expected.lf += text[i] == '\n';
		expected.crlf += i > 0 && text[i] == '\n' && text[i - 1] == '\r';
	}
	for (size_t first = 0; first <= LEN; first += 7)
		for (size_t second = first; second <= LEN; second++) {
			struct pl_scan_counts counts = count_cut(text, first, second, LEN);

			assert_int_equal(counts.bytes, expected.bytes);
			assert_int_equal(counts.continuations, expected.continuations);
			assert_int_equal(counts.four_byte_leads, expected.four_byte_leads);
			assert_int_equal(counts.lf, expected.lf);
			assert_int_equal(counts.crlf, expected.crlf);
		}
}

/* Each length, so that each way in which stretches and a rest make it up is taken; of text that changes its kind. */
static void counts_of_every_length_are_those_of_its_bytes(void **state)
{
	unsigned char text[900];
	uint64_t continuations = 0, leads = 0, lf = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(i < 200 || (i > 500 && i < 700) ? 'a' : i * 89);
	for (size_t len = 0; len < sizeof(text); len++) {
		struct pl_scan_counts counts = { 0 };

		pl_scan_count(&counts, text, len);
		assert_int_equal(counts.bytes, len);
		assert_int_equal(counts.continuations, continuations);
		assert_int_equal(counts.four_byte_leads, leads);
		assert_int_equal(counts.lf, lf);
		continuations += text[len] >= 0x80 && text[len] <= 0xBF;
		leads += text[len] >= 0xF0;
		lf += text[len] == '\n';
	}
}

static void a_block_of_only_line_feeds_does_not_overflow_its_counters(void **state)
{
	struct pl_scan_counts counts = { 0 };
	unsigned char text[1000];

	(void)state;
	memset(text, '\n', sizeof(text));
	pl_scan_count(&counts, text, sizeof(text));
	assert_int_equal(counts.lf, 1000);
	assert_int_equal(counts.crlf, 0);
}

static void plain_text_is_ascii_without_nul(void **state)
{
	unsigned char members[256] = { 0 };

	(void)state;
	memset(members + 1, 1, 0x7F);
	check_everywhere(pl_scan_plain, members);
}

/* RFC 3629 section 4, one character at a time: its length, 0 for none. */
static size_t character(const unsigned char *p, size_t len)
{
	static const struct {
		unsigned char from, to, low, high;
		size_t len;
	} rows[] = {
		{ 0x00, 0x7F, 0, 0, 1 },       { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 },
		{ 0xE1, 0xEC, 0x80, 0xBF, 3 }, { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 },
		{ 0xF0, 0xF0, 0x90, 0xBF, 4 }, { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
	};

	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		if (p[0] < rows[r].from || p[0] > rows[r].to || len < rows[r].len)
			continue;
		if (rows[r].len > 1 && (p[1] < rows[r].low || p[1] > rows[r].high))
			return 0;
		for (size_t i = 2; i < rows[r].len; i++)
			if (p[i] < 0x80 || p[i] > 0xBF)
				return 0;
		return rows[r].len;
	}
	return 0;
}

static bool is_utf8(const unsigned char *p, size_t len, size_t *bad)
{
	for (*bad = 0; *bad < len;) {
		size_t n = character(p + *bad, len - *bad);

		if (n == 0)
			return false;
		*bad += n;
	}
	return true;
}

/* Five bytes at the ends of every range, cut at every place. */
static void utf8_is_what_rfc_3629_says(void **state)
{
	static const unsigned char edges[] = { 0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2,
		                               0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF4, 0xF5 };
	const size_t base = sizeof(edges);

	(void)state;
	for (size_t n = 0; n < base * base * base * base * base; n++) {
		unsigned char text[5] = { edges[n % base], edges[n / base % base], edges[n / base / base % base],
			                  edges[n / base / base / base % base], edges[n / base / base / base / base] };
		struct pl_utf8 u = { 0 };
		size_t cut = n % 5, bad;
		bool is_good = is_utf8(text, 5, &bad);

		pl_utf8_add(&u, text, cut);
		pl_utf8_add(&u, text + cut, 5 - cut);
		assert_int_equal(pl_utf8_finish(&u), is_good);
		if (!is_good)
			assert_int_equal(u.broken_at, bad);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_is_ascii_without_nul),
		cmocka_unit_test(utf8_is_what_rfc_3629_says),
		cmocka_unit_test(the_base64_classes_are_their_alphabets),
		cmocka_unit_test(hexadecimal_digits_are_of_either_case),
		cmocka_unit_test(ascii_ends_at_the_first_high_byte),
		cmocka_unit_test(json_text_needs_no_unescaping),
		cmocka_unit_test(counts_are_the_same_however_the_text_is_cut),
		cmocka_unit_test(lines_are_counted_as_byte_by_byte),
		cmocka_unit_test(no_two_dashes_are_passed),
		cmocka_unit_test(counts_of_every_length_are_those_of_its_bytes),
		cmocka_unit_test(a_block_of_only_line_feeds_does_not_overflow_its_counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* JSON: each case is the input and its event log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "parse/json.h"

static bool log_event(const struct pl_json_event *ev, struct pl_buf *out)
{
	switch (ev->kind) {
	case PL_JSON_MORE:
		return false;
	case PL_JSON_OBJECT_BEGIN:
		pl_log_event(out, "{", ev->span);
		break;
	case PL_JSON_OBJECT_END:
		pl_log_event(out, "}", ev->span);
		break;
	case PL_JSON_ARRAY_BEGIN:
		pl_log_event(out, "[", ev->span);
		break;
	case PL_JSON_ARRAY_END:
		pl_log_event(out, "]", ev->span);
		break;
	case PL_JSON_STRING_BEGIN:
		pl_log_event(out, ev->is_key ? "key" : "string", ev->span);
		break;
	case PL_JSON_TEXT:
		pl_log_data(out, "text", ev->run, (size_t)ev->span.len);
		break;
	case PL_JSON_STRING_END:
		pl_log_event(out, "quote", ev->span);
		break;
	case PL_JSON_NUMBER:
		pl_buf_printf(out, "%s ", !ev->number->is_integer ? "number" : ev->number->fits ? "integer" : "big");
		pl_log_event(out, "", ev->span);
		break;
	case PL_JSON_LITERAL:
		pl_buf_printf(out, "%c", ev->literal);
		pl_log_event(out, "", ev->span);
		break;
	case PL_JSON_ODDITY:
		pl_log_event(out, pl_json_oddity_name(ev->oddity), ev->span);
		break;
	case PL_JSON_END:
		pl_buf_printf(out, "end\n");
		return false;
	case PL_JSON_BAD:
		pl_buf_printf(out, "bad %llu %s\n", (unsigned long long)ev->span.off, ev->problem);
		return false;
	}
	return true;
}

static void log_json(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct pl_json p = { 0 };
	const struct pl_json_event *ev;

	for (size_t i = 0; i < count; i++)
		do {
			ev = pl_json_next(&p, &runs[i]);
			if (ev->kind == PL_JSON_BAD)
				goto over;
		} while (log_event(ev, out));
over:
	while (log_event(pl_json_finish(&p), out))
		;
}

static void log_string(bool is_key, struct pl_run text, struct pl_buf *out)
{
	pl_log_event(out, is_key ? "key" : "string", (struct pl_span){ 1, text.off - 1, 1 });
	if (text.len > 0)
		pl_log_data(out, "text", text, text.len);
	pl_log_event(out, "quote", (struct pl_span){ 1, text.off + text.len, 1 });
}

static void log_escaped(struct pl_run text, unsigned wider, struct pl_buf *out)
{
	struct pl_json p;
	struct pl_run run = text;
	const struct pl_json_event *ev;

	pl_log_event(out, "string", (struct pl_span){ 1, text.off - 1, 1 });
	pl_json_enter_string(&p);
	while (log_event(ev = pl_json_next(&p, &run), out))
		if (ev->kind == PL_JSON_TEXT && ev->run.len > 1)
			wider -= (unsigned)(ev->span.len - ev->run.len);
	assert_int_equal(wider, 0);
	pl_log_event(out, "quote", (struct pl_span){ 1, text.off + text.len, 1 });
}

/* The keys of an input, in the order in which they came first; a later one is guessed. */
struct guesses {
	struct pl_json_guess items[16], *last;
	size_t len;
	unsigned depth;
};

static void remember(struct guesses *g, const struct pl_json_quick *q)
{
	struct pl_json_guess *found = NULL;

	for (size_t i = 0; i < g->len; i++)
		if (g->items[i].depth == g->depth && pl_json_guess_is(&g->items[i], (const char *)q->ptr, q->len))
			found = &g->items[i];
	if (found == NULL && q->len <= PL_JSON_GUESS && g->len < sizeof(g->items) / sizeof(g->items[0])) {
		found = &g->items[g->len++];
		*found = (struct pl_json_guess){ .len = q->len, .depth = g->depth };
		memcpy(found->text, q->ptr, q->len);
	}
	if (g->last && found)
		g->last->next = found;
	g->last = found;
}

/* The events that a token of the run stands for. */
static void log_quick(const struct pl_json_quick *q, const struct pl_run *run, struct guesses *g, struct pl_buf *out)
{
	const uint64_t off = q->kind == PL_JSON_MORE ? 0 : run->off + (uint64_t)(q->ptr - run->ptr);
	struct pl_json_event ev = { .kind = (enum pl_json_kind)q->kind, .literal = q->literal, .span = { 1, off, q->len } };
	struct pl_json_number number = { .is_integer = q->is_integer, .fits = q->is_integer };

	if (q->key) {
		log_string(true, (struct pl_run){ q->key_at, q->key->len, 1, run->off + (uint64_t)(q->key_at - run->ptr) }, out);
		g->last = q->key;
	}
	g->depth += q->kind == PL_JSON_OBJECT_BEGIN || q->kind == PL_JSON_ARRAY_BEGIN;
	g->depth -= q->kind == PL_JSON_OBJECT_END || q->kind == PL_JSON_ARRAY_END;
	if (q->kind == PL_JSON_NUMBER)
		ev.number = &number;
	if (q->kind == PL_JSON_STRING_BEGIN && q->is_escaped)
		log_escaped((struct pl_run){ q->ptr, q->len, 1, off }, q->wider, out);
	else if (q->kind == PL_JSON_STRING_BEGIN)
		log_string(q->is_key, (struct pl_run){ q->ptr, q->len, 1, off }, out);
	else if (q->kind != PL_JSON_MORE)
		log_event(&ev, out);
	if (q->kind == PL_JSON_STRING_BEGIN && q->is_key)
		remember(g, q);
}

#define TOKENS 3

static void log_json_quickly(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct pl_json p = { 0 };
	struct pl_json_quick tokens[TOKENS] = { 0 };
	struct guesses g = { .len = 0 };
	const struct pl_json_event *ev;

	for (size_t i = 0; i < count; i++)
		do {
			const struct pl_run run = runs[i];

			for (size_t n = 1; n > 0;) {
				g.depth = p.depth;
				n = pl_json_take(&p, &runs[i], tokens, TOKENS, g.last ? g.last->next : NULL);
				for (size_t k = 0; k < n; k++)
					log_quick(&tokens[k], &run, &g, out);
			}
			ev = pl_json_next(&p, &runs[i]);
			if (ev->kind == PL_JSON_BAD)
				goto over;
		} while (log_event(ev, out));
over:
	while (log_event(pl_json_finish(&p), out))
		;
}

/* The quick way and the long one are the same way. */
#define CASE(input, expected)                                    \
	do {                                                     \
		pl_cuts_check(PL_STR(input), log_json, expected); \
		pl_cuts_check(PL_STR(input), log_json_quickly, expected); \
	} while (0)

static void values_come_with_their_places(void **state)
{
	(void)state;
	CASE("{\"a\": [1, -2.5e3, true]}", "{ 0+1\nkey 1+1\ntext 2+1 a\nquote 3+1\n[ 6+1\ninteger  7+1\nnumber  10+6\n"
	                                   "t 18+4\n] 22+1\n} 23+1\nend\n");
	CASE("null", "n 0+4\nend\n");
	CASE("42", "integer  0+2\nend\n");
	CASE("123456789012345678901", "big  0+21\nend\n");
	CASE("[]", "[ 0+1\n] 1+1\nend\n");
}

static void a_short_string_is_whole_with_its_escapes(void **state)
{
	(void)state;
	CASE("[\"a\\nb\",\"\\\"\\\\\\/\\t\",\"\\q\",\"\\",
	     "[ 0+1\nstring 1+1\ntext 2+4 a\\nb\nquote 6+1\nstring 8+1\ntext 9+8 \"\\x5c/\\x09\nquote 17+1\n"
	     "string 19+1\nbad-escape 20+2\ntext 20+2 q\nquote 22+1\nstring 24+1\nbad 25 the string is not closed\n");
	CASE("[\"\\n0123456789012345678901234567890123456789012345678901234567890123\\n\",\"\\u000a\\n\"]",
	     "[ 0+1\nstring 1+1\ntext 2+68 \\n0123456789012345678901234567890123456789012345678901234567890123\\n\nquote 70+1\n"
	     "string 72+1\ntext 73+8 \\n\\n\nquote 81+1\n] 82+1\nend\n");
}

static bool is_taken(const char *text, bool is_key)
{
	char input[512];
	int len = snprintf(input, sizeof(input), "%s\"%s\"%s", is_key ? "{" : "[", text, is_key ? ":1}   " : ",1]   ");
	struct pl_run run = { (const unsigned char *)input, (size_t)len, 1, 0 };
	struct pl_json_quick token;
	struct pl_json p = { 0 };

	pl_json_next(&p, &run);
	return pl_json_take(&p, &run, &token, 1, NULL) == 1 && token.len == strlen(text) && token.is_key == is_key;
}

static void a_short_string_is_taken_that_is_utf8_and_common(void **state)
{
	static const char *const taken[] = { "\xC3\xBC", "\xE5\x8C\x97\xE4\xBA\xAC 1", "\xF0\x9F\x98\x80", "\xED\x9F\xBF\xEE\x80\x80",
		                             "\xF4\x8F\xBF\xBF\xC2\x80", "\xE0\xA0\x80\xF0\x90\x80\x80", "a\xE2\x82\xAC/\xE2\x82\xAC" };
	static const char *const escaped[] = { "\\u5317\\u4EAC", "\\u00fc\xC3\xBC\\n", "\\ud83d\\ude00", "\\u202f\\u200a\\uffff\\u00a0" };
	static const char *const doubtful[] = {
		"\xFF", "a\x80", "\xC3", "\xC3z", "\xC1\xBF", "\xE2\x82", "\xE2\x82z", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
		"\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xF0\x9F\x98", "\xEF\xBF\xBD", "\\ufffd", "\\ufeff", "\\u200b", "\\u202e", "\\u009f",
		"\\u0041", "\\u0000", "\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\u5317", "\\ud83d\\n", "\\u531", "\\u531g", "\\x", "\xC3\xBC\n"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		assert_true(is_taken(taken[i], false) && is_taken(taken[i], true));
	for (size_t i = 0; i < sizeof(escaped) / sizeof(escaped[0]); i++)
		assert_true(is_taken(escaped[i], false) && !is_taken(escaped[i], true));
	for (size_t i = 0; i < sizeof(doubtful) / sizeof(doubtful[0]); i++)
		assert_false(is_taken(doubtful[i], false) || is_taken(doubtful[i], true));
}

static void characters_are_the_same_however_they_are_taken(void **state)
{
	(void)state;
	CASE("[\"\xC3\xBC\",\"a\xE5\x8C\x97\xF0\x9F\x98\x80z\",{\"\xC3\x9F\":1},{\"\xC3\x9F\":2}]",
	     "[ 0+1\nstring 1+1\ntext 2+2 \\xc3\\xbc\nquote 4+1\nstring 6+1\ntext 7+9 a\\xe5\\x8c\\x97\\xf0\\x9f\\x98\\x80z\nquote 16+1\n"
	     "{ 18+1\nkey 19+1\ntext 20+2 \\xc3\\x9f\nquote 22+1\ninteger  24+1\n} 25+1\n"
	     "{ 27+1\nkey 28+1\ntext 29+2 \\xc3\\x9f\nquote 31+1\ninteger  33+1\n} 34+1\n] 35+1\nend\n");
	CASE("[\"\\u5317\\u00fcx\\ud83d\\ude00\xC3\xBC\\n\",\"\\ud83d\\u5317\",\"\xE5\x8C\"]",
	     "[ 0+1\nstring 1+1\ntext 2+29 \\xe5\\x8c\\x97\\xc3\\xbcx\\xf0\\x9f\\x98\\x80\\xc3\\xbc\\n\nquote 31+1\n"
	     "string 33+1\nlone-surrogate 34+6\ntext 34+12 \\xef\\xbf\\xbd\\xe5\\x8c\\x97\nquote 46+1\n"
	     "string 48+1\ntext 49+2 \\xe5\\x8c\ninvalid-utf8 51+1\nquote 51+1\n] 52+1\nend\n");
}

static void a_key_that_is_guessed_is_a_key_like_any_other(void **state)
{
	(void)state;
	CASE("[{\"k\":1,\"name\":\"\"},{\"k\":[],\"name\":null},{\"kk\":0,\"k\" :2}]",
	     "[ 0+1\n{ 1+1\nkey 2+1\ntext 3+1 k\nquote 4+1\ninteger  6+1\nkey 8+1\ntext 9+4 name\nquote 13+1\nstring 15+1\nquote 16+1\n} 17+1\n"
	     "{ 19+1\nkey 20+1\ntext 21+1 k\nquote 22+1\n[ 24+1\n] 25+1\nkey 27+1\ntext 28+4 name\nquote 32+1\nn 34+4\n} 38+1\n"
	     "{ 40+1\nkey 41+1\ntext 42+2 kk\nquote 44+1\ninteger  46+1\nkey 48+1\ntext 49+1 k\nquote 50+1\ninteger  53+1\n} 54+1\n] 55+1\nend\n");
	CASE("[{\"eightnine\":1},{\"eightnine\":1e2},{\"eightninf\":1},{\"eightnine\":}",
	     "[ 0+1\n{ 1+1\nkey 2+1\ntext 3+9 eightnine\nquote 12+1\ninteger  14+1\n} 15+1\n"
	     "{ 17+1\nkey 18+1\ntext 19+9 eightnine\nquote 28+1\nnumber  30+3\n} 33+1\n"
	     "{ 35+1\nkey 36+1\ntext 37+9 eightninf\nquote 46+1\ninteger  48+1\n} 49+1\n"
	     "{ 51+1\nkey 52+1\ntext 53+9 eightnine\nquote 62+1\nbad 64 the key has no value\n");
}

static void escapes_are_undone_where_they_stand(void **state)
{
	(void)state;
	CASE("\"a\\n\\u00e9\\/b\"", "string 0+1\ntext 1+12 a\\n\\xc3\\xa9/b\nquote 13+1\nend\n");
	CASE("\"\\ud83d\\ude00\"", "string 0+1\ntext 1+12 \\xf0\\x9f\\x98\\x80\nquote 13+1\nend\n");
	CASE("\"\\ud83dx\"", "string 0+1\nlone-surrogate 1+6\ntext 1+7 \\xef\\xbf\\xbdx\nquote 8+1\nend\n");
	CASE("\"\\q\"", "string 0+1\nbad-escape 1+2\ntext 1+2 q\nquote 3+1\nend\n");
}

static void dialects_are_named_and_read_on(void **state)
{
	(void)state;
	CASE("[1, /**/\n]", "[ 0+1\ninteger  1+1\ncomment 4+1\ntrailing-comma 2+1\n] 9+1\nend\n");
	CASE("{'a':1,}", "{ 0+1\nsingle-quotes 1+1\nkey 1+1\ntext 2+1 a\nquote 3+1\ninteger  5+1\ntrailing-comma 6+1\n} 7+1\nend\n");
	CASE("[True,None,NaN]", "[ 0+1\npython 1+4\nt 1+4\npython 6+4\nn 6+4\nnan 11+3\nnumber  11+3\n] 14+1\nend\n");
	CASE("{a:1} // x", "{ 0+1\nunquoted-key 1+1\nkey 1+1\ntext 1+1 a\nquote 1+1\ninteger  3+1\n} 4+1\ncomment 6+1\nend\n");
	CASE("[/* * */0x1F,+1,012,.5]", "[ 0+1\ncomment 1+1\nhex-number 8+4\nnumber  8+4\nplus-sign 13+2\ninteger  13+2\n"
	                                "leading-zero 16+3\ninteger  16+3\nbare-point 20+2\nnumber  20+2\n] 22+1\nend\n");
	CASE("\xef\xbb\xbf[]", "bom 0+3\n[ 3+1\n] 4+1\nend\n");
	CASE("\"a\nb\"", "string 0+1\ntext 1+1 a\nraw-newline 2+1\ntext 2+2 \\nb\nquote 4+1\nend\n");
	CASE("{}{}", "{ 0+1\n} 1+1\nsecond-value 2+1\n{ 2+1\n} 3+1\nend\n");
}

static void invalid_utf8_is_reported_once(void **state)
{
	(void)state;
	CASE("\"\xc3\xa9\"", "string 0+1\ntext 1+2 \\xc3\\xa9\nquote 3+1\nend\n");
	CASE("\"a\xff\xff\"", "string 0+1\ntext 1+1 a\ninvalid-utf8 2+1\ntext 2+2 \\xff\\xff\nquote 4+1\nend\n");
	CASE("\"\xc3z\"", "string 0+1\ntext 1+1 \\xc3\ninvalid-utf8 2+1\ntext 2+1 z\nquote 3+1\nend\n");
}

static void text_beyond_ascii_comes_in_one_piece(void **state)
{
	(void)state;
	CASE("\"a\xe2\x82\xac" "b\xf0\x9f\x98\x80\"", "string 0+1\ntext 1+9 a\\xe2\\x82\\xacb\\xf0\\x9f\\x98\\x80\n"
	                                              "quote 10+1\nend\n");
	CASE("\"\xe2\x82z\xff\"", "string 0+1\ntext 1+2 \\xe2\\x82\ninvalid-utf8 3+1\ntext 3+2 z\\xff\nquote 5+1\nend\n");
	CASE("\"\xc3\"", "string 0+1\ntext 1+1 \\xc3\ninvalid-utf8 2+1\nquote 2+1\nend\n");
	CASE("'\xc3\xa9'", "single-quotes 0+1\nstring 0+1\ntext 1+2 \\xc3\\xa9\nquote 3+1\nend\n");
	CASE("'a\"b'", "single-quotes 0+1\nstring 0+1\ntext 1+3 a\"b\nquote 4+1\nend\n");
}

static void a_string_ends_where_its_quote_stands_at_any_length(void **state)
{
	char input[128], expected[512];

	(void)state;
	for (size_t len = 1; len < 80; len++) {
		int size = snprintf(input, sizeof(input), "[\"%0*d\",1]", (int)len, 7);

		snprintf(expected, sizeof(expected), "[ 0+1\nstring 1+1\ntext 2+%zu %0*d\nquote %zu+1\ninteger  %zu+1\n] %zu+1\nend\n",
		         len, (int)len, 7, len + 2, len + 4, len + 5);
		pl_cuts_check((struct pl_str){ input, (size_t)size }, log_json, expected);
	}
}

static void what_is_broken_is_named(void **state)
{
	(void)state;
	CASE("", "bad 0 there is no value\n");
	CASE("[1 2]", "[ 0+1\ninteger  1+1\nbad 3 a comma or ] is missing\n");
	CASE("{\"a\" 1}", "{ 0+1\nkey 1+1\ntext 2+1 a\nquote 3+1\nbad 5 a colon is missing after the key\n");
	CASE("{\"a\":}", "{ 0+1\nkey 1+1\ntext 2+1 a\nquote 3+1\nbad 5 the key has no value\n");
	CASE("\"abc", "string 0+1\ntext 1+3 abc\nbad 0 the string is not closed\n");
	CASE("[1}", "[ 0+1\ninteger  1+1\nbad 2 a } closes nothing\n");
	CASE("[,1]", "[ 0+1\nbad 1 a value is missing before the comma\n");
	CASE("hello", "bad 0 this is no JSON value\n");
	CASE("[1e]", "[ 0+1\nbad 1 this is no JSON value\n");
	CASE("\"\\u12g4\"", "string 0+1\nbad 5 a \\u escape needs four hexadecimal digits\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_with_their_places),
		cmocka_unit_test(a_short_string_is_whole_with_its_escapes),
		cmocka_unit_test(a_short_string_is_taken_that_is_utf8_and_common),
		cmocka_unit_test(characters_are_the_same_however_they_are_taken),
		cmocka_unit_test(a_key_that_is_guessed_is_a_key_like_any_other),    cmocka_unit_test(escapes_are_undone_where_they_stand),
		cmocka_unit_test(dialects_are_named_and_read_on),   cmocka_unit_test(invalid_utf8_is_reported_once),
		cmocka_unit_test(text_beyond_ascii_comes_in_one_piece),
		cmocka_unit_test(a_string_ends_where_its_quote_stands_at_any_length),
		cmocka_unit_test(what_is_broken_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

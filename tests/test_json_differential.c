/* Our JSON parser beside cJSON, over texts that are changed at random: what we call strict JSON, cJSON reads as the same value, and
 * what cJSON reads besides is one of the liberties it is known for (docs/differences.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "base/buf.h"
#include "parse/json.h"

#define ROUNDS 400000
#define LONGEST 400

static const char *const seeds[] = {
	"{\"a\": [1, -2.5e3, true, false, null, \"\\u00e9\\n\\\"\\\\\\/\"], \"b\": {\"c\": {}}, \"\": []}",
	"[\"\\ud83d\\ude00\", \"gr\xC3\xBC\xC3\x9F\", \"\xF0\x9F\x98\x80\", 0, -0, 1E+2, 123456789012345678901234567890]",
	"  {\"type\":\"Buffer\",\"data\":[37,80,68,70]} ",
	"\"text\"", "17", "null", "[[[[[[[[[[]]]]]]]]]]", "{\"k\":\"v\",\"k\":\"w\"}",
	"\xEF\xBB\xBF{\"a\":1}", "[1,]", "{'a':1}", "[01]", "[1.]", "[\"a\tb\"]", "[\"\xFF\"]", "[NaN]", "// c\n[1]",
};

/* Deterministic, so that a failure comes again (xorshift64*). */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545F4914F6CDD1DU;
}

static size_t changed(char *text, size_t len, uint64_t *state)
{
	static const char pieces[] = "{}[],:\"\\'0123456789.eE+-tfn /\t\n\x01\x7F\x80\xC3\xE9u";

	for (uint64_t changes = next_random(state) % 4; changes > 0 && len > 0; changes--) {
		size_t at = next_random(state) % len, from = next_random(state) % len;
		char piece = pieces[next_random(state) % (sizeof(pieces) - 1)];

		switch (next_random(state) % 4) {
		case 0:
			text[at] = piece;
			break;
		case 1:
			memmove(text + at, text + at + 1, len - at - 1);
			len--;
			break;
		case 2:
			text[at] = text[from];
			break;
		default:
			if (len == LONGEST)
				break;
			memmove(text + at + 1, text + at, len - at);
			text[at] = piece;
			len++;
		}
	}
	return len;
}

/* The value in one form that both come to; numbers as a double prints. */
static void write_number(struct pl_buf *out, double number)
{
	pl_buf_printf(out, "#%.17g ", number);
}

static void write_cjson(struct pl_buf *out, const cJSON *value)
{
	const cJSON *child;

	if (value->string)
		pl_buf_printf(out, "'%s'", value->string);
	if (cJSON_IsString(value))
		pl_buf_printf(out, "\"%s\"", value->valuestring);
	else if (cJSON_IsNumber(value))
		write_number(out, value->valuedouble);
	else if (cJSON_IsBool(value) || cJSON_IsNull(value))
		pl_buf_add_char(out, cJSON_IsNull(value) ? 'n' : cJSON_IsTrue(value) ? 't' : 'f');
	if (!cJSON_IsArray(value) && !cJSON_IsObject(value))
		return;
	pl_buf_add_char(out, cJSON_IsArray(value) ? '[' : '{');
	cJSON_ArrayForEach(child, value) write_cjson(out, child);
	pl_buf_add_char(out, cJSON_IsArray(value) ? ']' : '}');
}

struct reading {
	bool is_whole, has_nul, has_long_number;
	uint32_t oddities; /* a bit for each that was met */
};

static void write_event(struct pl_buf *out, struct reading *reading, const struct pl_json_event *ev)
{
	char number[sizeof(ev->number->text) + 1];

	switch (ev->kind) {
	case PL_JSON_OBJECT_BEGIN:
	case PL_JSON_OBJECT_END:
	case PL_JSON_ARRAY_BEGIN:
	case PL_JSON_ARRAY_END:
		pl_buf_add_char(out, "{}[]"[ev->kind - PL_JSON_OBJECT_BEGIN]);
		break;
	case PL_JSON_STRING_BEGIN:
	case PL_JSON_STRING_END:
		pl_buf_add_char(out, ev->is_key ? '\'' : '"');
		break;
	case PL_JSON_TEXT:
		reading->has_nul |= memchr(ev->run.ptr, '\0', ev->run.len) != NULL;
		pl_buf_add(out, ev->run.ptr, ev->run.len);
		break;
	case PL_JSON_NUMBER:
		reading->has_long_number |= ev->number->len >= sizeof(ev->number->text) - 1;
		snprintf(number, sizeof(number), "%.*s", (int)ev->number->len, ev->number->text);
		write_number(out, strtod(number, NULL));
		break;
	case PL_JSON_LITERAL:
		pl_buf_add_char(out, ev->literal);
		break;
	case PL_JSON_ODDITY:
		reading->oddities |= 1U << ev->oddity;
		break;
	case PL_JSON_MORE:
	case PL_JSON_END:
	case PL_JSON_BAD:
		break;
	}
}

static struct reading read_ours(const char *text, size_t len, struct pl_buf *out)
{
	struct pl_run run = { (const unsigned char *)text, len, 1, 0 };
	struct reading reading = { 0 };
	struct pl_json p = { 0 };
	const struct pl_json_event *ev;

	while ((ev = pl_json_next(&p, &run))->kind != PL_JSON_MORE && ev->kind != PL_JSON_BAD)
		write_event(out, &reading, ev);
	while (ev->kind != PL_JSON_BAD && (ev = pl_json_finish(&p))->kind != PL_JSON_END)
		write_event(out, &reading, ev);
	reading.is_whole = ev->kind == PL_JSON_END;
	return reading;
}

/* What cJSON 1.7 lets pass: any control character as white space, raw ones in strings, bytes that are not UTF-8, a byte order mark,
 * numbers as strtod has them. */
static const uint32_t liberties = 1U << PL_JSON_BOM | 1U << PL_JSON_EXOTIC_SPACE | 1U << PL_JSON_CONTROL_IN_STRING |
                                  1U << PL_JSON_NEWLINE_IN_STRING | 1U << PL_JSON_INVALID_UTF8 | 1U << PL_JSON_LEADING_ZERO |
                                  1U << PL_JSON_BARE_POINT;

/* \u before what are no four digits: cJSON 1.7.15 reads it as U+0000. */
static bool has_broken_escape(const char *text)
{
	while ((text = strstr(text, "\\u")) != NULL) {
		text += 2;
		if (strspn(text, "0123456789abcdefABCDEF") < 4)
			return true;
	}
	return false;
}

/* White space for cJSON, in which a strict parser ends. */
static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' && strchr("\t\n\r", *text) == NULL)
			return true;
	return false;
}

static void compare(const char *text, size_t len)
{
	struct pl_buf ours, theirs;
	struct reading reading;
	cJSON *value = cJSON_ParseWithLengthOpts(text, len + 1, NULL, true);

	pl_buf_init(&ours, 1 << 16);
	pl_buf_init(&theirs, 1 << 16);
	reading = read_ours(text, len, &ours);
	if (reading.is_whole && reading.oddities == 0) {
		if (value == NULL)
			fail_msg("strict JSON for us alone: %.*s", (int)len, text);
		write_cjson(&theirs, value);
		if (!reading.has_nul && !reading.has_long_number && !pl_str_equal(pl_buf_str(&ours), pl_buf_str(&theirs)))
			fail_msg("%.*s: %.*s is not %.*s", (int)len, text, PL_STR_ARG(pl_buf_str(&ours)), PL_STR_ARG(pl_buf_str(&theirs)));
	} else if (value != NULL && !has_broken_escape(text) && !has_control(text) && (!reading.is_whole || (reading.oddities & ~liberties) != 0)) {
		fail_msg("JSON for cJSON alone: %.*s", (int)len, text);
	}
	cJSON_Delete(value);
	pl_buf_free(&ours);
	pl_buf_free(&theirs);
}

static void strict_json_is_what_cjson_reads_and_nothing_is_read_by_it_alone(void **state)
{
	uint64_t random = 0x9E3779B97F4A7C15U;
	char text[LONGEST + 1];

	(void)state;
	for (size_t i = 0; i < ROUNDS; i++) {
		const char *seed = seeds[i % (sizeof(seeds) / sizeof(seeds[0]))];
		size_t len = strlen(seed);

		memcpy(text, seed, len);
		len = changed(text, len, &random);
		text[len] = '\0';
		if (memchr(text, '\0', len) == NULL)
			compare(text, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(strict_json_is_what_cjson_reads_and_nothing_is_read_by_it_alone) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

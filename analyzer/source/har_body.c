/* The unescaped text, or what it is in base64: that stands in a layer. */
#include "source/har_body.h"

#include "base/bytes.h"
#include "parse/base64.h"

static void restart(struct pl_har_body *b)
{
	b->decoded = b->foreign = 0;
	b->chars_len = 0;
}

void pl_har_body_begin(struct pl_har_body *b, struct pl_reader *reader, struct pl_span text, struct pl_origins *origins,
                       bool is_base64)
{
	b->layer = 0;
	if (is_base64)
		b->layer = pl_origin_layer(origins, "base64",
		                           (struct pl_span){ pl_origin_view(origins, "har:postData", text.origin), text.off + 1,
		                                             text.len > 2 ? text.len - 2 : 0 });
	pl_json_string_begin(&b->string, reader, text, origins, "har:postData");
	restart(b);
}

static bool is_of_base64(unsigned char c)
{
	return pl_is_alpha((char)c) || pl_is_digit((char)c) || c == '+' || c == '/' || c == '-' || c == '_';
}

static void take_chars(struct pl_har_body *b, struct pl_run run)
{
	for (size_t i = 0; i < run.len; i++) {
		unsigned char c = run.ptr[i];

		if (is_of_base64(c))
			b->chars[b->chars_len++] = (char)c;
		else if (c != '=' && c != ' ' && c != '\t' && c != '\r' && c != '\n')
			b->foreign++;
	}
}

/* Whole groups of four are decoded; at the end of the text what is left, too. */
static struct pl_run next_bytes(struct pl_har_body *b)
{
	size_t whole, len;
	struct pl_run run;

	do {
		run = pl_json_string_next(&b->string);
		take_chars(b, run);
		whole = run.len > 0 ? b->chars_len / 4 * 4 : b->chars_len;
	} while (run.len > 0 && whole == 0);
	len = pl_base64_decode((struct pl_str){ b->chars, whole }, b->bytes, sizeof(b->bytes));
	b->chars_len -= whole;
	memmove(b->chars, b->chars + whole, b->chars_len);
	run = (struct pl_run){ b->bytes, len, b->layer, b->decoded };
	b->decoded += len;
	return run;
}

struct pl_run pl_har_body_next(struct pl_har_body *b)
{
	return b->layer ? next_bytes(b) : pl_json_string_next(&b->string);
}

/* EF BF BD, which a run's end may cut. */
static uint64_t count_replacements(const struct pl_run *run, unsigned *matched)
{
	static const unsigned char mark[3] = { 0xEF, 0xBF, 0xBD };
	uint64_t found = 0;

	for (size_t i = 0; i < run->len; i++) {
		const unsigned char *next = *matched == 0 ? memchr(run->ptr + i, mark[0], run->len - i) : run->ptr + i;

		if (next == NULL)
			break;
		i = (size_t)(next - run->ptr);
		*matched = *next == mark[*matched] ? *matched + 1 : *next == mark[0];
		found += *matched == 3;
		*matched %= 3;
	}
	return found;
}

struct pl_har_measure pl_har_body_measure(struct pl_har_body *b)
{
	struct pl_har_measure m = { .bytes = 0 };
	unsigned matched = 0;
	struct pl_run run;

	while ((run = pl_har_body_next(b)).len > 0) {
		m.bytes += run.len;
		m.replacements += count_replacements(&run, &matched);
		pl_scan_count(&m.counts, run.ptr, run.len);
	}
	m.foreign = b->foreign;
	pl_json_string_restart(&b->string);
	restart(b);
	return m;
}

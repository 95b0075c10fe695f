/* Blocks of the file through the JSON parser. Unescaped text keeps its places; decoded bytes stand in a layer. */
#include "source/har_body.h"

#include "base/bytes.h"
#include "parse/base64.h"

void pl_har_body_begin(struct pl_har_body *b, struct pl_reader *reader, struct pl_span text, uint32_t view, uint32_t layer)
{
	b->reader = reader;
	b->text = text;
	b->view = view;
	b->layer = layer;
	b->off = text.off;
	b->decoded = b->foreign = 0;
	b->chars_len = 0;
	b->is_over = b->is_cut = false;
	b->left = (struct pl_run){ 0 };
	memset(&b->json, 0, sizeof(b->json));
}

static bool read_block(struct pl_har_body *b)
{
	uint64_t there = b->text.off + b->text.len - b->off;
	size_t n = there < sizeof(b->block) ? (size_t)there : sizeof(b->block);

	n = n > 0 ? pl_reader_read_at(b->reader, b->off, b->block, n) : 0;
	b->left = (struct pl_run){ b->block, n, b->view, b->off };
	b->off += n;
	b->is_cut |= n == 0;
	return n > 0;
}

/* The next unescaped run; length 0 at the end of the string. */
static struct pl_run next_text(struct pl_har_body *b)
{
	while (!b->is_over) {
		const struct pl_json_event *ev = pl_json_next(&b->json, &b->left);

		if (ev->kind == PL_JSON_TEXT)
			return ev->run;
		if (ev->kind == PL_JSON_STRING_END || ev->kind == PL_JSON_BAD || (ev->kind == PL_JSON_MORE && !read_block(b)))
			b->is_over = true;
	}
	return (struct pl_run){ 0 };
}

static bool is_base64(unsigned char c)
{
	return pl_is_alpha((char)c) || pl_is_digit((char)c) || c == '+' || c == '/' || c == '-' || c == '_';
}

static void take_chars(struct pl_har_body *b, struct pl_run run)
{
	for (size_t i = 0; i < run.len; i++) {
		unsigned char c = run.ptr[i];

		if (is_base64(c))
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
		run = next_text(b);
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
	return b->layer ? next_bytes(b) : next_text(b);
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
	return m;
}

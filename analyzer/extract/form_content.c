/* The reader of urlencoded contents: a field for each name=value, and what is odd about their bytes. */
#include "extract/content.h"

#include <xxhash.h>

#include "base/scan.h"
#include "extract/field.h"
#include "parse/form.h"

#define SEEN_SLOTS (2 * PL_LIMIT_KEYS) /* a power of two */

/* The longest name or value so far. */
struct longest {
	uint64_t bytes;
	struct pl_span at;
};

struct form_content {
	struct pl_row *content;
	struct pl_form parser;
	struct pl_field *field;
	bool has_begun_field, is_odd; /* is_odd: the next bytes are those that `odd` is about */
	struct pl_form_event odd;
	char name[PL_LIMIT_POINTER];
	size_t name_len;
	bool name_is_cut;
	struct longest name_sent, value_sent; /* of the current field */
	struct longest longest_name, longest_value;
	uint64_t fields;
	uint32_t recent;           /* the last three decoded bytes */
	uint64_t seen[SEEN_SLOTS]; /* hashes of names; 0 is free */
	size_t seen_len;
};

static void *create(struct pl_context *x, unsigned depth)
{
	struct form_content *f = pl_arena_alloc(&x->forever, sizeof(*f));

	(void)depth;
	f->field = pl_field_new(x);
	return f;
}

static void next_field(struct form_content *f)
{
	f->has_begun_field = f->name_is_cut = false;
	f->name_len = 0;
	f->recent = 0;
	f->name_sent = f->value_sent = (struct longest){ 0 };
}

static void begin(void *state, struct pl_row *content)
{
	struct form_content *f = state;

	f->content = content;
	f->parser = (struct pl_form){ 0 };
	f->is_odd = false;
	f->fields = 0;
	f->longest_name = f->longest_value = (struct longest){ 0 };
	if (f->seen_len > 0)
		memset(f->seen, 0, sizeof(f->seen));
	f->seen_len = 0;
	next_field(f);
}

/* The last two bytes begin an overlong form (RFC 3629 section 3), or the last three are one of U+FF01 to
 * U+FF5E. */
static bool is_overlong(uint32_t recent)
{
	unsigned first = recent >> 16 & 0xFF, second = recent >> 8 & 0xFF, third = recent & 0xFF;

	if (first == 0xEF)
		return (second == 0xBC && third >= 0x81 && third <= 0xBF) ||
		       (second == 0xBD && third >= 0x80 && third <= 0x9E);
	return third >= 0x80 && ((third <= 0xBF && (second == 0xC0 || second == 0xC1)) ||
	                         (third <= 0x9F && second == 0xE0) || (third <= 0x8F && second == 0xF0));
}

static void judge_bytes(struct form_content *f, const struct pl_run *run)
{
	for (size_t i = 0; i < run->len; i++) {
		if ((f->recent & 0x80) == 0) {
			size_t ascii = pl_scan_ascii(run->ptr + i, run->len - i);

			i += ascii;
			if (ascii > 0)
				f->recent = 0;
			if (i == run->len)
				return;
		}
		f->recent = (f->recent << 8 | run->ptr[i]) & 0xFFFFFF;
		if (is_overlong(f->recent) && !pl_row_get(f->content, PL_FACT_content_form_overlong)->flag)
			pl_row_flag(f->content, PL_FACT_content_form_overlong,
			            (struct pl_span){ run->origin, run->off, 1 });
	}
}

static struct pl_str raw_byte_name(unsigned char c)
{
	return c == '\r' || c == '\n' ? PL_STR("line break")
	       : c < 0x80             ? PL_STR("control character")
	                              : PL_STR("byte above 0x7F");
}

/* An oddity is named by the bytes that come after it. The first of a kind counts. */
static void odd_bytes(struct form_content *f, const struct pl_run *run)
{
	static const enum pl_fact facts[] = { [PL_FORM_BAD_PERCENT] = PL_FACT_content_form_bad_percent,
		                              [PL_FORM_RAW_BYTE] = PL_FACT_content_form_raw_byte,
		                              [PL_FORM_RAW_RESERVED] = PL_FACT_content_form_raw_reserved,
		                              [PL_FORM_NUL] = PL_FACT_content_form_nul };
	enum pl_fact fact = facts[f->odd.oddity];
	struct pl_str text = pl_run_text(run);

	f->is_odd = false;
	if (fact == PL_FACT_content_form_raw_byte && text.len > 0) {
		if (text.ptr[0] >= ' ' && text.ptr[0] <= '~')
			fact = PL_FACT_content_form_raw_reserved;
		else
			text = raw_byte_name((unsigned char)text.ptr[0]);
	}
	if (pl_row_has(f->content, fact))
		return;
	if (fact == PL_FACT_content_form_nul)
		pl_row_flag(f->content, fact, f->odd.span);
	else
		pl_row_str(f->content, fact, text, f->odd.span);
}

static void grow(struct longest *l, const struct pl_form_event *ev)
{
	l->bytes += ev->source_len;
	pl_span_cover(&l->at, &ev->run, ev->source_len);
}

static void name(struct form_content *f, const struct pl_form_event *ev)
{
	size_t room = sizeof(f->name) - f->name_len, n = ev->run.len < room ? ev->run.len : room;

	grow(&f->name_sent, ev);
	f->name_is_cut |= n < ev->run.len || pl_run_is_hole(&ev->run);
	if (ev->run.ptr)
		memcpy(f->name + f->name_len, ev->run.ptr, n);
	f->name_len += ev->run.ptr ? n : 0;
}

static void begin_field(struct form_content *f)
{
	if (!f->has_begun_field)
		pl_field_begin(f->field, f->content, "form", (struct pl_str){ f->name, f->name_len },
		               (struct pl_str){ NULL, 0 });
	f->has_begun_field = true;
}

static void data(struct form_content *f, const struct pl_form_event *ev)
{
	if (f->is_odd)
		odd_bytes(f, &ev->run);
	if (ev->run.ptr)
		judge_bytes(f, &ev->run);
	if (ev->kind == PL_FORM_NAME) {
		name(f, ev);
		return;
	}
	begin_field(f);
	grow(&f->value_sent, ev);
	pl_field_add(f->field, ev->run, ev->source_len);
}

/* Was there a field of this name before? Names beyond PL_LIMIT_KEYS are not remembered. */
static bool is_seen(struct form_content *f)
{
	uint64_t hash = XXH3_64bits(f->name, f->name_len) | 1;
	size_t slot = hash >> 1 & (SEEN_SLOTS - 1);

	while (f->seen[slot] != 0 && f->seen[slot] != hash)
		slot = (slot + 1) & (SEEN_SLOTS - 1);
	if (f->seen[slot] == hash)
		return true;
	if (f->seen_len < PL_LIMIT_KEYS) {
		f->seen[slot] = hash;
		f->seen_len++;
	}
	return false;
}

static void keep_longest(struct longest *longest, const struct longest *l)
{
	if (l->bytes > longest->bytes)
		*longest = *l;
}

static void end_field(struct form_content *f)
{
	begin_field(f);
	pl_field_end(f->field);
	f->fields++;
	keep_longest(&f->longest_name, &f->name_sent);
	keep_longest(&f->longest_value, &f->value_sent);
	if (!f->name_is_cut && !pl_row_has(f->content, PL_FACT_content_form_duplicate_name) && is_seen(f))
		pl_row_str(f->content, PL_FACT_content_form_duplicate_name,
		           (struct pl_str){ f->name, f->name_len }, f->name_sent.at);
	next_field(f);
}

static void take(struct form_content *f, const struct pl_form_event *ev)
{
	switch (ev->kind) {
	case PL_FORM_NAME:
	case PL_FORM_VALUE:
		data(f, ev);
		break;
	case PL_FORM_FIELD_END:
		end_field(f);
		break;
	case PL_FORM_ODDITY:
		f->odd = *ev;
		f->is_odd = true;
		break;
	case PL_FORM_MORE:
	case PL_FORM_END:
		break;
	}
}

static void add(void *state, struct pl_run run)
{
	struct form_content *f = state;
	struct pl_form_event ev;

	while ((ev = pl_form_next(&f->parser, &run)).kind != PL_FORM_MORE)
		take(f, &ev);
}

static void finish(void *state)
{
	struct form_content *f = state;
	struct pl_form_event ev;

	while ((ev = pl_form_finish(&f->parser)).kind != PL_FORM_END)
		take(f, &ev);
	pl_row_int(f->content, PL_FACT_content_form_fields, f->fields, f->content->at);
	pl_row_int(f->content, PL_FACT_content_form_longest_name, f->longest_name.bytes, f->longest_name.at);
	pl_row_int(f->content, PL_FACT_content_form_longest_value, f->longest_value.bytes,
	           f->longest_value.at);
}

const struct pl_content_kind pl_form_content = { "form", create, begin, add, finish };

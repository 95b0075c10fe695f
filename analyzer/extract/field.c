/* A leaf value in constant memory. What gives away that it is no base64 is found in its first bytes, so that a long value
 * of another kind costs nearly nothing. */
#include "extract/field_state.h"

#include "base/bytes.h"
#include "base/scan.h"
#include "base/value_names.h"
#include "extract/placeholder.h"

#define TWIN_MIN 4096 /* characters: smaller values are the same by chance, as icons are */
#define DOUBT 512 /* bytes after which foreign characters settle the matter */

struct pl_field *pl_field_new(struct pl_context *x)
{
	struct pl_field *f = pl_arena_alloc(&x->forever, sizeof(*f));

	f->x = x;
	f->hash = pl_twin_hash_new(&x->forever);
	pl_row_init(&f->row, PL_SCOPE_field, &x->forever);
	return f;
}

/* What firewalls take for an argument: not the content of a file, nor a body that is no container. */
static void begin_watch(struct pl_field *f)
{
	f->is_watched = pl_context_wants(f->x, PL_FACT_content_waf_tripwire) && strcmp(f->kind, "body") != 0 &&
	                !pl_row_get(f->up, PL_FACT_part_is_file)->flag &&
	                !pl_row_has(f->up, PL_FACT_content_waf_tripwire);
	if (f->is_watched)
		pl_tripwire_begin(&f->tripwire, strcmp(f->kind, "json") == 0);
}

void pl_field_begin(struct pl_field *f, struct pl_row *up, const char *kind, struct pl_str name, struct pl_str pointer)
{
	f->up = up;
	f->kind = kind;
	f->name = name;
	f->pointer = pointer;
	f->at = (struct pl_span){ 0 };
	f->bytes = f->chars = 0;
	f->head_len = f->tail_len = f->data_uri_len = 0;
	f->prefix = PL_PREFIX_UNKNOWN;
	f->has_raw_breaks = f->is_settled = f->is_unread = f->is_judged = f->is_nested = false;
	f->first.len = 0;
	f->is_hashed = pl_context_wants(f->x, PL_FACT_field_duplicate_of);
	begin_watch(f);
}

static void end_watch(struct pl_field *f)
{
	const char *found = f->is_watched ? pl_tripwire_finish(&f->tripwire) : NULL;

	if (found)
		pl_row_str(f->up, PL_FACT_content_waf_tripwire, pl_str_from(found), f->at);
}

static void keep_tail(struct pl_field *f, const struct pl_run *run)
{
	const size_t room = sizeof(f->tail);
	size_t n = run->len < room ? run->len : room, old = f->tail_len + n > room ? room - n : f->tail_len;

	memmove(f->tail, f->tail + f->tail_len - old, old);
	memcpy(f->tail + old, run->ptr + run->len - n, n);
	f->tail_len = old + n;
}

/* Foreign characters in plenty, as any text has them. */
static bool is_hopeless(const struct pl_field *f)
{
	return pl_blob_odd_chars(f) > 16 + f->base64.chars / 64;
}

static void add_base64(struct pl_field *f, struct pl_run run, bool is_raw)
{
	uint64_t breaks = f->base64.line_breaks;

	if (run.len > DOUBT && f->base64.chars < DOUBT) {
		pl_base64_add(&f->base64, pl_run_take(&run, DOUBT));
		f->is_settled = is_hopeless(f);
	}
	if (!f->is_settled)
		pl_base64_add(&f->base64, run);
	f->is_settled |= is_hopeless(f);
	f->has_raw_breaks |= is_raw && f->base64.line_breaks > breaks;
}

/* Takes "data:" and what follows it up to the comma from the front of the run. */
static void take_prefix(struct pl_field *f, struct pl_run *run)
{
	static const char scheme[] = "data:";

	while (run->len > 0 && f->prefix != PL_PREFIX_OVER) {
		size_t at = f->data_uri_len;

		if (at == sizeof(f->head)) {
			f->is_settled = true;
			f->prefix = PL_PREFIX_OVER;
		} else if (at >= 5 ? *run->ptr == ',' : pl_lower((char)*run->ptr) != scheme[at]) {
			f->prefix = PL_PREFIX_OVER;
			if (at >= 5) {
				pl_run_skip(run, 1);
				return;
			}
			f->data_uri_len = 0;
			if (at > 0)
				add_base64(f, (struct pl_run){ (const unsigned char *)f->head, at, run->origin, run->off - at },
				           false);
		} else {
			f->data_uri_len++;
			pl_run_skip(run, 1);
		}
	}
}

static void judge_run(struct pl_field *f, struct pl_run run, size_t source_len)
{
	if (f->is_hex)
		f->is_hex = pl_scan_hex(run.ptr, run.len) == run.len;
	if (f->is_settled)
		return;
	if (f->prefix != PL_PREFIX_OVER)
		take_prefix(f, &run);
	if (run.len > 0)
		add_base64(f, run, source_len >= run.len && source_len < 2 * run.len);
}

/* Base64 or hexadecimal text. A short first run waits for a second one: most values end with it. */
static void judge(struct pl_field *f, struct pl_run run, size_t source_len)
{
	if (!f->is_judged && f->first.len == 0 && run.len < PL_CANDIDATE_MIN) {
		f->first = run;
		f->first.ptr = (const unsigned char *)f->head;
		f->first_source = source_len;
		return;
	}
	if (!f->is_judged) {
		pl_base64_clear(&f->base64);
		f->is_judged = f->is_hex = true;
		if (f->first.len > 0)
			judge_run(f, f->first, f->first_source);
	}
	judge_run(f, run, source_len);
}

static bool is_all_base64(const struct pl_field *f)
{
	return f->is_judged && !f->is_settled && f->base64.chars >= DOUBT &&
	       f->base64.foreign + f->base64.blanks + f->base64.line_breaks == 0;
}

/* What fits into the head waits for more: most values end there. */
static void hash(struct pl_field *f, const struct pl_run *run)
{
	if (!f->is_hashed || f->chars + run->len <= sizeof(f->head))
		return;
	if (f->chars <= sizeof(f->head)) {
		pl_twin_hash_begin(f->hash);
		pl_twin_hash_add(f->hash, f->head, f->head_len);
	}
	pl_twin_hash_add(f->hash, run->ptr, run->len);
}

void pl_field_add(struct pl_field *f, struct pl_run run, size_t source_len)
{
	size_t n = sizeof(f->head) - f->head_len;

	f->bytes += source_len;
	pl_span_cover(&f->at, &run, source_len);
	if (pl_run_is_hole(&run)) {
		f->chars += run.len;
		f->is_unread = true;
		f->is_hashed = false;
		return;
	}
	if (run.len == 0)
		return;
	hash(f, &run);
	f->chars += run.len;
	n = run.len < n ? run.len : n;
	memcpy(f->head + f->head_len, run.ptr, n);
	f->head_len += n;
	keep_tail(f, &run);
	judge(f, run, source_len);
	if (f->is_watched)
		pl_tripwire_add(&f->tripwire, run.ptr, run.len, is_all_base64(f));
}

struct pl_str pl_field_text(const struct pl_field *f)
{
	return (struct pl_str){ f->head, f->head_len };
}

/* In an array the name is the array's. */
static bool says_file(struct pl_str name, struct pl_str pointer)
{
	size_t start;

	if (name.len > 0 && !pl_is_digit(name.ptr[0]))
		return pl_name_says_file(name);
	for (size_t end = pointer.len; end > 0; end = start - 1) {
		for (start = end; start > 0 && pointer.ptr[start - 1] != '/'; start--)
			;
		if (start == 0)
			return false;
		if (start < end && !pl_is_digit(pointer.ptr[start]))
			return pl_name_says_file((struct pl_str){ pointer.ptr + start, end - start });
	}
	return false;
}

static void identity(struct pl_field *f)
{
	const struct pl_span nowhere = { 0 };
	struct pl_row *row = &f->row;

	pl_row_reset(row, f->up);
	row->at = f->at;
	pl_row_str(row, PL_FACT_field_kind, pl_str_from(f->kind), nowhere);
	if (f->name.ptr)
		pl_row_str(row, PL_FACT_field_name, f->name, nowhere);
	if (f->pointer.ptr)
		pl_row_str(row, PL_FACT_field_pointer, f->pointer, nowhere);
	pl_row_int(row, PL_FACT_field_bytes, f->bytes, f->at);
}

/* Frameworks take the method from such a field of a form. */
static void method_field(struct pl_field *f)
{
	bool is_form = pl_row_get(f->up, PL_FACT_content_is_form_type)->flag ||
	               pl_row_get(f->up, PL_FACT_part_in_form_data)->flag;

	if (is_form && f->name.ptr && pl_str_equal(f->name, PL_STR("_method")) &&
	    !pl_row_has(&f->x->request, PL_FACT_request_method_field))
		pl_row_str(&f->x->request, PL_FACT_request_method_field, pl_field_text(f), f->at);
}

void pl_field_set_nested(struct pl_field *f)
{
	f->is_nested = true;
}

bool pl_field_finish(struct pl_field *f)
{
	struct pl_row *row = &f->row;

	identity(f);
	f->is_settled |= !f->is_judged;
	if (f->is_unread) {
		pl_row_unknown(row, PL_FACT_field_text);
		pl_row_unknown(row, PL_FACT_field_tail);
		pl_row_unknown(row, PL_FACT_field_base64);
		return false;
	}
	pl_row_str(row, PL_FACT_field_text, (struct pl_str){ f->head, f->head_len }, f->at);
	if (pl_context_wants(f->x, PL_FACT_field_tail))
		pl_row_str(row, PL_FACT_field_tail, (struct pl_str){ f->tail, f->tail_len }, f->at);
	method_field(f);
	end_watch(f);
	pl_field_text_facts(f);
	if (f->chars == f->head_len && !(f->name.ptr == NULL && strcmp(f->kind, "body") == 0))
		pl_placeholder_value(f->x, f->name, pl_field_text(f), f->at);
	return pl_blob_may_be_base64(f);
}

static void weigh(struct pl_field *f, const char *encoding, uint64_t raw_bytes)
{
	struct pl_contribution c = { .encoding = encoding, .bytes = f->bytes, .raw_bytes = raw_bytes, .at = f->at };
	struct pl_str pointer = pl_row_text(&f->row, PL_FACT_field_pointer),
	              part = pl_row_text(&f->row, PL_FACT_part_name), type = pl_row_text(&f->row, PL_FACT_field_magic);

	c.pointer_len = (uint16_t)(pointer.len < sizeof(c.pointer) ? pointer.len : sizeof(c.pointer));
	if (c.pointer_len > 0)
		memcpy(c.pointer, pointer.ptr, c.pointer_len);
	c.part_len = (uint16_t)(part.len < sizeof(c.part) ? part.len : sizeof(c.part));
	if (c.part_len > 0)
		memcpy(c.part, part.ptr, c.part_len);
	if (type.len > 0 && type.len < sizeof(c.media_type))
		memcpy(c.media_type, type.ptr, type.len);
	pl_weight_add(&f->x->weight, &c);
}

/* Files and what is encoded like one; long texts repeat each other for reasons of their own. */
static void twin(struct pl_field *f, const char *encoding)
{
	struct pl_str name = pl_row_text(&f->row, f->pointer.ptr ? PL_FACT_field_pointer : PL_FACT_field_name);
	bool is_file = strcmp(f->kind, "part") == 0 && pl_row_get(f->up, PL_FACT_part_is_file)->flag, is_unknown = false;
	const struct pl_twin *earlier;

	if (!f->is_hashed || f->is_unread || f->chars < TWIN_MIN || (strcmp(encoding, "none") == 0 && !is_file))
		return;
	earlier = pl_twins_add(&f->x->twins, &f->x->arena, &(struct pl_twin){ pl_twin_hash_value(f->hash), f->chars, name },
	                       &is_unknown);
	if (earlier)
		pl_row_str(&f->row, PL_FACT_field_duplicate_of, earlier->name, f->at);
	if (is_unknown)
		pl_row_unknown(&f->row, PL_FACT_field_duplicate_of);
}

void pl_field_close(struct pl_field *f, const struct pl_sibling *sibling)
{
	const char *encoding = f->is_unread ? "none" : pl_blob_facts(f, sibling);
	const struct pl_value *raw = pl_row_get(&f->row, PL_FACT_field_raw_bytes);

	if (pl_weight_wants(&f->x->weight, f->bytes))
		weigh(f, encoding, raw->state == PL_KNOWN ? (uint64_t)raw->number : f->bytes);
	twin(f, encoding);
	pl_context_close_row(f->x, &f->row);
}

void pl_field_end(struct pl_field *f)
{
	pl_field_finish(f);
	pl_field_close(f, NULL);
}

void pl_field_numbers(struct pl_field *f, const struct pl_number_bytes *n, const struct pl_sibling *sibling)
{
	f->at = n->at;
	f->bytes = n->bytes;
	identity(f);
	pl_row_str(&f->row, PL_FACT_field_shape, pl_str_from(n->shape), n->at);
	pl_row_int(&f->row, PL_FACT_field_raw_bytes, n->raw_bytes, n->at);
	pl_blob_magic(f, n->head, n->head_len, sibling);
	f->x->weight.other_blob_bytes += n->bytes;
	f->x->weight.other_blob_raw_bytes += n->raw_bytes;
	if (pl_weight_wants(&f->x->weight, n->bytes))
		weigh(f, n->shape, n->raw_bytes);
	pl_context_close_row(f->x, &f->row);
}

void pl_field_empty_object(struct pl_field *f, struct pl_span at)
{
	f->at = at;
	f->bytes = at.len;
	identity(f);
	pl_row_str(&f->row, PL_FACT_field_shape, PL_STR("empty-object"), at);
	if (says_file(f->name, f->pointer))
		pl_row_flag(&f->row, PL_FACT_field_says_file, at);
	pl_context_close_row(f->x, &f->row);
}

/* The content of a request: its declared type, what it looks like, and the reader of its kind. The kind is chosen when the
 * first byte that is no white space comes. */
#include "extract/content.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "parse/params.h"

struct pl_content {
	struct pl_context *x;
	struct pl_row row;
	void *json, *opaque;
	const struct pl_content_kind *kind; /* NULL until the first byte */
	void *state;
	uint64_t bytes;
	struct pl_span at;
	struct pl_utf8 utf8;
	uint64_t first_off;
	char begin[64];
	size_t begin_len;
	bool is_unread;
};

struct pl_content *pl_content_new(struct pl_context *x, unsigned depth)
{
	struct pl_content *c = pl_arena_alloc(&x->forever, sizeof(*c));

	c->x = x;
	pl_row_init(&c->row, PL_SCOPE_content, &x->forever);
	c->json = pl_json_content.create(x, depth);
	c->opaque = pl_opaque_content.create(x, depth);
	return c;
}

static void type_flags(struct pl_row *row, struct pl_str type, struct pl_span at)
{
	struct pl_str media = pl_row_text(row, PL_FACT_content_media_type), suffix;
	size_t plus = pl_str_find_char(media, '+');
	const struct {
		bool is_set;
		enum pl_fact fact;
	} flags[] = {
		{ pl_str_equal(media, PL_STR("application/json")) || pl_str_equal(media, PL_STR("text/json")) ||
		          pl_str_ends(media, PL_STR("+json")),
		  PL_FACT_content_is_json_type },
		{ pl_str_equal(media, PL_STR("application/xml")) || pl_str_equal(media, PL_STR("text/xml")) ||
		          pl_str_ends(media, PL_STR("+xml")),
		  PL_FACT_content_is_xml_type },
		{ pl_str_equal(media, PL_STR("application/x-www-form-urlencoded")), PL_FACT_content_is_form_type },
		{ pl_str_starts(media, PL_STR("multipart/")), PL_FACT_content_is_multipart_type },
	};

	(void)type;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].is_set)
			pl_row_flag(row, flags[i].fact, at);
	if (plus < media.len) {
		suffix = pl_str_after(media, plus + 1);
		pl_row_str(row, PL_FACT_content_suffix, suffix, at);
	}
}

static void param_facts(struct pl_row *row, const struct pl_params *params, struct pl_span at)
{
	static const struct {
		const char *name;
		enum pl_fact value, count;
	} counted[] = {
		{ "charset", PL_FACT_content_charset, PL_FACT_content_charsets },
		{ "boundary", PL_FACT_content_boundary, PL_FACT_content_boundaries },
	};

	for (size_t i = 0; i < params->len; i++) {
		const struct pl_param *p = &params->items[i];
		struct pl_span value = { at.origin, at.off + p->value_at, p->value.len };

		pl_row_add(row, PL_FACT_content_params, p->name, at);
		for (size_t k = 0; k < 2; k++) {
			if (!pl_str_equal_nocase(p->name, pl_str_from(counted[k].name)))
				continue;
			pl_row_count(row, counted[k].count, 1, value);
			if (pl_row_has(row, counted[k].value))
				pl_row_str(row, PL_FACT_content_param_repeated, p->name, value);
			else if (k == 0)
				pl_row_str_lower(row, counted[k].value, p->value, value);
			else
				pl_row_str(row, counted[k].value, p->value, value);
		}
	}
}

/* Facts of a Content-Type value (RFC 9110 section 8.3.1). */
static void type_facts(struct pl_row *row, struct pl_str type, struct pl_span at)
{
	struct pl_params params;
	size_t slash;

	pl_row_flag(row, PL_FACT_content_has_declared_type, at);
	pl_row_str(row, PL_FACT_content_declared_type, type, at);
	pl_params_parse(type, &params);
	slash = pl_str_find_char(params.value, '/');
	if (pl_is_token((struct pl_str){ params.value.ptr, slash }) && slash < params.value.len &&
	    pl_is_token(pl_str_after(params.value, slash + 1))) {
		pl_row_str_lower(row, PL_FACT_content_media_type, params.value, at);
		pl_row_str_lower(row, PL_FACT_content_top_type, (struct pl_str){ params.value.ptr, slash }, at);
	} else {
		pl_row_str(row, PL_FACT_content_type_error, PL_STR("it is not type/subtype"), at);
	}
	if (params.problem && !pl_row_has(row, PL_FACT_content_type_error))
		pl_row_str(row, PL_FACT_content_type_error, pl_str_from(params.problem), at);
	param_facts(row, &params, at);
	type_flags(row, type, at);
}

void pl_content_begin(struct pl_content *c, struct pl_row *up, struct pl_str type, struct pl_span type_at, unsigned types)
{
	const struct pl_span nowhere = { 0 };

	pl_row_reset(&c->row, up);
	c->row.at = type_at.origin ? type_at : up->at;
	c->kind = NULL;
	c->bytes = 0;
	c->begin_len = 0;
	c->at = nowhere;
	c->utf8 = (struct pl_utf8){ 0 };
	c->is_unread = false;
	if (types > 0)
		pl_row_int(&c->row, PL_FACT_content_declared_types, types, type_at);
	if (type.ptr)
		type_facts(&c->row, type, type_at);
}

static bool is_json_begin(char c)
{
	return c == '{' || c == '[';
}

static void choose(struct pl_content *c, struct pl_run run)
{
	size_t i = 0;
	bool is_json;

	while (i < run.len && run.ptr && strchr(" \t\r\n", run.ptr[i]) && run.ptr[i])
		i++;
	is_json = pl_row_get(&c->row, PL_FACT_content_is_json_type)->flag && (i == run.len || !run.ptr || run.ptr[i] != '-');
	is_json |= run.ptr && i < run.len && is_json_begin((char)run.ptr[i]);
	c->kind = is_json && run.ptr ? &pl_json_content : &pl_opaque_content;
	c->state = is_json && run.ptr ? c->json : c->opaque;
	c->kind->begin(c->state, &c->row);
}

void pl_content_add(struct pl_content *c, struct pl_run run)
{
	if (c->kind == NULL) {
		c->first_off = run.off;
		choose(c, run);
	}
	pl_span_cover(&c->at, &run, run.len);
	c->bytes += run.len;
	if (pl_run_is_hole(&run)) {
		c->is_unread = true;
	} else {
		size_t n = sizeof(c->begin) - c->begin_len;

		n = run.len < n ? run.len : n;
		memcpy(c->begin + c->begin_len, run.ptr, n);
		c->begin_len += n;
		pl_utf8_add(&c->utf8, run.ptr, run.len);
	}
	c->kind->add(c->state, run);
}

/* Does the content begin as a multipart body does: --boundary, a line end, a part's header? */
static bool begins_multipart(const struct pl_content *c)
{
	struct pl_str text = { c->begin, c->begin_len };
	size_t lf = pl_str_find_char(text, '\n');

	return pl_str_starts(text, PL_STR("--")) && lf + 9 <= text.len &&
	       pl_str_starts_nocase(pl_str_after(text, lf + 1), PL_STR("content-"));
}

static const char *look(const struct pl_content *c)
{
	if (c->bytes == 0)
		return "empty";
	if (c->kind == &pl_json_content && !pl_row_has(&c->row, PL_FACT_content_json_error) &&
	    (pl_str_equal(pl_row_text(&c->row, PL_FACT_content_json_root), PL_STR("object")) ||
	     pl_str_equal(pl_row_text(&c->row, PL_FACT_content_json_root), PL_STR("array"))))
		return "json";
	if (begins_multipart(c))
		return "multipart";
	if (c->utf8.is_broken || memchr(c->begin, 0, c->begin_len))
		return "binary";
	return "text";
}

const struct pl_row *pl_content_finish(struct pl_content *c)
{
	struct pl_row *row = &c->row;

	if (c->kind)
		c->kind->finish(c->state);
	if (row->at.origin == 0)
		row->at = c->at;
	pl_utf8_finish(&c->utf8);
	pl_row_int(row, PL_FACT_content_bytes, c->bytes, c->at);
	if (c->is_unread)
		pl_row_unknown(row, PL_FACT_content_looks_like);
	else
		pl_row_str(row, PL_FACT_content_looks_like, pl_str_from(look(c)), c->at);
	pl_context_close_row(c->x, row);
	return row;
}

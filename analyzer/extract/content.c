/* A content from its first byte to its row. The first bytes are held back until there are enough to choose
 * the kind by; then they go, and everything after them, to the text facts and to the reader of that kind. */
#include "extract/content.h"

#include "base/bytes.h"
#include "extract/boundary_facts.h"
#include "extract/content_type_facts.h"
#include "extract/look.h"
#include "extract/media_type.h"
#include "extract/prefix.h"
#include "extract/text_facts.h"
#include "extract/transcode.h"

static const struct pl_content_kind *const kinds[] = { &pl_json_content, &pl_form_content,
	                                               &pl_multipart_content, &pl_xml_content,
	                                               &pl_opaque_content };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct pl_content {
	struct pl_context *x;
	struct pl_row row;
	unsigned depth;
	void *states[KINDS];                /* created when first needed */
	const struct pl_content_kind *kind; /* NULL while the first bytes are held back */
	void *state;
	struct pl_prefix prefix;
	enum pl_look look; /* of the prefix */
	struct pl_text_facts text;
	const char *form;               /* of JSON that is not UTF-8: its reader is given UTF-8, in a layer */
	struct pl_transcode *transcode; /* created when first needed */
	uint64_t bytes;
	struct pl_span at;
	bool is_unread, is_lost;
};

struct pl_content *pl_content_new(struct pl_context *x, unsigned depth)
{
	struct pl_content *c = pl_arena_alloc(&x->forever, sizeof(*c));

	c->x = x;
	c->depth = depth;
	pl_row_init(&c->row, PL_SCOPE_content, &x->forever);
	return c;
}

void pl_content_begin(struct pl_content *c, struct pl_row *up, struct pl_str type, struct pl_span type_at,
                      unsigned types)
{
	pl_row_reset(&c->row, up);
	c->row.at = type_at;
	c->kind = NULL;
	c->bytes = 0;
	c->at = (struct pl_span){ 0 };
	c->look = PL_LOOK_EMPTY;
	c->form = NULL;
	c->is_unread = c->is_lost = false;
	pl_prefix_clear(&c->prefix);
	pl_text_facts_begin(&c->text, c->x);
	if (up->scope == PL_SCOPE_part)
		pl_row_flag(&c->row, PL_FACT_content_in_part, up->at);
	pl_row_int(&c->row, PL_FACT_content_declared_types, types, type_at);
	if (type.ptr && up->scope == PL_SCOPE_request && pl_context_is_expanded(c->x, type))
		pl_content_type_unknown(&c->row, type_at);
	else if (type.ptr)
		pl_content_type_facts(&c->row, type, type_at);
}

static bool is(const struct pl_content *c, enum pl_fact flag)
{
	return pl_row_get(&c->row, flag)->flag;
}

static struct pl_str begin_of(const struct pl_content *c)
{
	return (struct pl_str){ (const char *)c->prefix.bytes, c->prefix.len };
}

/* The place of an index into the prefix. */
static struct pl_span prefix_place(const struct pl_content *c, size_t at, size_t len)
{
	const struct pl_prefix *p = &c->prefix;

	for (size_t i = 0; i < p->runs_len; i++) {
		size_t start = (size_t)(p->runs[i].ptr - p->bytes);

		if (at >= start && at < start + p->runs[i].len)
			return (struct pl_span){ p->runs[i].origin, p->runs[i].off + (at - start), len };
	}
	return c->at;
}

static struct pl_span begin_place(const struct pl_content *c)
{
	return prefix_place(c, 0, c->prefix.len);
}

/* Does the body have delimiters of its own, whatever its head says? The boundary that they use is set. */
static bool has_delimiter(struct pl_content *c)
{
	struct pl_str declared = pl_row_text(&c->row, PL_FACT_content_boundary);
	struct pl_str used = pl_boundary_find(begin_of(c), declared);
	const char *difference = pl_boundary_difference(declared, used);
	struct pl_span at;

	if (used.len == 0 || (c->look != PL_LOOK_MULTIPART && !is(c, PL_FACT_content_is_multipart_type)))
		return false;
	at = prefix_place(c, (size_t)(used.ptr - (const char *)c->prefix.bytes), used.len);
	pl_row_str(&c->row, PL_FACT_content_body_boundary, used, at);
	if (difference && pl_row_has(&c->row, PL_FACT_content_boundary))
		pl_row_str(&c->row, PL_FACT_content_boundary_difference, pl_str_from(difference), at);
	return true;
}

static const struct pl_content_kind *multipart(struct pl_content *c)
{
	if (c->depth < PL_LIMIT_MULTIPART_DEPTH)
		return &pl_multipart_content;
	pl_row_flag(&c->row, PL_FACT_content_multipart_too_deep, begin_place(c));
	return &pl_opaque_content;
}

static const struct pl_content_kind *kind_of_look(const struct pl_content *c)
{
	switch (c->look) {
	case PL_LOOK_JSON:
		return &pl_json_content;
	case PL_LOOK_FORM:
		return &pl_form_content;
	case PL_LOOK_XML:
		return &pl_xml_content;
	case PL_LOOK_HTML:
	case PL_LOOK_BASE64:
	case PL_LOOK_UTF16:
	case PL_LOOK_BINARY:
		return &pl_opaque_content;
	case PL_LOOK_EMPTY:
	case PL_LOOK_MULTIPART:
	case PL_LOOK_TEXT:
		break;
	}
	return NULL;
}

/* What is declared JSON and certainly something else is read as that, with the reason why it is no JSON. */
static bool refuses_json(struct pl_content *c)
{
	const char *problem;
	size_t at;

	if (pl_look_parses_as_json(begin_of(c), &problem, &at))
		return false;
	pl_row_str(&c->row, PL_FACT_content_json_error, pl_str_from(problem), prefix_place(c, at, 1));
	return true;
}

/* The bytes decide where they are certain, the declared type where they are not. */
static const struct pl_content_kind *choose(struct pl_content *c)
{
	const struct pl_content_kind *certain = kind_of_look(c);
	bool may_be_form = is(c, PL_FACT_content_is_form_type);

	if (has_delimiter(c))
		return multipart(c);
	if (is(c, PL_FACT_content_is_multipart_type) && certain) {
		pl_row_int(&c->row, PL_FACT_content_delimiters, 0, begin_place(c));
		pl_row_int(&c->row, PL_FACT_content_parts, 0, begin_place(c));
		return certain;
	}
	if (is(c, PL_FACT_content_is_multipart_type))
		return multipart(c);
	if (c->form)
		return &pl_json_content;
	if (is(c, PL_FACT_content_is_json_type) && c->look != PL_LOOK_JSON && c->look != PL_LOOK_UTF16)
		return certain && refuses_json(c) ? certain : &pl_json_content;
	if (is(c, PL_FACT_content_is_xml_type) && c->look == PL_LOOK_HTML)
		return &pl_xml_content;
	if (c->look == PL_LOOK_FORM && !may_be_form && is(c, PL_FACT_content_has_declared_type) &&
	    !is(c, PL_FACT_content_is_json_type) && is(c, PL_FACT_content_is_text_type)) {
		c->look = PL_LOOK_TEXT;
		return &pl_opaque_content;
	}
	if (certain)
		return certain;
	return may_be_form                          ? &pl_form_content
	       : is(c, PL_FACT_content_is_xml_type) ? &pl_xml_content
	                                            : &pl_opaque_content;
}

static void encoding_facts(struct pl_content *c)
{
	const char *bom = pl_text_bom(c->prefix.bytes, c->prefix.len), *form = bom;

	if (bom)
		pl_row_str(&c->row, PL_FACT_content_bom, pl_str_from(bom),
		           prefix_place(c, 0,
		                        strstr(bom, "32") ? 4
		                        : bom[4] == '8'   ? 3
		                                          : 2));
	if (c->look != PL_LOOK_UTF16)
		return;
	if (form == NULL)
		form = pl_text_wide(c->prefix.bytes, c->prefix.len);
	if (!form || !is(c, PL_FACT_content_is_json_type))
		return;
	pl_row_str(&c->row, PL_FACT_content_json_utf16, pl_str_from(form), prefix_place(c, 0, 2));
	c->form = form;
	if (c->transcode == NULL)
		c->transcode = pl_arena_alloc(&c->x->forever, sizeof(*c->transcode));
	pl_transcode_begin(c->transcode, form, pl_origin_layer(c->x->origins, form, begin_place(c)));
}

static void emit(struct pl_content *c, struct pl_run run)
{
	struct pl_run utf8;

	pl_text_facts_add(&c->text, run);
	if (c->form == NULL || pl_run_is_hole(&run))
		c->kind->add(c->state, run);
	else
		while (pl_transcode_next(c->transcode, &run, &utf8))
			c->kind->add(c->state, utf8);
}

static void begin_kind(struct pl_content *c)
{
	size_t k = 0;

	c->look = pl_look_at(begin_of(c));
	encoding_facts(c);
	c->kind = choose(c);
	while (kinds[k] != c->kind)
		k++;
	if (c->states[k] == NULL)
		c->states[k] = c->kind->create(c->x, c->depth);
	c->state = c->states[k];
	if (c->row.at.origin == 0)
		c->row.at = begin_place(c);
	c->kind->begin(c->state, &c->row);
	for (size_t i = 0; i < c->prefix.runs_len; i++)
		emit(c, c->prefix.runs[i]);
}

void pl_content_add(struct pl_content *c, struct pl_run run)
{
	if (run.len == 0)
		return;
	c->bytes += run.len;
	pl_span_cover(&c->at, &run, run.len);
	c->is_unread |= pl_run_is_hole(&run);
	if (c->kind == NULL && pl_prefix_take(&c->prefix, &run))
		begin_kind(c);
	if (c->kind && run.len > 0)
		emit(c, run);
}

void pl_content_lose(struct pl_content *c)
{
	struct pl_run hole = { NULL, 1, c->at.origin, c->at.off + c->at.len };

	c->is_lost = c->is_unread = true;
	if (c->bytes == 0)
		return;
	if (c->kind == NULL)
		begin_kind(c);
	emit(c, hole);
}

/* What all the bytes look like, now that the reader of their kind has been through. */
static enum pl_look final_look(const struct pl_content *c)
{
	enum pl_look look = c->look == PL_LOOK_JSON || c->look == PL_LOOK_MULTIPART ? PL_LOOK_TEXT : c->look;
	const struct pl_value *delimiters = pl_row_get(&c->row, PL_FACT_content_delimiters);

	if (c->bytes == 0)
		return PL_LOOK_EMPTY;
	if (c->kind == &pl_json_content && c->form == NULL && !pl_row_has(&c->row, PL_FACT_content_json_error))
		return PL_LOOK_JSON;
	if (c->kind == &pl_multipart_content && delimiters->state == PL_KNOWN && delimiters->number > 0)
		return PL_LOOK_MULTIPART;
	if (look == PL_LOOK_TEXT && c->text.nul_at.origin)
		return PL_LOOK_BINARY;
	return look;
}

/* libmagic tells images and PDF apart well, and anything from text; other formats of application/ share their first bytes. */
static bool contradicts(struct pl_str declared, struct pl_str found, bool is_text)
{
	return pl_media_type_contradicts(declared, found) &&
	       (is_text || pl_str_starts(found, PL_STR("image/")) || pl_str_starts(declared, PL_STR("image/")) ||
	        pl_str_equal(found, PL_STR("application/pdf")));
}

static void magic_conflicts(struct pl_content *c, struct pl_str found)
{
	struct pl_str declared = pl_row_text(&c->row, PL_FACT_content_media_type),
	              filename = pl_row_text(&c->row, PL_FACT_part_filename), extension, promised;
	size_t dot = filename.len;

	if (!pl_sniff_is_certain(c->prefix.bytes, c->prefix.len))
		return;
	if (contradicts(declared, found, is(c, PL_FACT_content_is_text_type)))
		pl_row_str(&c->row, PL_FACT_content_magic_declared, declared,
		           pl_row_get(&c->row, PL_FACT_content_media_type)->at);
	while (dot > 0 && filename.ptr[dot - 1] != '.')
		dot--;
	extension = pl_str_after(filename, dot);
	promised = pl_media_type_of_format(extension);
	if (dot == 0 || pl_row_has(&c->row, PL_FACT_content_magic_declared) || !contradicts(promised, found, false))
		return;
	pl_row_str(&c->row, PL_FACT_content_magic_declared, promised, pl_row_get(&c->row, PL_FACT_part_filename)->at);
	pl_row_str_lower(&c->row, PL_FACT_content_magic_extension, extension,
	                 pl_row_get(&c->row, PL_FACT_part_filename)->at);
}

/* Binary by the look of it; PDF begins with text. */
static void magic(struct pl_content *c)
{
	bool is_unknown = false;
	struct pl_str media;

	if (c->kind != &pl_opaque_content || !pl_context_wants(c->x, PL_FACT_content_magic) ||
	    (c->look != PL_LOOK_BINARY && !pl_str_starts(begin_of(c), PL_STR("%PDF-"))))
		return;
	media = pl_sniff(c->x->sniffer, c->prefix.bytes, c->prefix.len, &is_unknown);
	if (is_unknown)
		pl_row_unknown(&c->row, PL_FACT_content_magic);
	else if (media.len > 0)
		pl_row_str(&c->row, PL_FACT_content_magic, media, begin_place(c));
	if (media.len > 0)
		magic_conflicts(c, media);
}

/* What was found before the gap may be wrong behind it, so nothing that the bytes tell is known. */
static void unread(struct pl_content *c)
{
	enum pl_fact first = pl_fact_first(PL_SCOPE_content);

	pl_row_flag(&c->row, PL_FACT_content_is_unread, c->row.at);
	for (size_t i = 0; i < pl_fact_count(PL_SCOPE_content); i++) {
		enum pl_fact fact = (enum pl_fact)((size_t)first + i);

		if (pl_fact_info(fact)->stage == PL_STAGE_BODY &&
		    (fact != PL_FACT_content_bytes || c->is_lost))
			pl_row_unknown(&c->row, fact);
	}
}

/* What curl -d, fetch and forms declare of themselves for such bytes. */
static void usual_type(struct pl_content *c)
{
	static const char *const types[PL_LOOK_BINARY + 1] = {
		[PL_LOOK_JSON] = "application/json",
		[PL_LOOK_XML] = "application/xml",
		[PL_LOOK_FORM] = "application/x-www-form-urlencoded",
		[PL_LOOK_MULTIPART] = "multipart/form-data with its boundary",
	};

	if (types[final_look(c)])
		pl_row_str(&c->row, PL_FACT_content_usual_type, pl_str_from(types[final_look(c)]), c->at);
}

const struct pl_row *pl_content_finish(struct pl_content *c)
{
	struct pl_row *row = &c->row;
	struct pl_run rest;

	if (c->kind == NULL && c->bytes > 0)
		begin_kind(c);
	if (c->form && pl_transcode_finish(c->transcode, &rest))
		c->kind->add(c->state, rest);
	if (c->kind)
		c->kind->finish(c->state);
	pl_text_facts_finish(&c->text);
	if (row->at.origin == 0)
		row->at = row->up->at;
	pl_row_int(row, PL_FACT_content_bytes, c->bytes, c->at);
	pl_row_str(row, PL_FACT_content_looks_like, pl_str_from(pl_look_names[final_look(c)]), c->at);
	usual_type(c);
	if (c->kind != &pl_multipart_content)
		pl_text_facts_fill(&c->text, row, c->look == PL_LOOK_BINARY || c->look == PL_LOOK_UTF16);
	magic(c);
	if (c->is_unread)
		unread(c);
	pl_context_close_row(c->x, row);
	return row;
}

bool pl_content_is_utf8(const struct pl_content *c)
{
	return !c->text.is_lost && !c->text.utf8.is_broken;
}

bool pl_content_is_one_field(const struct pl_content *c)
{
	return c->kind == &pl_opaque_content || c->kind == &pl_xml_content;
}

/* The reader of multipart contents: a row for each part, below it the part's own content, which may be
 * multipart again. The boundary is the one that the body uses. */
#include "extract/content.h"

#include "extract/part_facts.h"
#include "parse/multipart.h"

struct multipart_content {
	struct pl_context *x;
	struct pl_row *content;
	unsigned depth;
	struct pl_multipart *parser;
	void *memory;
	struct pl_content *inner; /* of the part; created with the first one */
	struct pl_row part;
	struct pl_part_head head;
	bool in_part, in_data, is_in_file; /* is_in_file: a part around this content is a file already */
	bool head_is_cut, is_unread;       /* is_unread: some of the part was not read, its end perhaps */
	struct pl_span head_cut_at;
	struct pl_span delimiter_at, last_at, data_at;
	uint64_t parts, files, part_bytes, base64_before;
	struct pl_run end; /* the last bytes seen */
};

static void *create(struct pl_context *x, unsigned depth)
{
	struct multipart_content *m = pl_arena_alloc(&x->forever, sizeof(*m));

	m->x = x;
	m->depth = depth;
	m->memory = pl_arena_alloc(&x->forever, pl_multipart_size());
	pl_row_init(&m->part, PL_SCOPE_part, &x->forever);
	return m;
}

static void begin(void *state, struct pl_row *content)
{
	struct multipart_content *m = state;
	struct pl_str boundary = pl_row_text(content, PL_FACT_content_body_boundary);
	const struct pl_span nowhere = { 0 };

	if (boundary.len == 0)
		boundary = pl_row_text(content, PL_FACT_content_boundary);
	m->content = content;
	memset(m->memory, 0, pl_multipart_size());
	m->parser = pl_multipart_start(m->memory, boundary);
	m->in_part = m->in_data = m->head_is_cut = false;
	m->is_in_file = pl_row_get(content, PL_FACT_part_is_file)->flag;
	m->delimiter_at = m->last_at = nowhere;
	m->parts = m->files = 0;
	m->end = (struct pl_run){ 0 };
}

static void count(struct multipart_content *m, enum pl_fact fact, uint64_t more, struct pl_span at)
{
	pl_row_count(m->content, fact, more, at);
}

static void flag(struct multipart_content *m, enum pl_fact fact, struct pl_span at)
{
	if (!pl_row_get(m->content, fact)->flag)
		pl_row_flag(m->content, fact, at);
}

static void begin_part(struct multipart_content *m)
{
	bool is_form_data =
	    pl_str_equal(pl_row_text(m->content, PL_FACT_content_media_type), PL_STR("multipart/form-data"));

	pl_row_reset(&m->part, m->content);
	m->part.at = m->delimiter_at;
	pl_row_int(&m->part, PL_FACT_part_index, m->parts++, m->delimiter_at);
	pl_row_int(&m->part, PL_FACT_part_depth, m->depth + 1, m->delimiter_at);
	pl_part_head_begin(&m->head, &m->part, is_form_data);
	count(m, PL_FACT_content_parts, 1, m->delimiter_at);
	pl_row_count(&m->x->request, PL_FACT_request_parts, 1, m->delimiter_at);
	m->in_part = true;
	m->in_data = m->head_is_cut = m->is_unread = false;
	m->part_bytes = 0;
	m->data_at = (struct pl_span){ 0 };
	m->base64_before = m->x->weight.base64_bytes;
}

static void cover(struct pl_span *span, struct pl_span more)
{
	if (span->origin == more.origin && more.off + more.len > span->off + span->len)
		span->len = more.off + more.len - span->off;
}

static void head_end(struct multipart_content *m, size_t head_bytes)
{
	struct pl_str type = { m->head.types > 0 ? m->head.type : NULL, m->head.type_len };

	pl_row_int(&m->part, PL_FACT_part_head_bytes, head_bytes, m->part.at);
	if (!pl_row_has(&m->part, PL_FACT_part_headers))
		pl_row_int(&m->part, PL_FACT_part_headers, 0, m->part.at);
	if (m->inner == NULL)
		m->inner = pl_content_new(m->x, m->depth + 1);
	pl_content_begin(m->inner, &m->part, type, m->head.type_at, m->head.types);
	m->in_data = true;
}

static void add_data(struct multipart_content *m, struct pl_run run)
{
	m->part_bytes += run.len;
	m->is_unread |= pl_run_is_hole(&run);
	pl_span_cover(&m->data_at, &run, run.len);
	if (m->in_data)
		pl_content_add(m->inner, run);
}

/* A file that was not weighed as one field takes its place among the largest all the same. */
static void weigh_file(struct multipart_content *m)
{
	struct pl_contribution c = {
		.encoding = "none", .bytes = m->part_bytes, .raw_bytes = m->part_bytes, .at = m->data_at
	};
	struct pl_str name = pl_row_text(&m->part, PL_FACT_part_name),
	              type = pl_row_text(&m->part, PL_FACT_part_media_type);

	c.part_len = (uint16_t)(name.len < sizeof(c.part) ? name.len : sizeof(c.part));
	if (name.len > 0)
		memcpy(c.part, name.ptr, c.part_len);
	if (type.len > 0 && type.len < sizeof(c.media_type))
		memcpy(c.media_type, type.ptr, type.len);
	if (!m->in_data || !pl_content_is_one_field(m->inner))
		pl_weight_add(&m->x->weight, &c);
}

/* Base64 text inside the file counts as that already. */
static void file_facts(struct multipart_content *m)
{
	uint64_t base64 = m->x->weight.base64_bytes - m->base64_before;

	m->files++;
	count(m, PL_FACT_content_files, 1, m->part.at);
	pl_row_count(&m->x->request, PL_FACT_request_files, 1, m->part.at);
	if (m->is_in_file)
		return;
	pl_row_count(&m->x->request, PL_FACT_request_file_bytes, m->part_bytes,
	             m->data_at.origin ? m->data_at : m->part.at);
	m->x->weight.file_part_bytes += m->part_bytes > base64 ? m->part_bytes - base64 : 0;
	weigh_file(m);
}

static void end_part(struct multipart_content *m, bool is_end_of_input)
{
	if (!m->in_part)
		return;
	if (m->head_is_cut)
		pl_row_str(&m->part, PL_FACT_part_incomplete,
		           is_end_of_input ? PL_STR("the end of input") : PL_STR("a delimiter in it"),
		           m->head_cut_at);
	if (m->in_data)
		pl_content_finish(m->inner);
	if (m->is_unread)
		pl_row_unknown(&m->part, PL_FACT_part_bytes);
	else
		pl_row_int(&m->part, PL_FACT_part_bytes, m->part_bytes,
		           m->data_at.origin ? m->data_at : m->part.at);
	if (pl_row_get(&m->part, PL_FACT_part_is_file)->flag)
		file_facts(m);
	m->in_part = m->in_data = false;
	pl_context_close_row(m->x, &m->part);
}

static void delimiter(struct multipart_content *m, const struct pl_multipart_event *ev)
{
	bool has_lf = ev->before == PL_LINE_LF || ev->line_end == PL_LINE_LF;

	count(m, PL_FACT_content_delimiters, 1, ev->span);
	count(m, has_lf ? PL_FACT_content_delimiter_lf : PL_FACT_content_delimiter_crlf, 1, ev->span);
	m->delimiter_at = m->last_at = ev->span;
	if (!ev->is_close)
		begin_part(m);
	else if (ev->line_end != PL_LINE_CRLF)
		flag(m, PL_FACT_content_no_final_line_break, ev->span);
}

static void oddity(struct multipart_content *m, const struct pl_multipart_event *ev)
{
	static const struct {
		enum pl_multipart_oddity oddity;
		enum pl_fact fact;
	} flags[] = {
		{ PL_MULTIPART_DELIMITER_SPACES, PL_FACT_content_delimiter_spaces },
		{ PL_MULTIPART_DELIMITER_JUNK, PL_FACT_content_delimiter_junk },
		{ PL_MULTIPART_DELIMITER_MIDLINE, PL_FACT_content_delimiter_midline },
		{ PL_MULTIPART_DELIMITER_INDENTED, PL_FACT_content_delimiter_quoted },
		{ PL_MULTIPART_HEAD_MISSING, PL_FACT_content_boundary_in_content },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].oddity == ev->oddity)
			flag(m, flags[i].fact, ev->span);
	if (ev->oddity == PL_MULTIPART_DASH_LINE)
		count(m, PL_FACT_content_dash_lines, 1, ev->span);
	if (ev->oddity == PL_MULTIPART_SECOND_CLOSE || ev->oddity == PL_MULTIPART_PART_AFTER_CLOSE)
		pl_row_str(m->content, PL_FACT_content_after_close,
		           ev->oddity == PL_MULTIPART_SECOND_CLOSE ? PL_STR("a second closing delimiter")
		                                                   : PL_STR("a part"),
		           ev->span);
	if (ev->oddity == PL_MULTIPART_HEAD_NOT_ENDED) {
		m->head_is_cut = true;
		m->head_cut_at = ev->span.origin ? ev->span : m->last_at;
	}
	if (m->in_part)
		pl_part_head_oddity(&m->head, ev);
}

static void take(struct multipart_content *m, const struct pl_multipart_event *ev, bool is_end_of_input)
{
	switch (ev->kind) {
	case PL_MULTIPART_PREAMBLE:
		count(m, PL_FACT_content_preamble_bytes, ev->run.len, pl_run_span(&ev->run, ev->run.len));
		break;
	case PL_MULTIPART_EPILOGUE:
		count(m, PL_FACT_content_epilogue_bytes, ev->run.len, pl_run_span(&ev->run, ev->run.len));
		break;
	case PL_MULTIPART_DELIMITER:
		delimiter(m, ev);
		break;
	case PL_MULTIPART_HEADER:
		pl_part_head_add(&m->head, ev);
		cover(&m->part.at, ev->span);
		break;
	case PL_MULTIPART_HEAD_END:
		head_end(m, ev->head_bytes);
		break;
	case PL_MULTIPART_DATA:
		add_data(m, ev->run);
		break;
	case PL_MULTIPART_PART_END:
		end_part(m, is_end_of_input);
		break;
	case PL_MULTIPART_ODDITY:
		oddity(m, ev);
		break;
	case PL_MULTIPART_END:
		if (!ev->is_close)
			flag(m, PL_FACT_content_unclosed,
			     m->end.len ? (struct pl_span){ m->end.origin, m->end.off + m->end.len - 1, 1 }
			                : m->last_at);
		break;
	case PL_MULTIPART_MORE:
		break;
	}
}

static void add(void *state, struct pl_run run)
{
	struct multipart_content *m = state;
	struct pl_multipart_event ev;

	m->end = run;
	while ((ev = pl_multipart_next(m->parser, &run)).kind != PL_MULTIPART_MORE)
		take(m, &ev, false);
}

static void finish(void *state)
{
	static const enum pl_fact counts[] = { PL_FACT_content_delimiters,     PL_FACT_content_parts,
		                               PL_FACT_content_files,          PL_FACT_content_preamble_bytes,
		                               PL_FACT_content_epilogue_bytes, PL_FACT_content_delimiter_lf,
		                               PL_FACT_content_delimiter_crlf, PL_FACT_content_dash_lines };
	struct multipart_content *m = state;
	struct pl_multipart_event ev;

	do {
		ev = pl_multipart_finish(m->parser);
		take(m, &ev, true);
	} while (ev.kind != PL_MULTIPART_END);
	end_part(m, true);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (!pl_row_has(m->content, counts[i]))
			pl_row_int(m->content, counts[i], 0, m->content->at);
}

const struct pl_content_kind pl_multipart_content = { "multipart", create, begin, add, finish };

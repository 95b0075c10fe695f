/* Transfer-Encoding: chunked taken off. The first fault of a kind is the one that counts. */
#include "extract/dechunk.h"

#include "extract/head_facts.h"

void pl_dechunk_init(struct pl_dechunk *d, struct pl_context *x)
{
	d->x = x;
	pl_buf_init(&d->trailer, PL_LIMIT_HEAD);
}

void pl_dechunk_free(struct pl_dechunk *d)
{
	pl_buf_free(&d->trailer);
}

void pl_dechunk_begin(struct pl_dechunk *d, bool is_chunked)
{
	struct pl_buf trailer = d->trailer;

	pl_buf_clear(&trailer);
	*d = (struct pl_dechunk){ .x = d->x, .is_chunked = is_chunked, .trailer = trailer };
}

static void fault(struct pl_dechunk *d, enum pl_fact fact, const char *problem, struct pl_span at)
{
	if (!pl_row_has(&d->x->request, fact))
		pl_row_str(&d->x->request, fact, pl_str_from(problem), at);
}

static void oddity(struct pl_dechunk *d, const struct pl_chunked_event *ev)
{
	switch (ev->oddity) {
	case PL_CHUNKED_BARE_LF:
		fault(d, PL_FACT_request_chunk_terminator_error, "a line ends in a line feed alone",
		      ev->span);
		break;
	case PL_CHUNKED_BARE_CR_IN_EXTENSION:
	case PL_CHUNKED_EXTENSION_MALFORMED:
		if (!pl_row_get(&d->x->request, PL_FACT_request_chunk_extension_malformed)->flag)
			pl_row_flag(&d->x->request, PL_FACT_request_chunk_extension_malformed, ev->span);
		break;
	case PL_CHUNKED_SPACE_AROUND_SIZE:
		fault(d, PL_FACT_request_chunk_size_error, "white space stands beside the chunk size",
		      ev->span);
		break;
	case PL_CHUNKED_SIZE_LEADING_ZEROS:
		fault(d, PL_FACT_request_chunk_size_error, "the chunk size has more than 16 digits",
		      ev->span);
		break;
	case PL_CHUNKED_DATA_NOT_ENDED:
		break;
	}
}

static void bad(struct pl_dechunk *d, const struct pl_chunked_event *ev, bool is_hole)
{
	d->is_over = true;
	d->is_blind = true;
	if (is_hole)
		return;
	fault(d,
	      ev->fault == PL_CHUNKED_FAULT_SIZE ? PL_FACT_request_chunk_size_error
	                                         : PL_FACT_request_chunk_terminator_error,
	      ev->problem, ev->span);
}

/* The extension comes before the size's event, possibly in pieces. */
static void extension(struct pl_dechunk *d, const struct pl_chunked_event *ev)
{
	size_t room = sizeof(d->extension) - d->extension_len, n = ev->run.len < room ? ev->run.len : room;

	if (pl_row_has(&d->x->request, PL_FACT_request_chunk_extension))
		return;
	memcpy(d->extension + d->extension_len, ev->run.ptr, n);
	d->extension_len += n;
	pl_span_cover(&d->extension_at, &ev->run, ev->run.len);
}

static void size(struct pl_dechunk *d, const struct pl_chunked_event *ev)
{
	struct pl_row *row = &d->x->request;

	if (d->extension_at.origin && !pl_row_has(row, PL_FACT_request_chunk_extension))
		pl_row_str(row, PL_FACT_request_chunk_extension,
		           (struct pl_str){ d->extension, d->extension_len }, d->extension_at);
	pl_row_count(row, PL_FACT_request_chunks, ev->size > 0, ev->span);
}

static void trailer(struct pl_dechunk *d, const struct pl_chunked_event *ev)
{
	pl_buf_add(&d->trailer, ev->run.ptr, ev->run.len);
	pl_span_cover(&d->trailer_at, &ev->run, ev->run.len);
}

static bool after_the_end(struct pl_dechunk *d, struct pl_run *in)
{
	if (in->len > 0 && !d->is_blind)
		fault(d, PL_FACT_request_chunk_terminator_error, "other bytes follow the last chunk",
		      pl_run_span(in, 1));
	return false;
}

bool pl_dechunk_next(struct pl_dechunk *d, struct pl_run *in, struct pl_run *content)
{
	bool is_first = !d->is_begun && in->len > 0;
	const uint64_t first = in->off;

	d->is_begun |= is_first;
	while (d->is_chunked && !d->is_over) {
		struct pl_chunked_event ev = pl_chunked_next(&d->parser, in);

		switch (ev.kind) {
		case PL_CHUNKED_DATA:
			*content = ev.run;
			return true;
		case PL_CHUNKED_SIZE:
			size(d, &ev);
			break;
		case PL_CHUNKED_EXTENSION:
			extension(d, &ev);
			break;
		case PL_CHUNKED_TRAILER:
			trailer(d, &ev);
			break;
		case PL_CHUNKED_ODDITY:
			oddity(d, &ev);
			break;
		case PL_CHUNKED_BAD:
			bad(d, &ev, pl_run_is_hole(in));
			if (is_first && ev.fault == PL_CHUNKED_FAULT_SIZE && in->off == first)
				d->is_chunked = d->is_blind = false;
			break;
		case PL_CHUNKED_END:
			d->is_over = true;
			break;
		case PL_CHUNKED_MORE:
			return false;
		}
	}
	if (d->is_chunked)
		return after_the_end(d, in);
	*content = pl_run_take(in, in->len);
	return content->len > 0;
}

void pl_dechunk_finish(struct pl_dechunk *d, struct pl_span body_at)
{
	if (d->is_chunked && !d->is_over) {
		struct pl_chunked_event ev = pl_chunked_finish(&d->parser);

		if (ev.kind == PL_CHUNKED_BAD)
			fault(d, PL_FACT_request_chunk_terminator_error, ev.problem,
			      ev.span.origin ? ev.span : body_at);
	}
	if (d->trailer.is_full)
		fault(d, PL_FACT_request_chunk_terminator_error,
		      "the trailer section is longer than plimsoll looks", d->trailer_at);
	if (d->trailer.len > 0)
		pl_trailer_facts(d->x, pl_buf_str(&d->trailer), d->trailer_at);
}

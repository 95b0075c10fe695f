/* What the files of this room share while a request is extracted. */
#ifndef PL_EXTRACT_CONTEXT_H
#define PL_EXTRACT_CONTEXT_H

#include "base/arena.h"
#include "extract/extract.h"
#include "extract/sniff.h"
#include "extract/twins.h"
#include "extract/weight.h"

struct pl_context {
	struct pl_extract_options options;
	struct pl_listener listener;
	struct pl_origins *origins;
	struct pl_arena arena;   /* of the request; reset by pl_extract_head */
	struct pl_arena forever; /* rows and parser states that are used again */
	struct pl_row request, header;
	bool has_expansion;      /* a shell puts something in place of a $VAR in the head */
	struct pl_weight weight;
	struct pl_twins twins;
	struct pl_sniffer *sniffer;
};

static inline bool pl_context_wants(const struct pl_context *x, enum pl_fact fact)
{
	return x->options.wanted == NULL || x->options.wanted[fact];
}

/* Is that text of the head one in which a shell puts something? */
static inline bool pl_context_is_expanded(const struct pl_context *x, struct pl_str text)
{
	return x->has_expansion && text.len > 0 && (memchr(text.ptr, '$', text.len) || memchr(text.ptr, '`', text.len));
}

static inline void pl_context_close_row(struct pl_context *x, const struct pl_row *row)
{
	x->listener.row_closed(x->listener.ctx, row);
}
#endif

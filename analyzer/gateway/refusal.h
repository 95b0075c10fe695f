/* What a gateway's file says about its answers: how it refuses (`refusals`), and how it is known by any answer (`signs`). */
#ifndef PL_GATEWAY_REFUSAL_H
#define PL_GATEWAY_REFUSAL_H

#include "rule/json_document.h"

/* "server: nginx*": a header of that name has a value like the pattern (pl_pattern_glob). */
struct pl_header_pattern {
	struct pl_str name, value;
};

enum pl_confidence { PL_POSSIBLE, PL_LIKELY, PL_CERTAIN };

/* An answer by which a size was refused. All that it names must hold. */
struct pl_refusal {
	struct pl_str id;
	const uint64_t *status; /* one of these; none: whatever it is */
	size_t status_len;
	const struct pl_header_pattern *headers;
	size_t headers_len;
	const struct pl_str *without; /* headers that are not there */
	size_t without_len;
	const struct pl_str *body; /* texts within the body (pl_pattern_find) */
	size_t body_len;
	struct pl_str body_is;     /* the whole body, but for white space around it (pl_pattern_is); empty: not asked */
	bool body_empty, no_answer; /* no_answer: the connection ends and nothing came */
	const struct pl_str *also; /* ids of other gateways that answer so */
	size_t also_len;
	struct pl_str dimension;   /* what kind of limit it is about */
	enum pl_confidence confidence;
	struct pl_str note, source;
};

/* A hop's trace in any answer of its path. */
struct pl_sign {
	struct pl_header_pattern header; /* or, with an empty name, */
	struct pl_str page;              /* a text within the body; {version} at its end reads one */
	struct pl_str source;
};

/* Each reads the list of that name, empty when it is not there. False with *err filled. */
bool pl_refusals_read(const struct pl_document *document, struct pl_arena *arena, const struct pl_refusal **list,
                      size_t *len, struct plimsoll_error *err);
bool pl_signs_read(const struct pl_document *document, struct pl_arena *arena, const struct pl_sign **list, size_t *len,
                   struct plimsoll_error *err);
/* "certain", "likely", "possible". */
struct pl_str pl_confidence_name(enum pl_confidence confidence);
#endif

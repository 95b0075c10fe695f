/* What text is made of while it streams: UTF-8 or not, NUL, U+FFFD, double encoding; and whether that is what
 * its charset says. Nothing more is looked for once the answer is known, so binary content costs next to
 * nothing. */
#ifndef PL_EXTRACT_TEXT_FACTS_H
#define PL_EXTRACT_TEXT_FACTS_H

#include "base/utf8.h"
#include "extract/context.h"

struct pl_text_facts {
	struct pl_utf8 utf8;
	struct pl_span at;          /* the first bytes */
	struct pl_span sequence_at; /* the UTF-8 sequence in progress */
	struct pl_span broken_at, nul_at, non_ascii_at, replacement_at, mojibake_at, doubtful_at; /* the first of each */
	uint64_t replacements, mojibake;
	uint64_t doubtful; /* what is mojibake beside more of it only */
	uint64_t bytes;
	unsigned char carry[4]; /* the last bytes of text that may begin a sequence */
	size_t carry_len;
	struct pl_span carry_at;
	bool wants_sequences, is_lost; /* is_lost: a part was not read */
};

void pl_text_facts_begin(struct pl_text_facts *text, const struct pl_context *x);
void pl_text_facts_add(struct pl_text_facts *text, struct pl_run run);
/* The content is over. */
void pl_text_facts_finish(struct pl_text_facts *text);
/* Sets the facts in the row; `is_binary` when the bytes are no text in any charset. */
void pl_text_facts_fill(const struct pl_text_facts *text, struct pl_row *content, bool is_binary);

/* The Unicode encoding form that a byte order mark at the beginning tells: "utf-8", "utf-16le" …; or NULL. */
const char *pl_text_bom(const unsigned char *bytes, size_t len);
/* The one that they show by where their zero bytes stand, without a mark (RFC 4627 section 3), or NULL. */
const char *pl_text_wide(const unsigned char *bytes, size_t len);
#endif

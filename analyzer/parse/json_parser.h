/* What the files of the JSON parser share. `lex` says what the next byte is part of, `expect` what the grammar waits for
 * between tokens. */
#ifndef PL_PARSE_JSON_PARSER_H
#define PL_PARSE_JSON_PARSER_H

#include "parse/json.h"

enum pl_json_expect {
	PL_EXPECT_VALUE,         /* the outermost value */
	PL_EXPECT_VALUE_OR_END,  /* after [ */
	PL_EXPECT_ELEMENT,       /* after a comma in an array: a value, or ] with a trailing comma */
	PL_EXPECT_KEY_OR_END,    /* after { */
	PL_EXPECT_KEY,           /* after a comma in an object: a key, or } with a trailing comma */
	PL_EXPECT_COLON,         /* after a key */
	PL_EXPECT_MEMBER_VALUE,  /* after the colon */
	PL_EXPECT_COMMA_OR_END,  /* after a value inside a container */
	PL_EXPECT_NOTHING,       /* after the outermost value */
};

enum pl_json_lex {
	PL_LEX_BETWEEN,          /* white space and punctuation */
	PL_LEX_STRING,
	PL_LEX_ESCAPE,           /* the byte after a backslash */
	PL_LEX_UNICODE,          /* the four digits of a \u escape */
	PL_LEX_TOKEN,            /* a number or a word */
	PL_LEX_SLASH,            /* the byte after a / */
	PL_LEX_LINE_COMMENT,
	PL_LEX_BLOCK_COMMENT,
	PL_LEX_COMMENT_STAR,     /* the byte after a * in a block comment */
	PL_LEX_BOM,              /* the second and third byte of a byte order mark */
	PL_LEX_BROKEN,
};

/* Queues an event; what its kind holds besides is for the caller to set. */
static inline struct pl_json_event *pl_json_push(struct pl_json *p, enum pl_json_kind kind, struct pl_span span)
{
	struct pl_json_event *ev = &p->queue[p->queue_len++];

	ev->kind = kind;
	ev->is_key = false;
	ev->span = span;
	return ev;
}

static inline void pl_json_odd(struct pl_json *p, enum pl_json_oddity oddity, struct pl_span span)
{
	pl_json_push(p, PL_JSON_ODDITY, span)->oddity = oddity;
}

void pl_json_bad(struct pl_json *p, struct pl_span span, const char *problem);

static inline bool pl_json_in_object(const struct pl_json *p)
{
	return p->depth > 0 && (p->is_object[(p->depth - 1) / 8] >> ((p->depth - 1) % 8) & 1);
}

static inline bool pl_json_expects_key(const struct pl_json *p)
{
	return p->expect == PL_EXPECT_KEY || p->expect == PL_EXPECT_KEY_OR_END;
}

static inline void pl_json_after_key(struct pl_json *p)
{
	p->expect = PL_EXPECT_COLON;
	p->lex = PL_LEX_BETWEEN;
}

static inline void pl_json_after_value(struct pl_json *p)
{
	p->expect = p->depth == 0 ? PL_EXPECT_NOTHING : PL_EXPECT_COMMA_OR_END;
	p->lex = PL_LEX_BETWEEN;
}

/* A string, from its opening quote (which `in` begins with) as far as the run goes in one step. */
void pl_json_begin_string(struct pl_json *p, struct pl_run *in);
void pl_json_string_bytes(struct pl_json *p, struct pl_run *in);
/* How far plain text reaches: ASCII that needs no unescaping. */
size_t pl_json_plain_text(const unsigned char *ptr, size_t len);
/* What the escape of this letter stands for; 0 for \u and for what JSON does not have. */
extern const unsigned char pl_json_meaning[256];
void pl_json_escape_byte(struct pl_json *p, struct pl_run *in);

/* A number or a word. */
void pl_json_begin_token(struct pl_json *p);
void pl_json_token_bytes(struct pl_json *p, struct pl_run *in);
void pl_json_end_token(struct pl_json *p);
#endif

/* application/x-www-form-urlencoded as it streams (WHATWG URL section 5.1). Never fails: every oddity is reported and
 * the byte is kept. */
#ifndef PL_PARSE_FORM_H
#define PL_PARSE_FORM_H

#include "base/span.h"

enum pl_form_kind {
	PL_FORM_MORE,
	PL_FORM_NAME,      /* .run: decoded bytes of the current field's name; .source_len */
	PL_FORM_VALUE,     /* .run: decoded bytes of its value; .source_len */
	PL_FORM_FIELD_END, /* the field is over (& or the end of input); .has_equals */
	PL_FORM_ODDITY,    /* .oddity at .span */
	PL_FORM_END,       /* only from pl_form_finish */
};

enum pl_form_oddity {
	PL_FORM_BAD_PERCENT,  /* % without two hexadecimal digits; comes out as it stands; .span is the % and its digit */
	PL_FORM_RAW_BYTE,     /* space, control, byte above 0x7F, or one of " < > \ ^ ` { | } */
	PL_FORM_RAW_RESERVED, /* a reserved character a browser would encode: @ : / ? [ ] , ! $ ' ( ) ; # */
	PL_FORM_NUL,          /* %00 or a NUL byte */
};

struct pl_form_event {
	enum pl_form_kind kind;
	struct pl_span span;
	struct pl_run run;
	size_t source_len; /* bytes that the run takes in the input */
	bool has_equals;
	enum pl_form_oddity oddity;
};

/* Zero-initialise to start; the members are the parser's own. */
struct pl_form {
	bool in_value, has_field;
	unsigned char held[2]; /* % and a digit of an escape in progress */
	unsigned char held_len;
	struct pl_span held_at;
	unsigned char out[2]; /* bytes of a run that do not stand so in the input */
	bool has_next;
	struct pl_form_event next; /* held back behind an oddity */
};

/* Consumes from the front of `in`. A hole comes out as a run that is a hole. */
struct pl_form_event pl_form_next(struct pl_form *p, struct pl_run *in);
struct pl_form_event pl_form_finish(struct pl_form *p);
#endif

/* Base64 text as it streams (RFC 4648 sections 3 to 5): what it is made of, how much it carries, and its first decoded
 * bytes. Never fails: it is for the caller to judge whether the text is base64 at all. */
#ifndef PL_PARSE_BASE64_H
#define PL_PARSE_BASE64_H

#include "base/limits.h"
#include "base/span.h"

/* Zero-initialise to start. Counts are of characters. */
struct pl_base64 {
	uint64_t chars;          /* of either alphabet */
	uint64_t standard;       /* + and /, of the first stretch that has any */
	uint64_t url;            /* - and _ */
	uint64_t padding;        /* = */
	uint64_t line_breaks;    /* LF, or CR without LF */
	uint64_t blanks;         /* spaces and tabs */
	uint64_t percents;       /* %2B %2F %3D (any case); their three bytes count nowhere else */
	uint64_t foreign;        /* anything else */
	struct pl_span first_line_break, first_percent, first_foreign, first_inner_padding;
	unsigned char foreign_char; /* the first */
	bool has_inner_padding;  /* characters of the alphabet follow a = */
	unsigned carry, carry_bits;
	unsigned char last_value; /* six bits of the last character, to judge stray bits */
	unsigned char held[2];    /* a percent escape in progress */
	unsigned char held_len;
	bool was_cr;
	unsigned char head[PL_LIMIT_SNIFF]; /* the first decoded bytes */
	size_t head_len;
	unsigned char tail[32];   /* the last characters of the alphabet, to decode the end */
};

/* As zero-initialising, without touching the buffers. */
void pl_base64_clear(struct pl_base64 *b);
void pl_base64_add(struct pl_base64 *b, struct pl_run run);
/* Decodes the last characters, at most 24 bytes; returns how many. */
size_t pl_base64_end(const struct pl_base64 *b, unsigned char out[24]);
/* Whole bytes that the characters carry: chars * 3 / 4, rounded down. */
uint64_t pl_base64_raw_bytes(const struct pl_base64 *b);
/* What is wrong with length and padding, static text, or NULL (RFC 4648 sections 3.2, 3.5): "impossible length",
 * "padding is missing", "padding in the middle", "too much padding", "stray bits in the last character". */
const char *pl_base64_padding_error(const struct pl_base64 *b);
/* Decodes up to `room` bytes of plain base64 text in either alphabet, passing over white space; stops at anything else.
 * Returns the bytes written. */
size_t pl_base64_decode(struct pl_str text, unsigned char *out, size_t room);
/* Encodes with padding; `out` has room for 4 * ((len + 2) / 3) bytes. Returns how many were written. */
size_t pl_base64_encode(const unsigned char *bytes, size_t len, char *out);
#endif

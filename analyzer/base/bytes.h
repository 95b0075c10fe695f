/* ASCII helpers on borrowed text. Case is folded for A to Z only, whatever the locale (RFC 9110 section 5.1). */
#ifndef PL_BASE_BYTES_H
#define PL_BASE_BYTES_H

#include "base/span.h"

static inline char pl_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool pl_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool pl_is_alpha(char c)
{
	return pl_lower(c) >= 'a' && pl_lower(c) <= 'z';
}

/* Space and horizontal tab, the OWS of RFC 9110 section 5.6.3. */
static inline bool pl_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The value of a hexadecimal digit, or -1. */
int pl_hex_value(char c);
/* tchar of RFC 9110 section 5.6.2. */
bool pl_is_tchar(char c);
/* Not empty and all tchar. */
bool pl_is_token(struct pl_str s);
bool pl_str_equal_nocase(struct pl_str a, struct pl_str b);
/* Below, 0 or above as memcmp says; a text stands before the longer ones that begin with it. */
int pl_str_order(struct pl_str a, struct pl_str b);
bool pl_str_starts(struct pl_str s, struct pl_str prefix);
bool pl_str_starts_nocase(struct pl_str s, struct pl_str prefix);
bool pl_str_ends(struct pl_str s, struct pl_str suffix);
/* Index of the first occurrence, or s.len. */
size_t pl_str_find(struct pl_str s, struct pl_str needle);
size_t pl_str_find_char(struct pl_str s, char c);
/* Without blanks at both ends. */
struct pl_str pl_str_trim(struct pl_str s);
#endif

/* Text of any bytes as a JSON string (RFC 8259 section 7), for whoever writes JSON. */
#ifndef PL_BASE_JSON_TEXT_H
#define PL_BASE_JSON_TEXT_H

#include <stdio.h>

#include "base/span.h"

/* Writes the string with its quotes. Valid UTF-8 stays; a byte that is none becomes U+FFFD, and controls and what turns the
 * writing direction are escaped. */
void pl_json_text_write(FILE *out, struct pl_str text);
/* `"key": "text"`; null when the text has no pointer. */
void pl_json_text_member(FILE *out, const char *key, struct pl_str text);
/* `, "key": ["text", …]`: a member that follows others. */
void pl_json_text_list(FILE *out, const char *key, const struct pl_str *texts, size_t len);
#endif

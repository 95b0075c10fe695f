/* `value *( OWS ";" OWS name=value )`: Content-Type, Content-Disposition, transfer codings (RFC 9110 section 5.6.6).
 * Tolerant: each parameter says what is odd about it. */
#ifndef PL_PARSE_PARAMS_H
#define PL_PARSE_PARAMS_H

#include "base/span.h"

#define PL_PARAMS_MAX 32

struct pl_param {
	struct pl_str name;      /* as written */
	struct pl_str value;     /* without quotes, escapes still in it */
	size_t name_at, value_at; /* offsets into the text; value_at after an opening quote */
	bool has_value;          /* an equals sign is there */
	bool is_quoted;          /* in double quotes */
	bool has_escape;         /* a backslash inside the quotes */
	bool is_unterminated;    /* an opening double quote without its end */
	bool is_single_quoted;   /* value begins or ends with a single quote; they are kept in `value` */
	bool has_stray_quote;    /* a double quote at the end or inside of an unquoted value */
	bool has_space_at_equals; /* white space before or after = */
	bool lacks_semicolon;    /* only white space or a comma stands before it */
	bool value_is_token;     /* the unquoted value is all tchar and not empty */
};

struct pl_params {
	struct pl_str value;     /* what stands before the first semicolon, trimmed */
	struct pl_param items[PL_PARAMS_MAX];
	size_t len;
	bool has_more;           /* more than PL_PARAMS_MAX */
	bool has_empty;          /* `;;` or a semicolon at the end: no fault in RFC 9110 section 5.6.6, one in RFC 6266 */
	size_t empty_at;         /* the first such semicolon */
	const char *problem;     /* the first grammar fault, static text, or NULL */
	size_t problem_at;
};

void pl_params_parse(struct pl_str text, struct pl_params *params);
/* The first parameter of that name, case folded, or NULL. */
const struct pl_param *pl_params_find(const struct pl_params *params, struct pl_str name);
/* Copies a value with quoted-pairs undone into `out` (room bytes; cut when longer). Browsers write %22 for a quote;
 * that is left as it stands. */
struct pl_str pl_param_unescape(const struct pl_param *param, char *out, size_t room);
#endif

/* Header values against the grammar of their field. A check returns what is wrong, static text, or NULL. */
#include "extract/header_grammar.h"

#include "base/bytes.h"
#include "base/number.h"
#include "extract/header_table.h"
#include "parse/http_date.h"
#include "parse/params.h"
#include "parse/structured_field.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

/* Index of the first `c` that stands outside quotes, or s.len. */
static size_t find_unquoted(struct pl_str s, char c)
{
	bool is_quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			is_quoted = !is_quoted;
		else if (is_quoted && s.ptr[i] == '\\')
			i++;
		else if (!is_quoted && s.ptr[i] == c)
			return i;
	}
	return s.len;
}

/* The next element of a list, trimmed; false at the end. An empty element is one. */
static bool next_element(struct pl_str *rest, bool *is_last, struct pl_str *element)
{
	size_t comma = find_unquoted(*rest, ',');

	if (*is_last)
		return false;
	*element = pl_str_trim(slice(*rest, 0, comma));
	*is_last = comma == rest->len;
	*rest = pl_str_after(*rest, *is_last ? comma : comma + 1);
	return true;
}

/* Every element that is there; empty ones are for list_problem. */
static const char *each(struct pl_str value, const char *(*check)(struct pl_str))
{
	struct pl_str element;
	bool is_last = false;

	while (next_element(&value, &is_last, &element)) {
		const char *problem = element.len > 0 ? check(element) : NULL;

		if (problem)
			return problem;
	}
	return NULL;
}

static const char *list_problem(struct pl_str value)
{
	struct pl_str element;
	bool is_last = false;

	if (value.len == 0)
		return NULL;
	while (next_element(&value, &is_last, &element))
		if (element.len == 0)
			return "an element of the list is empty";
	return NULL;
}

static const char *token(struct pl_str value)
{
	return pl_is_token(value) ? NULL : "a token is letters, digits and !#$%&'*+-.^_`|~";
}

static const char *integer(struct pl_str value)
{
	uint64_t number;

	return pl_number_decimal(value, &number) == PL_NUMBER_MALFORMED ? "it is not a number" : NULL;
}

/* scheme "://" host [ ":" port ], or null (RFC 6454 section 7). */
static const char *origin(struct pl_str value)
{
	size_t at = pl_str_find(value, PL_STR("://"));

	if (pl_str_equal(value, PL_STR("null")))
		return NULL;
	if (at == 0 || at == value.len || at + 3 == value.len)
		return "an origin is a scheme, :// and a host, or null";
	for (size_t i = at + 3; i < value.len; i++)
		if (memchr("/?#@ ,", value.ptr[i], 6))
			return "an origin ends with its host and port";
	return NULL;
}

static const char *uri(struct pl_str value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.ptr[i] <= ' ' || (unsigned char)value.ptr[i] >= 0x7F ||
		    memchr("<>\"\\", value.ptr[i], 4))
			return "a character stands in it that a URI may not hold";
	return NULL;
}

/* qvalue of RFC 9110 section 12.4.2. */
static bool is_weight(struct pl_str text)
{
	if (text.len == 0 || text.len > 5 || (text.ptr[0] != '0' && text.ptr[0] != '1') ||
	    (text.len > 1 && text.ptr[1] != '.'))
		return false;
	for (size_t i = 2; i < text.len; i++)
		if (!pl_is_digit(text.ptr[i]) || (text.ptr[0] == '1' && text.ptr[i] != '0'))
			return false;
	return true;
}

static const char *weight(struct pl_str element)
{
	static const char *const problem = "q is a number from 0 to 1 with up to three digits behind the point";
	struct pl_str rest = pl_str_after(element, find_unquoted(element, ';'));

	while (rest.len > 0) {
		struct pl_str param = pl_str_after(rest, 1);

		param = pl_str_trim(slice(param, 0, find_unquoted(param, ';')));
		rest = pl_str_after(rest, 1);
		rest = pl_str_after(rest, find_unquoted(rest, ';'));
		if (pl_str_starts_nocase(param, PL_STR("q=")) && !is_weight(pl_str_after(param, 2)))
			return problem;
	}
	return NULL;
}

static struct pl_str before_params(struct pl_str element)
{
	return pl_str_trim(slice(element, 0, find_unquoted(element, ';')));
}

static const char *media_range(struct pl_str element)
{
	struct pl_str range = before_params(element);
	size_t slash = pl_str_find_char(range, '/');

	if (slash == range.len && !pl_str_equal(range, PL_STR("*")))
		return "a media range is type/subtype, type/* or */*";
	if (slash < range.len &&
	    (!pl_is_token(slice(range, 0, slash)) || !pl_is_token(pl_str_after(range, slash + 1))))
		return "a media range is type/subtype, type/* or */*";
	return weight(element);
}

static const char *weighted(struct pl_str element)
{
	return pl_is_token(before_params(element)) ? weight(element) : "an element is a name, and perhaps ;q=";
}

static const char *etag(struct pl_str text)
{
	if (pl_str_starts(text, PL_STR("W/")))
		text = pl_str_after(text, 2);
	if (text.len < 2 || text.ptr[0] != '"' || text.ptr[text.len - 1] != '"')
		return "an entity tag stands in double quotes";
	return pl_str_find_char(slice(text, 1, text.len - 1), '"') < text.len - 2 ? "a quote stands inside an entity tag"
	                                                                           : NULL;
}

/* A quote in an entity tag is not escaped, so commas are told apart by quotes alone. */
static const char *etags(struct pl_str value)
{
	if (pl_str_equal(value, PL_STR("*")))
		return NULL;
	return value.len == 0 ? "it is empty" : each(value, etag);
}

static const char *if_range(struct pl_str value)
{
	bool is_tag = value.len > 0 && (value.ptr[0] == '"' || pl_str_starts(value, PL_STR("W/")));

	return is_tag ? etag(value) : pl_http_date_problem(value);
}

static const char *byte_range(struct pl_str element)
{
	size_t dash = pl_str_find_char(element, '-');
	struct pl_str first = slice(element, 0, dash), last;
	uint64_t from = 0, to = UINT64_MAX;

	if (dash == element.len)
		return "a range is first-last, first- or -length";
	last = pl_str_after(element, dash + 1);
	if ((first.len == 0 && last.len == 0) ||
	    (first.len > 0 && pl_number_decimal(first, &from) == PL_NUMBER_MALFORMED) ||
	    (last.len > 0 && pl_number_decimal(last, &to) == PL_NUMBER_MALFORMED))
		return "a range is first-last, first- or -length";
	return first.len > 0 && from > to ? "a range ends before it begins" : NULL;
}

/* A range unit but bytes has its own grammar (RFC 9110 section 14.1). */
static const char *range(struct pl_str value)
{
	size_t equals = pl_str_find_char(value, '=');

	if (equals == value.len || !pl_is_token(slice(value, 0, equals)))
		return "it does not begin with bytes=";
	if (!pl_str_equal_nocase(slice(value, 0, equals), PL_STR("bytes")))
		return NULL;
	return equals + 1 == value.len ? "no range follows bytes=" : each(pl_str_after(value, equals + 1), byte_range);
}

/* bytes 0-9/20, with a star for what is not known (RFC 9110 section 14.4). Docker's registry leaves unit and size out. */
static const char *content_range(struct pl_str value)
{
	size_t space = pl_str_find_char(value, ' '), slash = pl_str_find_char(value, '/');
	struct pl_str numbers, size;
	uint64_t number;

	if (space == value.len && slash == value.len && byte_range(value) == NULL)
		return NULL;
	if (space == value.len || !pl_is_token(slice(value, 0, space)))
		return "it is bytes, a space, first-last/size";
	if (!pl_str_equal_nocase(slice(value, 0, space), PL_STR("bytes")))
		return NULL;
	if (slash < space || slash == value.len)
		return "the size is missing: first-last/size, or /*";
	numbers = slice(value, space + 1, slash);
	size = pl_str_after(value, slash + 1);
	if (!pl_str_equal(size, PL_STR("*")) && pl_number_decimal(size, &number) == PL_NUMBER_MALFORMED)
		return "the size is neither a number nor *";
	if (pl_str_equal(numbers, PL_STR("*")))
		return NULL;
	return numbers.len > 0 && (numbers.ptr[0] == '-' || numbers.ptr[numbers.len - 1] == '-')
	           ? "first and last byte are both needed"
	           : byte_range(numbers);
}

static const char *directive(struct pl_str element)
{
	struct pl_str name = before_params(element);

	return token(pl_str_trim(slice(name, 0, pl_str_find_char(name, '='))));
}

static const char *disposition(struct pl_str value)
{
	struct pl_params params;

	pl_params_parse(value, &params);
	if (!pl_is_token(params.value))
		return "it does not begin with a type: attachment, inline, form-data";
	return params.problem;
}

static const char *tokens(struct pl_str value)
{
	return each(value, token);
}

static const char *media_ranges(struct pl_str value)
{
	return each(value, media_range);
}

static const char *weighted_names(struct pl_str value)
{
	return each(value, weighted);
}

static const char *directives(struct pl_str value)
{
	return each(value, directive);
}

struct grammar {
	const char *(*check)(struct pl_str value);
	bool is_list;
};

static const struct grammar grammars[] = {
	[PL_GRAMMAR_ANY] = { NULL, false },
	[PL_GRAMMAR_TOKEN] = { token, false },
	[PL_GRAMMAR_TOKENS] = { tokens, true },
	[PL_GRAMMAR_INTEGER] = { integer, false },
	[PL_GRAMMAR_DATE] = { pl_http_date_problem, false },
	[PL_GRAMMAR_ORIGIN] = { origin, false },
	[PL_GRAMMAR_URI] = { uri, false },
	[PL_GRAMMAR_MEDIA_RANGES] = { media_ranges, true },
	[PL_GRAMMAR_WEIGHTED] = { weighted_names, true },
	[PL_GRAMMAR_ETAGS] = { etags, true },
	[PL_GRAMMAR_IF_RANGE] = { if_range, false },
	[PL_GRAMMAR_RANGE] = { range, true },
	[PL_GRAMMAR_CONTENT_RANGE] = { content_range, false },
	[PL_GRAMMAR_DIRECTIVES] = { directives, true },
	[PL_GRAMMAR_DISPOSITION] = { disposition, false },
};

static void structured(struct pl_row *row, enum pl_sf_type type, struct pl_str value, struct pl_span at)
{
	size_t problem_at = 0;
	const char *problem = pl_sf_problem(value, type, &problem_at);

	if (problem)
		pl_row_str(row, PL_FACT_header_structured_error, pl_str_from(problem),
		           at.len == value.len && problem_at < value.len
		               ? (struct pl_span){ at.origin, at.off + problem_at, 1 }
		               : at);
}

static void judge(struct pl_row *row, enum pl_grammar kind, struct pl_str value, struct pl_span line, struct pl_span at)
{
	const struct grammar *grammar;
	const char *problem;

	if (kind >= PL_GRAMMAR_SF_ITEM) {
		structured(row, (enum pl_sf_type)(kind - PL_GRAMMAR_SF_ITEM), value, at.len ? at : line);
		return;
	}
	grammar = &grammars[kind];
	if (grammar->check && (problem = grammar->check(value)))
		pl_row_str(row, PL_FACT_header_syntax_error, pl_str_from(problem), at.len ? at : line);
	if (grammar->is_list && (problem = list_problem(value)))
		pl_row_str(row, PL_FACT_header_list_error, pl_str_from(problem), at);
}

void pl_header_grammar_facts(struct pl_row *row, struct pl_str name, struct pl_str value, struct pl_span line,
                             struct pl_span at)
{
	const struct pl_known_header *known = pl_known_header(name);

	if (known == NULL)
		return;
	pl_row_flag(row, PL_FACT_header_is_known, line);
	if (known->traits & PL_HEADER_ONCE)
		pl_row_flag(row, PL_FACT_header_is_singleton, line);
	if (known->traits & PL_HEADER_RESPONSE)
		pl_row_flag(row, PL_FACT_header_is_response_only, line);
	if (known->traits & PL_HEADER_OLD)
		pl_row_flag(row, PL_FACT_header_is_deprecated, line);
	judge(row, known->grammar, value, line, at);
}

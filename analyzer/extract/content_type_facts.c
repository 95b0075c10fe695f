/* Facts of a Content-Type value (RFC 9110 section 8.3.1, RFC 6838 section 4.2). The boundary has a file of
 * its own. */
#include "extract/content_type_facts.h"

#include "base/bytes.h"
#include "extract/boundary_facts.h"
#include "extract/media_type.h"

/* A value and its place, so that parts of it find theirs. */
struct value {
	struct pl_row *row;
	struct pl_str text;
	struct pl_span at;
};

static struct pl_span place(const struct value *v, size_t off, size_t len)
{
	if (v->at.len != v->text.len)
		return v->at;
	return (struct pl_span){ v->at.origin, v->at.off + off, len };
}

static void first(const struct value *v, enum pl_fact fact, struct pl_str text, struct pl_span at)
{
	if (!pl_row_has(v->row, fact))
		pl_row_str(v->row, fact, text, at);
}

/* restricted-name of RFC 6838 section 4.2. */
static const char *name_error(struct pl_str name)
{
	if (name.len > 127)
		return "longer than 127 characters";
	if (!pl_is_alpha(name.ptr[0]) && !pl_is_digit(name.ptr[0]))
		return "does not begin with a letter or digit";
	for (size_t i = 0; i < name.len; i++)
		if (!pl_is_alpha(name.ptr[i]) && !pl_is_digit(name.ptr[i]) &&
		    !memchr("!#$&-^_.+", name.ptr[i], 9))
			return "a character that registered names do not have";
	return NULL;
}

static bool is_json(struct pl_str media)
{
	return pl_str_equal(media, PL_STR("application/json")) || pl_str_equal(media, PL_STR("text/json")) ||
	       pl_str_ends(media, PL_STR("+json"));
}

static bool is_xml(struct pl_str media)
{
	return pl_str_equal(media, PL_STR("application/xml")) || pl_str_equal(media, PL_STR("text/xml")) ||
	       pl_str_ends(media, PL_STR("+xml"));
}

static bool is_other_text(struct pl_str media)
{
	static const char *const known[] = { "application/javascript", "application/x-javascript",
		                             "application/ecmascript", "application/graphql",
		                             "application/x-ndjson",   "application/ndjson",
		                             "application/jsonl",      "application/x-jsonlines",
		                             "application/json-seq",   "application/yaml",
		                             "application/x-yaml",     "application/toml",
		                             "application/sql",        "application/csv",
		                             "application/x-sh",       "application/x-www-form-urlencoded" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (pl_str_equal(media, pl_str_from(known[i])))
			return true;
	return pl_str_starts(media, PL_STR("text/")) || pl_str_ends(media, PL_STR("+yaml"));
}

static void class_facts(const struct value *v, struct pl_str media, struct pl_span at)
{
	const struct {
		bool is_set;
		enum pl_fact fact;
	} flags[] = {
		{ is_json(media), PL_FACT_content_is_json_type },
		{ is_xml(media), PL_FACT_content_is_xml_type },
		{ pl_str_equal(media, PL_STR("application/x-www-form-urlencoded")),
		  PL_FACT_content_is_form_type },
		{ pl_str_starts(media, PL_STR("multipart/")), PL_FACT_content_is_multipart_type },
		{ is_json(media) || is_xml(media) || is_other_text(media), PL_FACT_content_is_text_type },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].is_set)
			pl_row_flag(v->row, flags[i].fact, at);
}

/* type/subtype; what is not one leaves media_type absent. */
static void media_facts(const struct value *v, struct pl_str media)
{
	size_t off = (size_t)(media.ptr - v->text.ptr), slash = pl_str_find_char(media, '/'),
	       plus = media.len;
	struct pl_str top = { media.ptr, slash },
	              sub = pl_str_after(media, slash < media.len ? slash + 1 : slash),
	              successor;
	struct pl_span at = place(v, off, media.len);
	const char *error;

	if (!pl_is_token(top) || !pl_is_token(sub) || pl_str_equal(top, PL_STR("*")) ||
	    pl_str_equal(sub, PL_STR("*"))) {
		first(v, PL_FACT_content_type_error,
		      media.len == 0                      ? PL_STR("the media type is missing")
		      : memchr(media.ptr, '*', media.len) ? PL_STR("a wildcard is no media type")
		                                          : PL_STR("it is not type/subtype"),
		      media.len ? at : v->at);
		return;
	}
	pl_row_str_lower(v->row, PL_FACT_content_media_type, media, at);
	pl_row_str_lower(v->row, PL_FACT_content_top_type, top, place(v, off, top.len));
	while (plus > slash && media.ptr[plus - 1] != '+')
		plus--;
	if (plus > slash && plus < media.len)
		pl_row_str_lower(v->row, PL_FACT_content_suffix, pl_str_after(media, plus),
		                 place(v, off + plus, media.len - plus));
	if ((error = name_error(top)) || (error = name_error(sub)))
		pl_row_str(v->row, PL_FACT_content_type_name_error, pl_str_from(error), at);
	if ((successor = pl_media_type_successor(media)).len > 0)
		pl_row_str(v->row, PL_FACT_content_type_successor, successor, at);
	class_facts(v, pl_row_text(v->row, PL_FACT_content_media_type), at);
}

static bool is_media_type(struct pl_str s)
{
	size_t slash = pl_str_find_char(s, '/');

	return slash > 0 && slash + 1 < s.len && pl_is_token((struct pl_str){ s.ptr, slash }) &&
	       pl_is_token(pl_str_after(s, slash + 1));
}

/* "a/b, c/d", "a/b c/d" and "a/b; c/d". */
static void second_type(const struct value *v, const struct pl_params *params)
{
	size_t word = 0, words = 0;

	for (size_t i = 0; i <= params->value.len; i++) {
		struct pl_str text = { params->value.ptr + word, i - word };

		if (i < params->value.len && params->value.ptr[i] != ',' &&
		    !pl_is_blank(params->value.ptr[i]))
			continue;
		if (is_media_type(text) && words++ == 1)
			pl_row_str(v->row, PL_FACT_content_second_type, text,
			           place(v, (size_t)(text.ptr - v->text.ptr), text.len));
		word = i + 1;
	}
	for (size_t i = 0; i < params->len; i++)
		if (!params->items[i].has_value && is_media_type(params->items[i].name))
			first(v, PL_FACT_content_second_type, params->items[i].name,
			      place(v, params->items[i].name_at, params->items[i].name.len));
}

/* In lower case, cut to `room`: no name that is looked for is so long. */
static struct pl_str lowered(struct pl_str text, char *out, size_t room)
{
	size_t len = text.len < room ? text.len : room;

	for (size_t i = 0; i < len; i++)
		out[i] = pl_lower(text.ptr[i]);
	return (struct pl_str){ out, len };
}

/* IANA's registry: families by their beginnings, the others by name; after each other, with a space around.
 */
static const char *const charset_families[] = { "iso-8859-", "iso_8859-", "windows-125", "iso-2022-",
	                                        "iso-ir-",   "ibm",       "cp" };
static const char charset_names[] = " utf-8 utf-16 utf-16le utf-16be utf-32 utf-32le utf-32be utf-7 cesu-8 "
                                    "unicode-1-1-utf-8 csutf8 us-ascii ascii csascii "
                                    "ansi_x3.4-1968 latin1 l1 shift_jis windows-31j euc-jp euc-kr "
                                    "ks_c_5601-1987 gb2312 gbk gb18030 hz-gb-2312 big5 "
                                    "big5-hkscs koi8-r koi8-u macintosh tis-620 windows-874 viscii binary ";

/* `charset` is in lower case. */
static bool is_registered_charset(struct pl_str charset)
{
	struct pl_str names = { charset_names, sizeof(charset_names) - 1 };
	char word[64];

	for (size_t i = 0; i < sizeof(charset_families) / sizeof(charset_families[0]); i++)
		if (pl_str_starts(charset, pl_str_from(charset_families[i])))
			return true;
	if (charset.len == 0 || charset.len > sizeof(word) - 2 || memchr(charset.ptr, ' ', charset.len))
		return false;
	word[0] = word[charset.len + 1] = ' ';
	memcpy(word + 1, charset.ptr, charset.len);
	return pl_str_find(names, (struct pl_str){ word, charset.len + 2 }) < names.len;
}

static void charset_facts(const struct value *v, const struct pl_param *param)
{
	struct pl_span at = place(v, param->value_at, param->value.len);
	char lower[64];
	struct pl_str charset = lowered(param->value, lower, sizeof(lower));

	pl_row_count(v->row, PL_FACT_content_charsets, 1, at);
	first(v, PL_FACT_content_charset, charset, at);
	if (!is_registered_charset(charset))
		pl_row_flag(v->row, PL_FACT_content_charset_unknown,
		            at.len ? at : place(v, param->name_at, param->name.len));
}

static void param_facts(const struct value *v, const struct pl_params *params, size_t index)
{
	const struct pl_param *param = &params->items[index];
	struct pl_span name = place(v, param->name_at, param->name.len);
	char lower[64];
	struct pl_str text = lowered(param->name, lower, sizeof(lower));

	pl_row_add(v->row, PL_FACT_content_params, text, name);
	if (pl_params_find(params, param->name) != param)
		first(v, PL_FACT_content_param_repeated, text, name);
	if (param->is_single_quoted)
		first(v, PL_FACT_content_param_quoted_single, text,
		      place(v, param->value_at, param->value.len));
	if (pl_str_ends(param->name, PL_STR("*")))
		first(v, PL_FACT_content_param_star, text, name);
	if (pl_str_equal(text, PL_STR("charset")))
		charset_facts(v, param);
}

void pl_content_type_facts(struct pl_row *content, struct pl_str type, struct pl_span at)
{
	struct value v = { content, type, at };
	struct pl_params params;

	pl_row_flag(content, PL_FACT_content_has_declared_type, at);
	pl_row_str(content, PL_FACT_content_declared_type, type, at);
	pl_params_parse(type, &params);
	media_facts(&v, params.value);
	if (params.problem)
		first(&v, PL_FACT_content_type_error, pl_str_from(params.problem),
		      params.problem_at < type.len
		          ? place(&v, params.problem_at, type.len - params.problem_at)
		          : at);
	second_type(&v, &params);
	for (size_t i = 0; i < params.len; i++)
		param_facts(&v, &params, i);
	pl_boundary_facts(content, &params, type, at);
}

void pl_content_type_unknown(struct pl_row *content, struct pl_span at)
{
	static const enum pl_fact facts[] = { PL_FACT_content_declared_type, PL_FACT_content_type_error, PL_FACT_content_media_type,
		                              PL_FACT_content_charset, PL_FACT_content_boundary };

	pl_row_flag(content, PL_FACT_content_has_declared_type, at);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		pl_row_unknown(content, facts[i]);
}

/* Parameters behind a value. One pass over the text; what is odd is marked and passed over. */
#include "parse/params.h"

#include "base/bytes.h"

struct cursor {
	struct pl_str text;
	size_t at;
};

static bool is_over(const struct cursor *c)
{
	return c->at >= c->text.len;
}

static char here(const struct cursor *c)
{
	return is_over(c) ? '\0' : c->text.ptr[c->at];
}

/* Optional white space; folded lines leave their CR LF in the text. */
static bool skip_space(struct cursor *c)
{
	size_t start = c->at;

	while (!is_over(c) && (pl_is_blank(here(c)) || here(c) == '\r' || here(c) == '\n'))
		c->at++;
	return c->at > start;
}

static void fault(struct pl_params *params, const char *problem, size_t at)
{
	if (params->problem == NULL) {
		params->problem = problem;
		params->problem_at = at;
	}
}

static struct pl_str slice(const struct cursor *c, size_t from, size_t to)
{
	return (struct pl_str){ c->text.ptr + from, to - from };
}

static void quoted_value(struct cursor *c, struct pl_param *param, struct pl_params *params)
{
	size_t start = ++c->at;

	param->is_quoted = true;
	while (!is_over(c) && here(c) != '"') {
		if (here(c) == '\\' && c->at + 1 < c->text.len) {
			param->has_escape = true;
			c->at++;
		}
		c->at++;
	}
	param->value = slice(c, start, c->at);
	param->value_at = start;
	if (is_over(c)) {
		param->is_unterminated = true;
		fault(params, "the closing quote is missing", start - 1);
	} else {
		c->at++;
	}
}

static bool is_single_quoted(struct pl_str value)
{
	return value.len > 0 && (value.ptr[0] == '\'' || value.ptr[value.len - 1] == '\'');
}

/* Up to a semicolon, or to white space that another name=value follows (a forgotten semicolon). */
static void plain_value(struct cursor *c, struct pl_param *param, struct pl_params *params)
{
	size_t start = c->at, end;

	while (!is_over(c) && here(c) != ';' && !pl_is_blank(here(c)) && here(c) != '\r' && here(c) != '\n')
		c->at++;
	for (end = c->at; end > start && pl_is_blank(c->text.ptr[end - 1]);)
		end--;
	param->value = slice(c, start, end);
	param->value_at = start;
	param->value_is_token = pl_is_token(param->value);
	param->is_single_quoted = is_single_quoted(param->value);
	param->has_stray_quote = pl_str_find_char(param->value, '"') < param->value.len;
	if (!param->value_is_token)
		fault(params, param->value.len ? "a value that is no token is not quoted" : "a parameter has no value", start);
}

static void one_param(struct cursor *c, struct pl_params *params, bool lacks_semicolon)
{
	struct pl_param param = { .name_at = c->at, .lacks_semicolon = lacks_semicolon };
	size_t start = c->at;
	bool has_space;

	while (!is_over(c) && here(c) != ';' && here(c) != '=' && !pl_is_blank(here(c)) && here(c) != '\r' && here(c) != '\n')
		c->at++;
	param.name = slice(c, start, c->at);
	has_space = skip_space(c);
	if (here(c) == '=') {
		param.has_value = true;
		c->at++;
		has_space |= skip_space(c);
		param.has_space_at_equals = has_space;
		if (has_space)
			fault(params, "white space stands around an equals sign", param.name_at);
		if (here(c) == '"')
			quoted_value(c, &param, params);
		else
			plain_value(c, &param, params);
	} else {
		fault(params, "a parameter has no equals sign", param.name_at);
	}
	if (!pl_is_token(param.name))
		fault(params, "a parameter's name is no token", param.name_at);
	if (lacks_semicolon)
		fault(params, "a semicolon is missing before a parameter", param.name_at);
	if (params->len < PL_PARAMS_MAX)
		params->items[params->len++] = param;
	else
		params->has_more = true;
}

/* A value that ends in white space or a comma and then "name=" has lost its semicolon: "multipart/form-data boundary=x". */
static size_t value_end(struct pl_str text)
{
	size_t semicolon = pl_str_find_char(text, ';');

	for (size_t i = 1; i < semicolon; i++) {
		size_t name = i;

		if (!pl_is_blank(text.ptr[i]) && text.ptr[i] != ',')
			continue;
		while (name < semicolon && (pl_is_blank(text.ptr[name]) || text.ptr[name] == ','))
			name++;
		for (i = name; i < semicolon && pl_is_tchar(text.ptr[i]); i++)
			;
		if (i > name && i < semicolon && text.ptr[i] == '=')
			return name;
		i = name;
	}
	return semicolon;
}

void pl_params_parse(struct pl_str text, struct pl_params *params)
{
	struct cursor c = { .text = text, .at = value_end(text) };
	bool lacks_semicolon = !is_over(&c) && here(&c) != ';';

	memset(params, 0, sizeof(*params));
	params->value = pl_str_trim(slice(&c, 0, c.at));
	if (lacks_semicolon && params->value.len > 0 && params->value.ptr[params->value.len - 1] == ',')
		params->value = pl_str_trim((struct pl_str){ params->value.ptr, params->value.len - 1 });
	while (!is_over(&c)) {
		size_t semicolon = c.at;

		if (!lacks_semicolon)
			c.at++;
		skip_space(&c);
		if (is_over(&c) || here(&c) == ';') {
			if (!params->has_empty)
				params->empty_at = semicolon;
			params->has_empty = true;
			lacks_semicolon = false;
			continue;
		}
		one_param(&c, params, lacks_semicolon);
		skip_space(&c);
		lacks_semicolon = !is_over(&c) && here(&c) != ';';
	}
}

const struct pl_param *pl_params_find(const struct pl_params *params, struct pl_str name)
{
	for (size_t i = 0; i < params->len; i++)
		if (pl_str_equal_nocase(params->items[i].name, name))
			return &params->items[i];
	return NULL;
}

struct pl_str pl_param_unescape(const struct pl_param *param, char *out, size_t room)
{
	size_t len = 0;

	for (size_t i = 0; i < param->value.len && len < room; i++) {
		if (param->is_quoted && param->value.ptr[i] == '\\' && i + 1 < param->value.len)
			i++;
		out[len++] = param->value.ptr[i];
	}
	return (struct pl_str){ out, len };
}

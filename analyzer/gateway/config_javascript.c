/* Limits in JavaScript, as literals: express.json({ limit: '50mb' }). The text is not run: a value that is no literal is kept
 * as text. Units are those of the bytes package, powers of 1024 (github.com/visionmedia/bytes.js). */
#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"
#include "gateway/config_dialect.h"

static const struct pl_config_setting settings[] = {
	{ "limit", "express", "body", PL_VALUE_SIZE, NULL },
	{ "parameterLimit", "express", "fields", PL_VALUE_COUNT, NULL },
	{ "bodyLimit", "fastify", "body", PL_VALUE_BYTES, NULL },
	{ "sizeLimit", "nextjs", "body", PL_VALUE_SIZE, NULL },
	{ "bodySizeLimit", "nextjs-actions", "body", PL_VALUE_SIZE, NULL },
	{ "jsonLimit", "koa", "json-body", PL_VALUE_SIZE, NULL },
	{ "formLimit", "koa", "form-body", PL_VALUE_SIZE, NULL },
	{ "fileSize", "multer", "file", PL_VALUE_BYTES, NULL },
	{ "fieldSize", "multer", "field", PL_VALUE_BYTES, NULL },
	{ "maxFileSize", "formidable", "file", PL_VALUE_BYTES, NULL },
	{ "maxFieldsSize", "formidable", "nofiles", PL_VALUE_BYTES, NULL },
	{ "maxBytes", "hapi", "body", PL_VALUE_BYTES, NULL },
	{ NULL, NULL, NULL, PL_VALUE_BYTES, NULL },
};

#define VALUE_MAX_LEN 256 /* of a value that is no string; what is longer is no number */

static bool is_name_char(char c)
{
	return pl_is_alpha(c) || pl_is_digit(c) || c == '_' || c == '$' || c == '.';
}

/* Behind white space and comments. */
static size_t skip_space(struct pl_str text, size_t at)
{
	while (at < text.len) {
		struct pl_str rest = pl_str_after(text, at);

		if (pl_str_starts(rest, PL_STR("//")))
			at += pl_str_find_char(rest, '\n');
		else if (pl_str_starts(rest, PL_STR("/*")))
			at += rest.len > 3 && pl_str_find(pl_str_after(rest, 2), PL_STR("*/")) < rest.len - 2 ?
			          pl_str_find(pl_str_after(rest, 2), PL_STR("*/")) + 4 :
			          rest.len;
		else if (strchr(" \t\r\n", rest.ptr[0]) && rest.ptr[0] != '\0')
			at++;
		else
			break;
	}
	return at;
}

/* A string from its quote on, both quotes included. */
static size_t string_len(struct pl_str text)
{
	size_t len = 1;

	while (len < text.len && text.ptr[len] != text.ptr[0])
		len += text.ptr[len] == '\\' && len + 1 < text.len ? 2 : 1;
	return len < text.len ? len + 1 : text.len;
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

/* "50 * 1024 * 1024", "1_000_000": false when the text is something else. */
static bool product_of(struct pl_str text, uint64_t *product)
{
	*product = 1;
	for (size_t at = 0;;) {
		uint64_t factor = 0;
		size_t begin = at = skip_space(text, at);

		for (; at < text.len && (pl_is_digit(text.ptr[at]) || text.ptr[at] == '_'); at++)
			if (text.ptr[at] != '_' && (__builtin_mul_overflow(factor, 10, &factor) ||
			                            __builtin_add_overflow(factor, (uint64_t)(text.ptr[at] - '0'), &factor)))
				return false;
		if (at == begin || __builtin_mul_overflow(*product, factor, product))
			return false;
		at = skip_space(text, at);
		if (at == text.len)
			return true;
		if (text.ptr[at++] != '*')
			return false;
	}
}

/* The value of `name: value`, which ends where its list or object goes on. */
static size_t take_value(struct pl_config_reader *r, const struct pl_config_setting *setting, size_t at, size_t name_at)
{
	struct pl_str rest = pl_str_after(r->text, at), value = { rest.ptr, 0 };
	uint64_t number;

	if (rest.len > 0 && is_quote(rest.ptr[0])) {
		value.len = string_len(rest);
		at += value.len;
		value = pl_str_after(value, 1);
		if (value.len > 0 && value.ptr[value.len - 1] == rest.ptr[0])
			value.len--; /* a string that is not closed has none */
		pl_config_add(r, setting, value, name_at);
		return at;
	}
	while (value.len < rest.len && value.len < VALUE_MAX_LEN && !strchr(",}])\n;", rest.ptr[value.len]))
		value.len++;
	value = pl_str_trim(value);
	if (product_of(value, &number))
		pl_config_add_number(r, setting, value, number, name_at);
	else if (value.len > 0 && !strchr("{[(", value.ptr[0]))
		pl_config_add(r, setting, value, name_at);
	return at;
}

/* Does nothing but brackets stand before byte `at`? */
static bool is_first(struct pl_str text, size_t at)
{
	while (at > 0 && strchr(" \t\r\n{(", text.ptr[at - 1]) && text.ptr[at - 1] != '\0')
		at--;
	return at == 0;
}

/* Many things have a limit: only that of the options of a body parser is meant, or of a text that begins with it. */
static bool is_meant(const struct pl_config_reader *r, const struct pl_config_setting *setting, size_t at)
{
	static const char *const calls[] = { "json", "urlencoded", "raw", "text", "bodyParser" };
	struct pl_str call = PL_STR("");

	for (size_t i = 0; i < r->depth && i < PL_LIMIT_CONFIG_DEPTH; i++)
		if (r->blocks[i].name.len > 0)
			call = r->blocks[i].name;
	if (strcmp(setting->name, "limit") != 0 || is_first(r->text, at))
		return true;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (pl_str_ends(call, pl_str_from(calls[i])))
			return true;
	return false;
}

/* A name: a call's opens a block, a setting's has a value. */
static size_t take_name(struct pl_config_reader *r, size_t at, struct pl_str *last)
{
	struct pl_str name = { r->text.ptr + at, 0 };
	size_t behind;

	while (at + name.len < r->text.len && is_name_char(name.ptr[name.len]))
		name.len++;
	*last = name;
	behind = skip_space(r->text, at + name.len);
	if (behind < r->text.len && r->text.ptr[behind] == ':') {
		const struct pl_config_setting *setting = pl_config_setting_find(&pl_config_javascript, name);

		*last = PL_STR("");
		if (setting && is_meant(r, setting, at))
			return take_value(r, setting, skip_space(r->text, behind + 1), at);
	}
	return at + name.len;
}

static void read_text(struct pl_config_reader *r)
{
	struct pl_str last = PL_STR("");
	size_t at = 0;

	while ((at = skip_space(r->text, at)) < r->text.len) {
		char c = r->text.ptr[at];

		if (is_quote(c)) {
			at += string_len(pl_str_after(r->text, at));
		} else if (is_name_char(c)) {
			at = take_name(r, at, &last);
			continue;
		} else {
			if (strchr("([{", c) && c != '\0')
				pl_config_open(r, c == '(' ? last : PL_STR(""));
			else if (strchr(")]}", c) && c != '\0')
				pl_config_close(r);
			at++;
		}
		last = PL_STR("");
	}
}

const struct pl_config_dialect pl_config_javascript = { "javascript", settings, false, read_text };

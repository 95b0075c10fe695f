/* Apache httpd and ModSecurity: a directive a line, <sections> (httpd.apache.org/docs/2.4/configuring.html). */
#include "base/bytes.h"
#include "gateway/config_dialect.h"

static const struct pl_config_setting settings[] = {
	{ "LimitRequestBody", "apache", "body", PL_VALUE_BYTES, "0" },
	{ "LimitXMLRequestBody", "apache", "xml-body", PL_VALUE_BYTES, "0" },
	{ "LimitRequestFieldSize", "apache", "header", PL_VALUE_BYTES, NULL },
	{ "LimitRequestFields", "apache", "header-count", PL_VALUE_COUNT, "0" },
	{ "LimitRequestLine", "apache", "request-line", PL_VALUE_BYTES, NULL },
	{ "SecRequestBodyLimit", "modsecurity", "body", PL_VALUE_BYTES, NULL },
	{ "SecRequestBodyNoFilesLimit", "modsecurity", "nofiles", PL_VALUE_BYTES, NULL },
	{ "SecRequestBodyJsonDepthLimit", "modsecurity", "json-depth", PL_VALUE_COUNT, NULL },
	{ "SecArgumentsLimit", "modsecurity", "fields", PL_VALUE_COUNT, NULL },
	{ "SecRequestBodyAccess", "modsecurity", "body", PL_VALUE_SWITCH, NULL },
	{ "SecRequestBodyLimitAction", "modsecurity", "body", PL_VALUE_SWITCH, NULL },
	{ "SecRuleEngine", "modsecurity", "", PL_VALUE_SWITCH, NULL },
	{ "Include", "apache", "", PL_VALUE_FILE, NULL },
	{ "IncludeOptional", "apache", "", PL_VALUE_FILE, NULL },
	{ NULL, NULL, NULL, PL_VALUE_BYTES, NULL },
};

/* php_value post_max_size 8M, within Apache's own files. */
static void take_php(struct pl_config_reader *r, struct pl_str rest, size_t at)
{
	const struct pl_config_setting *setting = pl_config_setting_find(&pl_config_php, pl_config_word(&rest));
	struct pl_str value = pl_config_word(&rest);

	if (setting && value.len > 0)
		pl_config_add(r, setting, value, at);
}

static void take_line(struct pl_config_reader *r, struct pl_str line, size_t at)
{
	struct pl_str rest = line, name;
	const struct pl_config_setting *setting;

	if (line.len == 0 || line.ptr[0] == '#')
		return;
	if (line.ptr[0] == '<') {
		if (line.len > 1 && line.ptr[1] == '/') {
			pl_config_close(r);
			return;
		}
		line = pl_str_after(line, 1);
		line.len = pl_str_find_char(line, '>');
		pl_config_open(r, pl_str_trim(line));
		return;
	}
	name = pl_config_word(&rest);
	setting = pl_config_setting_find(&pl_config_apache, name);
	if (pl_str_equal_nocase(name, PL_STR("php_value")) || pl_str_equal_nocase(name, PL_STR("php_admin_value")))
		take_php(r, rest, at);
	else if (setting)
		pl_config_add(r, setting, pl_config_word(&rest), at);
}

static void read_text(struct pl_config_reader *r)
{
	struct pl_str line;
	size_t at = 0, begin;
	bool is_continued = false;

	while (pl_config_line(r->text, &at, &line, &begin)) {
		/* A value does not go on over lines in practice: what a backslash continues is passed over. */
		if (!is_continued)
			take_line(r, line, begin);
		is_continued = line.len > 0 && line.ptr[line.len - 1] == '\\';
	}
}

const struct pl_config_dialect pl_config_apache = { "apache", settings, true, read_text };

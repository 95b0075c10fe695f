/* Configurations of a setting a line: php.ini with the pools of php-fpm (php.net/manual/en/faq.using.php on units), and
 * HAProxy, whose limits are rules (docs.haproxy.org/2.8/configuration.html). */
#include "base/bytes.h"
#include "gateway/config_dialect.h"

static const struct pl_config_setting php_settings[] = {
	{ "post_max_size", "php-fpm", "body", PL_VALUE_SIZE, "0" },
	{ "upload_max_filesize", "php-fpm", "file", PL_VALUE_SIZE, NULL },
	{ "max_input_vars", "php-fpm", "fields", PL_VALUE_COUNT, NULL },
	{ "max_file_uploads", "php-fpm", "files", PL_VALUE_COUNT, NULL },
	{ NULL, NULL, NULL, PL_VALUE_BYTES, NULL },
};

/* "php_admin_value[post_max_size]" names a setting as well. */
static struct pl_str php_name(struct pl_str name)
{
	size_t open = pl_str_find_char(name, '[');

	name = pl_str_trim(name);
	if (!pl_str_starts(name, PL_STR("php_")) || open + 1 >= name.len || name.ptr[name.len - 1] != ']')
		return name;
	return (struct pl_str){ name.ptr + open + 1, name.len - open - 2 };
}

static void read_php(struct pl_config_reader *r)
{
	struct pl_str line;
	size_t at = 0, begin;

	while (pl_config_line(r->text, &at, &line, &begin)) {
		size_t equals = pl_str_find_char(line, '=');
		struct pl_str value = pl_str_after(line, equals < line.len ? equals + 1 : equals);
		const struct pl_config_setting *setting = NULL;

		if (line.len == 0 || line.ptr[0] == ';' || line.ptr[0] == '#')
			continue;
		if (line.ptr[0] == '[') {
			pl_config_close(r);
			pl_config_open(r, line);
			continue;
		}
		value.len = pl_str_find_char(value, ';');
		value = pl_config_word(&value);
		if (equals < line.len)
			setting = pl_config_setting_find(&pl_config_php, php_name((struct pl_str){ line.ptr, equals }));
		if (setting)
			pl_config_add(r, setting, value, begin);
	}
}

const struct pl_config_dialect pl_config_php = { "php", php_settings, false, read_php };

static const struct pl_config_setting haproxy_settings[] = {
	{ "tune.bufsize", "haproxy", "headers", PL_VALUE_BYTES, NULL },
	{ "tune.maxrewrite", "haproxy", "headers", PL_VALUE_SWITCH, NULL },
	{ "req.body_size", "haproxy", "body", PL_VALUE_BYTES, NULL },
	{ "req.body_len", "haproxy", "body", PL_VALUE_BYTES, NULL },
	{ "req.hdr_val", "haproxy", "body", PL_VALUE_BYTES, NULL },
	{ "req.fhdr_val", "haproxy", "body", PL_VALUE_BYTES, NULL },
	{ NULL, NULL, NULL, PL_VALUE_BYTES, NULL },
};

/* Sections of the file begin in the first column; the settings of all of them are at most global. */
static bool is_section(struct pl_str word)
{
	static const char *const sections[] = { "global", "defaults", "frontend", "backend", "listen" };

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (pl_str_equal(word, pl_str_from(sections[i])))
			return true;
	return false;
}

/* "acl big req.body_size gt 1000": the number that a rule compares the size of a body with; of hdr_val only the
 * Content-Length. */
static void take_rule(struct pl_config_reader *r, struct pl_str rest, size_t at)
{
	const struct pl_config_setting *setting = NULL;
	struct pl_str word;
	bool is_next = false;

	while ((word = pl_config_word(&rest)).len > 0) {
		struct pl_str name = { word.ptr, pl_str_find_char(word, '(') }, inside = pl_str_after(word, name.len);
		const struct pl_config_setting *found = pl_config_setting_find(&pl_config_haproxy, name);

		if (is_next && setting) {
			pl_config_add(r, setting, word, at);
			return;
		}
		if (found && found->value == PL_VALUE_BYTES &&
		    (inside.len == 0 || pl_str_starts_nocase(inside, PL_STR("(content-length"))))
			setting = found;
		is_next = pl_str_equal(word, PL_STR("gt")) || pl_str_equal(word, PL_STR("ge"));
	}
}

static void read_haproxy(struct pl_config_reader *r)
{
	struct pl_str line;
	size_t at = 0, begin;

	while (pl_config_line(r->text, &at, &line, &begin)) {
		struct pl_str rest = line, word;
		const struct pl_config_setting *setting;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		word = pl_config_word(&rest);
		if (is_section(word)) {
			pl_config_close(r);
			pl_config_open(r, line);
			continue;
		}
		setting = pl_config_setting_find(&pl_config_haproxy, word);
		if (setting && pl_str_starts(word, PL_STR("tune.")))
			pl_config_add(r, setting, pl_config_word(&rest), begin);
		else
			take_rule(r, rest, begin);
	}
}

const struct pl_config_dialect pl_config_haproxy = { "haproxy", haproxy_settings, false, read_haproxy };

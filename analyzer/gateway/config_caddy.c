/* Caddyfiles, whose request_body has max_size (caddyserver.com/docs/caddyfile/directives/request_body; MB is 1000², MiB 1024²), and
 * settings of Django, which are Python (docs.djangoproject.com/en/stable/ref/settings): a number, or a product of numbers. */
#include "base/bytes.h"
#include "base/number.h"
#include "gateway/config_dialect.h"

static const struct pl_config_setting caddy_settings[] = {
	{ "max_size", "caddy", "body", PL_VALUE_SIZE, NULL },
	{ NULL, NULL, NULL, PL_VALUE_BYTES, NULL },
};

static void add_size(struct pl_config_reader *r, struct pl_str value, size_t at)
{
	uint64_t bytes;

	if (pl_number_size(value, &bytes) == PL_NUMBER_OK)
		pl_config_add_number(r, &caddy_settings[0], value, bytes, at);
	else
		pl_config_add(r, &caddy_settings[0], value, at);
}

static bool is_in_request_body(const struct pl_config_reader *r)
{
	return r->depth > 0 && r->depth <= PL_LIMIT_CONFIG_DEPTH &&
	       pl_str_starts(r->blocks[r->depth - 1].name, PL_STR("request_body"));
}

static void read_caddy(struct pl_config_reader *r)
{
	struct pl_str line;
	size_t at = 0, begin;

	while (pl_config_line(r->text, &at, &line, &begin)) {
		struct pl_str rest = line, word;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		word = pl_config_word(&rest);
		if (pl_str_equal(line, PL_STR("}")))
			pl_config_close(r);
		else if (line.ptr[line.len - 1] == '{')
			pl_config_open(r, pl_str_trim((struct pl_str){ line.ptr, line.len - 1 }));
		else if (is_in_request_body(r) && pl_str_equal(word, PL_STR("max_size")))
			add_size(r, pl_config_word(&rest), begin);
	}
}

const struct pl_config_dialect pl_config_caddy = { "caddy", caddy_settings, false, read_caddy };

static const struct pl_config_setting django_settings[] = {
	{ "DATA_UPLOAD_MAX_MEMORY_SIZE", "django", "body", PL_VALUE_BYTES, "None" },
	{ "DATA_UPLOAD_MAX_NUMBER_FIELDS", "django", "fields", PL_VALUE_COUNT, "None" },
	{ "DATA_UPLOAD_MAX_NUMBER_FILES", "django", "files", PL_VALUE_COUNT, "None" },
	{ NULL, NULL, NULL, PL_VALUE_BYTES, NULL },
};

/* "5 * 1024 * 1024", with _ between digits; false for anything else. */
static bool product(struct pl_str text, uint64_t *value)
{
	*value = 1;
	for (size_t i = 0; i <= text.len;) {
		uint64_t number = 0;
		bool has_digit = false;

		while (i < text.len && pl_is_blank(text.ptr[i]))
			i++;
		for (; i < text.len && (pl_is_digit(text.ptr[i]) || (has_digit && text.ptr[i] == '_')); i++) {
			if (text.ptr[i] == '_')
				continue;
			has_digit = true;
			if (number > (UINT64_MAX - 9) / 10)
				return false;
			number = number * 10 + (uint64_t)(text.ptr[i] - '0');
		}
		while (i < text.len && pl_is_blank(text.ptr[i]))
			i++;
		if (!has_digit || (number > 0 && *value > UINT64_MAX / number) || (i < text.len && text.ptr[i] != '*'))
			return false;
		*value *= number;
		if (i++ == text.len)
			return true;
	}
	return false;
}

static void read_django(struct pl_config_reader *r)
{
	struct pl_str line;
	size_t at = 0, begin;

	while (pl_config_line(r->text, &at, &line, &begin)) {
		size_t equals = pl_str_find_char(line, '=');
		const struct pl_config_setting *setting =
			pl_config_setting_find(&pl_config_django, pl_str_trim((struct pl_str){ line.ptr, equals }));
		struct pl_str value = pl_str_after(line, equals < line.len ? equals + 1 : equals);
		uint64_t number;

		value.len = pl_str_find_char(value, '#');
		value = pl_str_trim(value);
		if (setting && product(value, &number))
			pl_config_add_number(r, setting, value, number, begin);
		else if (setting)
			pl_config_add(r, setting, value, begin);
	}
}

const struct pl_config_dialect pl_config_django = { "django", django_settings, false, read_django };

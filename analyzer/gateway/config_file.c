/* Which dialect a configuration is in, and what its readers share. */
#include "gateway/config_file.h"

#include <errno.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/number.h"
#include "gateway/config_dialect.h"
#include "gateway/pattern.h"

#define BLOCK_NAME_MAX_LEN 128 /* shown of a block's name */

static const struct pl_config_dialect *const dialects[] = { &pl_config_nginx, &pl_config_apache, &pl_config_php,
	                                                    &pl_config_haproxy, &pl_config_javascript,
	                                                    &pl_config_caddy, &pl_config_django };

static bool names_equal(const struct pl_config_dialect *dialect, struct pl_str a, struct pl_str b)
{
	return dialect->folds_case ? pl_str_equal_nocase(a, b) : pl_str_equal(a, b);
}

const struct pl_config_setting *pl_config_setting_find(const struct pl_config_dialect *dialect, struct pl_str name)
{
	for (const struct pl_config_setting *s = dialect->settings; s->name; s++)
		if (names_equal(dialect, pl_str_from(s->name), name))
			return s;
	return NULL;
}

static void find_place(struct pl_config_reader *r, size_t at, struct pl_config_entry *entry)
{
	for (; r->counted < at; r->counted++)
		if (r->text.ptr[r->counted] == '\n') {
			r->line++;
			r->line_at = r->counted + 1;
		}
	entry->line = r->line + 1;
	entry->column = (unsigned)(at - r->line_at) + 1;
}

/* One text for all the settings between two changes of blocks. */
static struct pl_str scope_of(struct pl_config_reader *r)
{
	char text[PL_LIMIT_CONFIG_DEPTH * (BLOCK_NAME_MAX_LEN + 3)];
	size_t len = 0;

	for (size_t i = 0; !r->has_scope && i < r->depth && i < PL_LIMIT_CONFIG_DEPTH; i++) {
		struct pl_str name = r->blocks[i].name;

		if (name.len > 0 && len > 0) {
			memcpy(text + len, " > ", 3);
			len += 3;
		}
		if (name.len > 0)
			memcpy(text + len, name.ptr, name.len);
		len += name.len;
	}
	if (!r->has_scope)
		r->scope = pl_arena_str(r->arena, (struct pl_str){ text, len });
	r->has_scope = true;
	return r->scope;
}

static void read_value(struct pl_config_entry *entry, const struct pl_config_setting *setting, struct pl_arena *arena)
{
	struct pl_str unit = entry->text;
	bool takes_unit = setting->value == PL_VALUE_SIZE;
	char number[PL_NUMBER_TEXT];
	uint64_t one = 0;

	entry->is_off = setting->off && pl_str_equal_nocase(entry->text, pl_str_from(setting->off));
	entry->has_value = !entry->is_off &&
	                   pl_pattern_is(takes_unit ? PL_STR("{size}") : PL_STR("{bytes}"), entry->text, &entry->value);
	entry->is_count = setting->value == PL_VALUE_COUNT;
	while (unit.len > 0 && (pl_is_digit(unit.ptr[0]) || unit.ptr[0] == ' '))
		unit = pl_str_after(unit, 1);
	if (!entry->has_value || entry->is_count)
		return;
	if (unit.len > 0 && pl_pattern_is(PL_STR("{size}"), pl_arena_printf(arena, "1%.*s", PL_STR_ARG(unit)), &one))
		entry->unit = pl_arena_printf(arena, "%.*s = %s bytes", PL_STR_ARG(unit), pl_number_grouped(number, one));
	else
		entry->unit = PL_STR("bytes");
}

/* A new entry, or NULL when there are too many. */
static struct pl_config_entry *new_entry(struct pl_config_reader *r, const struct pl_config_setting *setting,
                                         struct pl_str value, size_t at)
{
	struct pl_config_entry *entry;

	if (r->file->len == PL_LIMIT_CONFIG_ENTRIES) {
		r->file->is_cut = true;
		return NULL;
	}
	entry = &r->file->entries[r->file->len++];
	*entry = (struct pl_config_entry){ .kind = setting->value == PL_VALUE_FILE   ? PL_CONFIG_INCLUDE :
		                                   setting->value == PL_VALUE_SWITCH ? PL_CONFIG_SWITCH :
		                                                                       PL_CONFIG_LIMIT,
		                           .gateway = pl_str_from(setting->gateway),
		                           .setting = pl_str_from(setting->name),
		                           .dimension = pl_str_from(setting->dimension),
		                           .text = value,
		                           .scope = scope_of(r) };
	find_place(r, at, entry);
	return entry;
}

void pl_config_add(struct pl_config_reader *r, const struct pl_config_setting *setting, struct pl_str value, size_t at)
{
	struct pl_config_entry *entry = new_entry(r, setting, value, at);

	if (entry && entry->kind == PL_CONFIG_LIMIT)
		read_value(entry, setting, r->arena);
}

void pl_config_add_number(struct pl_config_reader *r, const struct pl_config_setting *setting, struct pl_str value,
                          uint64_t number, size_t at)
{
	struct pl_config_entry *entry = new_entry(r, setting, value, at);

	if (entry == NULL)
		return;
	entry->has_value = true;
	entry->value = number;
	entry->is_count = setting->value == PL_VALUE_COUNT;
	entry->unit = entry->is_count ? PL_STR("") : PL_STR("bytes");
}

void pl_config_name(struct pl_config_reader *r, struct pl_str name)
{
	if (name.len > BLOCK_NAME_MAX_LEN)
		name.len = BLOCK_NAME_MAX_LEN;
	if (r->depth > 0 && r->depth <= PL_LIMIT_CONFIG_DEPTH)
		r->blocks[r->depth - 1].name = name;
	r->has_scope = false;
}

void pl_config_open(struct pl_config_reader *r, struct pl_str name)
{
	r->depth++;
	pl_config_name(r, name);
}

void pl_config_close(struct pl_config_reader *r)
{
	if (r->depth > 0)
		r->depth--;
	r->has_scope = false;
}

bool pl_config_line(struct pl_str text, size_t *at, struct pl_str *line, size_t *begin)
{
	size_t end;

	if (*at >= text.len)
		return false;
	end = *at + pl_str_find_char(pl_str_after(text, *at), '\n');
	*line = (struct pl_str){ text.ptr + *at, end - *at };
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	*line = pl_str_trim(*line);
	*begin = (size_t)(line->ptr - text.ptr);
	*at = end + 1;
	return true;
}

struct pl_str pl_config_word(struct pl_str *rest)
{
	struct pl_str word;
	char quote;

	*rest = pl_str_trim(*rest);
	if (rest->len == 0)
		return *rest;
	quote = rest->ptr[0] == '"' || rest->ptr[0] == '\'' ? rest->ptr[0] : '\0';
	word = pl_str_after(*rest, quote ? 1 : 0);
	*rest = word;
	word.len = 0;
	while (word.len < rest->len && (quote ? word.ptr[word.len] != quote : !pl_is_blank(word.ptr[word.len])))
		word.len++;
	*rest = pl_str_after(*rest, word.len + (quote && word.len < rest->len));
	return word;
}

/* How often the dialect's settings, its includes aside, stand in the text as words of their own. */
static size_t hits(const struct pl_config_dialect *dialect, struct pl_str text)
{
	size_t count = 0;

	for (size_t i = 0, end; i < text.len; i = end + 1) {
		const struct pl_config_setting *setting;

		end = i;
		while (end < text.len && (pl_is_alpha(text.ptr[end]) || pl_is_digit(text.ptr[end]) ||
		                          text.ptr[end] == '_' || text.ptr[end] == '.'))
			end++;
		setting = end > i ? pl_config_setting_find(dialect, (struct pl_str){ text.ptr + i, end - i }) : NULL;
		count += setting && setting->value != PL_VALUE_FILE;
	}
	return count;
}

void pl_config_file_read(struct pl_config_file *config, struct pl_str text, struct pl_arena *arena)
{
	struct pl_config_reader reader = { .file = config, .text = text, .arena = arena };
	const struct pl_config_dialect *best = NULL;
	size_t most = 0;

	*config = (struct pl_config_file){ .entries = pl_arena_bytes(arena, PL_LIMIT_CONFIG_ENTRIES * sizeof(*config->entries)) };
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
		size_t found = hits(dialects[i], text);

		if (found > most) {
			most = found;
			best = dialects[i];
		}
	}
	if (best == NULL)
		return;
	config->dialect = pl_str_from(best->name);
	best->read(&reader);
}

bool pl_config_file_load(struct pl_config_file *config, const char *path, struct pl_arena *arena, struct plimsoll_error *err)
{
	FILE *file = fopen(path, "rb");
	char *text;
	size_t len;
	int failure;

	if (file == NULL) {
		pl_fail(err, PLIMSOLL_IO, path, "cannot be read: %s", strerror(errno));
		return false;
	}
	text = pl_arena_bytes(arena, PL_LIMIT_CONFIG_FILE + 1);
	len = fread(text, 1, PL_LIMIT_CONFIG_FILE + 1, file);
	failure = ferror(file) ? errno : 0;
	fclose(file);
	if (failure || len > PL_LIMIT_CONFIG_FILE) {
		pl_fail(err, PLIMSOLL_IO, path, "%s", failure ? strerror(failure) : "is over the 4 MiB that a configuration may have");
		return false;
	}
	pl_config_file_read(config, (struct pl_str){ text, len }, arena);
	return true;
}

/* Placeholders are found by their braces; what the clients make up at random or from the clock has a fixed stand-in, so
 * that a check says the same each time, and the process environment is not read. */
#include "source/template.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/memory.h"

#include <stdlib.h>

#define DEPTH 16
#define EXPANDED ((size_t)1 << 20)
#define FILLED 65536 /* placeholders within one */

void pl_template_set(struct pl_template *t, struct pl_str name, struct pl_str value)
{
	size_t i = 0;

	while (i < t->len && !pl_str_equal(t->items[i].name, name))
		i++;
	if (i == t->len) {
		if (t->len == t->room) {
			t->room = t->room ? 2 * t->room : 16;
			t->items = pl_memory_grow(t->items, t->room * sizeof(*t->items));
		}
		t->items[t->len++].name = pl_arena_str(&t->arena, name);
	}
	t->items[i].value = pl_arena_str(&t->arena, value);
}

void pl_template_free(struct pl_template *t)
{
	pl_arena_free(&t->arena);
	free(t->items);
}

void pl_template_scan_scripts(struct pl_template *t, struct pl_str text)
{
	static const char call[] = ".set(";

	for (size_t at; (at = pl_str_find(text, PL_STR(call))) < text.len;) {
		struct pl_str name;

		text = pl_str_after(text, at + sizeof(call) - 1);
		while (text.len > 0 && strchr(" \\\"'`", text.ptr[0]))
			text = pl_str_after(text, 1);
		name = text;
		for (name.len = 0; name.len < text.len && !strchr("\\\"'`,)\n", text.ptr[name.len]);)
			name.len++;
		if (name.len > 0 && name.len < 128)
			pl_template_set(t, name, PL_STR("0"));
	}
}

static bool find(const struct pl_template *t, struct pl_str name, struct pl_str *value)
{
	for (size_t i = 0; i < t->len; i++)
		if (pl_str_equal(t->items[i].name, name))
			return *value = t->items[i].value, true;
	return false;
}

void pl_template_offer(struct pl_template *t, struct pl_str name, struct pl_str value)
{
	struct pl_str known;

	if (!find(t, name, &known))
		pl_template_set(t, name, value);
}

/* "$processEnv NAME", "$dotenv %NAME", "$env.NAME", "getEnv "NAME"": a value of --env, else the name. */
static bool of_environment(const struct pl_template *t, struct pl_str name, struct pl_str *value)
{
	static const char *const words[] = { "$processEnv ", "$dotenv ", "$env.", "getEnv " };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!pl_str_starts(name, pl_str_from(words[i])))
			continue;
		name = pl_str_trim(pl_str_after(name, strlen(words[i])));
		if (pl_str_starts(name, PL_STR("%")))
			name = pl_str_after(name, 1);
		if (pl_str_starts(name, PL_STR("\"")) && name.len > 1)
			name = (struct pl_str){ name.ptr + 1, name.len - 2 };
		if (!find(t, name, value))
			*value = name;
		return true;
	}
	return false;
}

/* "$randomInt 5 10" is a number of that range. */
static struct pl_str first_argument(struct pl_str name)
{
	struct pl_str rest = pl_str_trim(pl_str_after(name, strlen("$randomInt")));
	size_t end = 0;

	while (end < rest.len && (pl_is_digit(rest.ptr[end]) || rest.ptr[end] == '-'))
		end++;
	return end > 0 ? (struct pl_str){ rest.ptr, end } : PL_STR("1");
}

static bool made_up(const struct pl_template *t, struct pl_str name, struct pl_str *value)
{
	static const struct {
		const char *start, *value;
	} stand_ins[] = {
		{ "$guid", "00000000-0000-4000-8000-000000000000" },
		{ "$uuid", "00000000-0000-4000-8000-000000000000" },
		{ "newUuid", "00000000-0000-4000-8000-000000000000" },
		{ "$randomUUID", "00000000-0000-4000-8000-000000000000" },
		{ "$random.uuid", "00000000-0000-4000-8000-000000000000" },
		{ "$timestamp", "1700000000" },
		{ "$isoTimestamp", "2023-11-14T22:13:20.000Z" },
		{ "newDate", "2023-11-14T22:13:20Z" },
		{ "$datetime rfc1123", "Tue, 14 Nov 2023 22:13:20 GMT" },
		{ "$datetime", "2023-11-14T22:13:20.000Z" },
		{ "$localDatetime", "2023-11-14T22:13:20.000Z" },
		{ "$random", "1" },
		{ "$aadToken", "token" },
		{ "$aadV2Token", "token" },
		{ "$oidcAccessToken", "token" },
		{ "$auth.", "token" },
	};

	if (of_environment(t, name, value))
		return true;
	if (pl_str_starts(name, PL_STR("$randomInt")))
		return *value = first_argument(name), true;
	for (size_t i = 0; i < sizeof(stand_ins) / sizeof(stand_ins[0]); i++)
		if (pl_str_starts(name, pl_str_from(stand_ins[i].start)))
			return *value = pl_str_from(stand_ins[i].value), true;
	/* Hurl: {{token urlEncode}}, what a filter makes of a value. */
	if (find(t, (struct pl_str){ name.ptr, pl_str_find_char(name, ' ') }, value))
		return *value = PL_STR("0"), true;
	/* {{login.response.body.$.token}}: of a request that was sent before. */
	if (pl_str_find(name, PL_STR(".response.")) < name.len || pl_str_find(name, PL_STR(".request.")) < name.len)
		return *value = PL_STR("0"), true;
	return false;
}

/* The next placeholder of `text`, with its braces; no pointer when there is none. */
static struct pl_str next_placeholder(struct pl_str text)
{
	size_t at = pl_str_find(text, PL_STR("{{"));
	struct pl_str rest, line;
	size_t end;

	if (at >= text.len)
		return (struct pl_str){ 0 };
	rest = pl_str_after(text, at);
	line = (struct pl_str){ rest.ptr, pl_str_find_char((struct pl_str){ rest.ptr, rest.len < 512 ? rest.len : 512 }, '\n') };
	end = pl_str_find(line, PL_STR("}}"));
	return (struct pl_str){ rest.ptr, end < line.len ? end + 2 : 0 };
}

/* JetBrains and Hurl allow blanks; Handlebars' triple braces are none of ours. */
static bool value_of(const struct pl_template *t, struct pl_str placeholder, struct pl_str *value)
{
	struct pl_str name = pl_str_trim((struct pl_str){ placeholder.ptr + 2, placeholder.len - 4 });

	return find(t, name, value) || made_up(t, name, value);
}

static bool fill(const struct pl_template *t, struct pl_str text, unsigned depth, struct pl_buf *out, size_t *left)
{
	struct pl_str p;

	while ((p = next_placeholder(text)).ptr && !out->is_full) {
		size_t before = (size_t)(p.ptr - text.ptr);
		struct pl_str value;

		pl_buf_add(out, text.ptr, before);
		if (p.len == 0) {
			pl_buf_add_str(out, PL_STR("{{"));
			text = pl_str_after(text, before + 2);
			continue;
		}
		text = pl_str_after(text, before + p.len);
		if (!value_of(t, p, &value))
			pl_buf_add_str(out, p);
		else if (depth == 0 || --*left == 0 || !fill(t, value, depth - 1, out, left))
			return false;
	}
	pl_buf_add_str(out, text);
	return !out->is_full;
}

/* Is the placeholder filled? Its text goes to *filled. */
static bool resolve(const struct pl_template *t, struct pl_str placeholder, struct pl_arena *arena, struct pl_str *filled)
{
	size_t left = FILLED;
	struct pl_buf out;
	bool is_filled;

	if (!value_of(t, placeholder, filled))
		return false;
	pl_buf_init(&out, EXPANDED);
	is_filled = fill(t, *filled, DEPTH, &out, &left);
	if (is_filled)
		*filled = pl_arena_str(arena, (struct pl_str){ out.len ? out.ptr : "", out.len });
	pl_buf_free(&out);
	return is_filled;
}

void pl_template_expand(const struct pl_template *t, const struct pl_view *view, struct pl_str slice, struct pl_curl_text *to)
{
	struct pl_str p;

	while ((p = next_placeholder(slice)).ptr) {
		size_t before = (size_t)(p.ptr - slice.ptr);
		struct pl_str filled;

		if (p.len == 0)
			p.len = 2;
		if (p.len > 4 && resolve(t, p, to->arena, &filled)) {
			pl_view_add(to, view, (struct pl_str){ slice.ptr, before });
			pl_curl_text_add(to, filled, pl_view_place(view, p));
		} else {
			pl_view_add(to, view, (struct pl_str){ slice.ptr, before + p.len });
		}
		slice = pl_str_after(slice, before + p.len);
	}
	pl_view_add(to, view, slice);
}

struct pl_str pl_template_text(const struct pl_template *t, struct pl_str text, struct pl_arena *arena)
{
	const struct pl_segment nowhere = { 0 };
	struct pl_curl_text to = { .arena = arena };

	pl_template_expand(t, &(struct pl_view){ text, &nowhere, 1 }, text, &to);
	return pl_draft_flat(&to);
}

/* The lines of a Hurl file: requests with their sections, and the responses between them. */
#include "source/hurl.h"

#include "base/bytes.h"
#include "source/line.h"

/* A comment is the rest of a line from a # that no backslash stands before. */
static struct pl_str without_comment(struct pl_str line)
{
	size_t end = 0;

	while (end < line.len && line.ptr[end] != '#')
		end += line.ptr[end] == '\\' && end + 1 < line.len ? 2 : 1;
	return pl_str_trim((struct pl_str){ line.ptr, end });
}

static struct pl_str plain_line(struct pl_str *rest)
{
	return without_comment(pl_line_next(rest));
}

bool pl_hurl_is_request_line(struct pl_str line, struct pl_str *method, struct pl_str *url)
{
	size_t end = 0;

	line = without_comment(line);
	while (end < line.len && line.ptr[end] >= 'A' && line.ptr[end] <= 'Z')
		end++;
	*method = (struct pl_str){ line.ptr, end };
	*url = pl_str_trim(pl_str_after(line, end));
	if (end == 0 || end == line.len || !pl_is_blank(line.ptr[end]))
		return false;
	return pl_str_starts(*url, PL_STR("http://")) || pl_str_starts(*url, PL_STR("https://")) || pl_str_starts(*url, PL_STR("{{"));
}

bool pl_hurl_is_response_line(struct pl_str line)
{
	static const char *const versions[] = { "HTTP ", "HTTP/1.0 ", "HTTP/1.1 ", "HTTP/2 ", "HTTP/3 ", "HTTP/* " };

	line = without_comment(line);
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		struct pl_str status;

		if (!pl_str_starts(line, pl_str_from(versions[i])))
			continue;
		status = pl_str_trim(pl_str_after(line, strlen(versions[i])));
		return pl_str_equal(status, PL_STR("*")) || (status.len == 3 && pl_is_digit(status.ptr[0]) && pl_is_digit(status.ptr[2]));
	}
	return false;
}

bool pl_hurl_is_section(struct pl_str line, enum pl_hurl_section *section)
{
	static const struct {
		const char *name;
		enum pl_hurl_section section;
	} names[] = { { "[QueryStringParams]", PL_HURL_QUERY },
		      { "[Query]", PL_HURL_QUERY },
		      { "[FormParams]", PL_HURL_FORM },
		      { "[Form]", PL_HURL_FORM },
		      { "[MultipartFormData]", PL_HURL_MULTIPART },
		      { "[Multipart]", PL_HURL_MULTIPART },
		      { "[Cookies]", PL_HURL_COOKIES },
		      { "[BasicAuth]", PL_HURL_BASIC_AUTH },
		      { "[Options]", PL_HURL_OPTIONS },
		      { "[Captures]", PL_HURL_CAPTURES },
		      { "[Asserts]", PL_HURL_ASSERTS } };

	line = without_comment(line);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_equal(line, pl_str_from(names[i].name)))
			return *section = names[i].section, true;
	return false;
}

/* A key ends at its colon; neither JSON nor XML nor another body begins like one. */
static bool is_pair(struct pl_str line, struct pl_hurl_pair *pair)
{
	size_t i = 0;

	while (i < line.len && line.ptr[i] != ':') {
		size_t braces = pl_str_starts(pl_str_after(line, i), PL_STR("{{")) ? pl_str_find(pl_str_after(line, i), PL_STR("}}")) : 0;

		if (braces > 0 && i + braces < line.len)
			i += braces + 2;
		else if (line.ptr[i] == '\\' && i + 1 < line.len)
			i += 2;
		else if (line.ptr[i] != '`' && (pl_is_tchar(line.ptr[i]) || pl_str_find_char(PL_STR("[]@ "), line.ptr[i]) < 4))
			i++;
		else
			return false;
	}
	if (i == 0 || i >= line.len)
		return false;
	pair->key = pl_str_trim((struct pl_str){ line.ptr, i });
	pair->value = pl_str_trim(pl_str_after(line, i + 1));
	return true;
}

static void keep(struct pl_hurl_entry *entry, struct pl_arena *arena, struct pl_hurl_pair pair)
{
	if (entry->len == entry->room) {
		struct pl_hurl_pair *pairs;

		entry->room = entry->room ? 2 * entry->room : 16;
		pairs = pl_arena_alloc(arena, entry->room * sizeof(*pairs));
		if (entry->len > 0)
			memcpy(pairs, entry->pairs, entry->len * sizeof(*pairs));
		entry->pairs = pairs;
	}
	entry->pairs[entry->len++] = pair;
}

bool pl_hurl_entry_next(struct pl_str *rest, struct pl_arena *arena, struct pl_hurl_entry *entry)
{
	struct pl_hurl_pair pair = { .section = PL_HURL_HEADERS };

	*entry = (struct pl_hurl_entry){ 0 };
	do
		if (rest->len == 0)
			return false;
	while (!pl_hurl_is_request_line(pl_line_next(rest), &entry->method, &entry->url));
	while (rest->len > 0) {
		struct pl_str after = *rest, line = plain_line(&after), method, url;

		if (pl_hurl_is_response_line(line) || pl_hurl_is_request_line(line, &method, &url))
			break;
		if (line.len > 0 && !pl_hurl_is_section(line, &pair.section)) {
			if (!is_pair(line, &pair))
				break;
			keep(entry, arena, pair);
		}
		*rest = after;
	}
	return true;
}

void pl_hurl_pass_response(struct pl_str *rest, struct pl_template *captured)
{
	enum pl_hurl_section section = PL_HURL_HEADERS;
	struct pl_str after = *rest, method, url;
	struct pl_hurl_pair pair;

	while (after.len > 0) {
		struct pl_str line = pl_str_trim(pl_line_next(&after));

		if (pl_hurl_is_request_line(line, &method, &url))
			return;
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (pl_hurl_is_response_line(line))
			section = PL_HURL_HEADERS;
		else if (!pl_hurl_is_section(line, &section) && section == PL_HURL_CAPTURES && is_pair(without_comment(line), &pair))
			pl_template_offer(captured, pair.key, PL_STR("0"));
		/* An expected body in fences may hold lines of any kind. */
		if (pl_str_starts(line, PL_STR("```")) && pl_str_find(pl_str_after(line, 3), PL_STR("```")) == line.len - 3)
			after = pl_str_after(after, pl_str_find(after, PL_STR("```")) < after.len ? pl_str_find(after, PL_STR("```")) + 3 : after.len);
		*rest = after;
	}
}

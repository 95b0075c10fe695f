/* The body of a Hurl request: a text in backquotes or fences, JSON or XML as it stands, bytes in base64 or hex, a file. */
#include "source/hurl.h"

#include "base/bytes.h"
#include "base/json_text.h"
#include "parse/base64.h"
#include "source/line.h"

#include <stdlib.h>

static void add_expanded(struct pl_hurl *h, struct pl_str text)
{
	pl_template_expand(&h->template, &h->view, text, &h->draft.body);
}

/* The bytes stand at the whole of the text that they are written as. */
static void add_base64(struct pl_hurl *h, struct pl_str text)
{
	char *plain = pl_arena_bytes(h->draft.arena, text.len + 1);
	unsigned char *bytes = pl_arena_bytes(h->draft.arena, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		if (!strchr(" \t\r\n", text.ptr[i]))
			plain[n++] = text.ptr[i];
	n = pl_base64_decode((struct pl_str){ plain, n }, bytes, text.len);
	pl_curl_text_add(&h->draft.body, (struct pl_str){ (char *)bytes, n }, pl_view_place(&h->view, text));
}

static void add_hex(struct pl_hurl *h, struct pl_str text)
{
	char *bytes = pl_arena_bytes(h->draft.arena, text.len / 2 + 1);
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.len; i += 2) {
		int high = pl_hex_value(text.ptr[i]), low = pl_hex_value(text.ptr[i + 1]);

		if (high < 0 || low < 0) {
			pl_draft_unknown(&h->draft, PL_STR("hex, is followed by what is no pair of hexadecimal digits"), pl_view_place(&h->view, text));
			return;
		}
		bytes[n++] = (char)(high << 4 | low);
	}
	pl_curl_text_add(&h->draft.body, (struct pl_str){ bytes, n }, pl_view_place(&h->view, text));
}

static void add_file(struct pl_hurl *h, struct pl_str text)
{
	struct pl_curl_text name = pl_hurl_text(h, text);

	pl_draft_file(&h->draft, pl_draft_flat(&name), pl_view_place(&h->view, text), PL_CURL_AS_IS);
}

/* "base64,…;" and the like: from the comma to the first semicolon, over lines if need be. */
static bool add_word(struct pl_hurl *h, struct pl_str body)
{
	static const struct {
		const char *word;
		void (*add)(struct pl_hurl *h, struct pl_str text);
	} words[] = { { "base64,", add_base64 }, { "hex,", add_hex }, { "file,", add_file } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct pl_str text;
		size_t end = 0;

		if (!pl_str_starts(body, pl_str_from(words[i].word)))
			continue;
		text = pl_str_after(body, strlen(words[i].word));
		while (end < text.len && text.ptr[end] != ';')
			end += text.ptr[end] == '\\' && end + 1 < text.len ? 2 : 1;
		h->rest = pl_str_after(text, end < text.len ? end + 1 : end);
		words[i].add(h, pl_str_trim((struct pl_str){ text.ptr, end }));
		pl_line_next(&h->rest);
		return true;
	}
	return false;
}

/* Copies the JSON without what is white outside of its strings. */
static void add_compact(struct pl_hurl *h, struct pl_str json)
{
	bool is_string = false;
	size_t from = 0;

	for (size_t i = 0; i < json.len; i++) {
		if (is_string && json.ptr[i] == '\\')
			i++;
		else if (json.ptr[i] == '"')
			is_string = !is_string;
		else if (!is_string && strchr(" \t\r\n", json.ptr[i])) {
			add_expanded(h, (struct pl_str){ json.ptr + from, i - from });
			from = i + 1;
		}
	}
	add_expanded(h, pl_str_after(json, from < json.len ? from : json.len));
}

/* {"query":"…","variables":…}: a line that begins with "variables" has these behind it. */
static void add_graphql(struct pl_hurl *h, struct pl_str text)
{
	struct pl_str query = text, variables = PL_STR(""), flat;
	struct pl_span at = pl_view_place(&h->view, text);
	struct pl_curl_text filled = pl_draft_new_text(&h->draft);
	char *json = NULL;
	size_t mark = pl_str_find(text, PL_STR("\nvariables")), len = 0;
	FILE *out;

	if (mark < text.len) {
		query.len = mark;
		variables = pl_str_after(text, mark + strlen("\nvariables"));
	}
	pl_template_expand(&h->template, &h->view, query, &filled);
	flat = pl_draft_flat(&filled);
	while (flat.len > 0 && strchr(" \t\r\n", flat.ptr[0]))
		flat = pl_str_after(flat, 1);
	while (flat.len > 0 && strchr(" \t\r\n", flat.ptr[flat.len - 1]))
		flat.len--;
	out = open_memstream(&json, &len);
	pl_json_text_write(out, flat);
	fclose(out);
	pl_curl_text_add(&h->draft.body, PL_STR("{\"query\":"), at);
	pl_curl_text_add(&h->draft.body, pl_arena_str(h->draft.arena, (struct pl_str){ json, len }), at);
	free(json);
	if (variables.len > 0)
		pl_curl_text_add(&h->draft.body, PL_STR(",\"variables\":"), at);
	add_compact(h, variables);
	pl_curl_text_add(&h->draft.body, PL_STR("}"), at);
}

static bool has_attribute(struct pl_str hints, const char *name)
{
	for (;;) {
		size_t comma = pl_str_find_char(hints, ',');

		if (pl_str_equal(pl_str_trim((struct pl_str){ hints.ptr, comma }), pl_str_from(name)))
			return true;
		if (comma == hints.len)
			return false;
		hints = pl_str_after(hints, comma + 1);
	}
}

static void add_by_hints(struct pl_hurl *h, struct pl_str hints, struct pl_str text)
{
	struct pl_span at = pl_view_place(&h->view, text);
	bool is_graphql = has_attribute(hints, "graphql");

	if (is_graphql || has_attribute(hints, "json"))
		pl_hurl_add_type(h, "application/json", at);
	else if (has_attribute(hints, "xml"))
		pl_hurl_add_type(h, "application/xml", at);
	if (is_graphql)
		add_graphql(h, text);
	else if (has_attribute(hints, "novariable"))
		pl_view_add(&h->draft.body, &h->view, text);
	else if (has_attribute(hints, "escape"))
		pl_hurl_add(h, &h->draft.body, text);
	else
		add_expanded(h, text);
}

/* ```json and the like, up to the next three backquotes; or ```text``` on one line. */
static void add_fenced(struct pl_hurl *h, struct pl_str body)
{
	struct pl_str text = pl_str_after(body, 3), hints = pl_line_first(text);
	size_t end = pl_str_find(text, PL_STR("```"));

	if (end < hints.len) {
		hints.len = 0;
		text.len = end;
		h->rest = pl_str_after(text, end);
		add_by_hints(h, hints, text);
	} else {
		pl_line_next(&text);
		end = pl_str_find(text, PL_STR("```"));
		h->rest = pl_str_after(text, end);
		add_by_hints(h, pl_str_trim(hints), (struct pl_str){ text.ptr, end });
	}
	h->rest = (struct pl_str){ h->rest.ptr, (size_t)(h->view.text.ptr + h->view.text.len - h->rest.ptr) };
	pl_line_next(&h->rest);
}

/* The length of a JSON text that begins here, by its brackets and quotes; 0 when they never close. */
static size_t json_len(struct pl_str s)
{
	bool is_string = false;
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (is_string && c == '\\')
			i++;
		else if (c == '"')
			is_string = !is_string;
		else if (!is_string && (c == '{' || c == '['))
			depth++;
		else if (!is_string && (c == '}' || c == ']') && depth > 0)
			depth--;
		if (!is_string && depth == 0)
			return c == '}' || c == ']' || c == '"' ? i + 1 : pl_str_trim(pl_line_first(s)).len;
	}
	return 0;
}

/* Up to what is expected of the response, or the next request. */
static size_t len_to_response(struct pl_str s)
{
	struct pl_str rest = s, method, url;
	size_t end = 0;

	while (rest.len > 0 && !pl_hurl_is_response_line(pl_line_first(rest)) &&
	       !pl_hurl_is_request_line(pl_line_first(rest), &method, &url)) {
		struct pl_str line = pl_str_trim(pl_line_next(&rest));

		if (line.len > 0 && line.ptr[0] != '#')
			end = (size_t)(line.ptr + line.len - s.ptr);
	}
	return end;
}

static void add_bare(struct pl_hurl *h, struct pl_str body)
{
	bool is_xml = body.ptr[0] == '<';
	size_t len = is_xml ? 0 : json_len(body);

	if (len == 0)
		len = len_to_response(body);
	pl_hurl_add_type(h, is_xml ? "application/xml" : "application/json", pl_view_place(&h->view, (struct pl_str){ body.ptr, len }));
	add_expanded(h, (struct pl_str){ body.ptr, len });
	h->rest = pl_str_after(body, len);
	pl_line_next(&h->rest);
}

static void add_one_line(struct pl_hurl *h, struct pl_str body)
{
	size_t end = 1;

	while (end < body.len && body.ptr[end] != '`' && body.ptr[end] != '\n')
		end += body.ptr[end] == '\\' && end + 1 < body.len ? 2 : 1;
	pl_hurl_add(h, &h->draft.body, (struct pl_str){ body.ptr + 1, end - 1 });
	h->rest = pl_str_after(body, end);
	pl_line_next(&h->rest);
}

void pl_hurl_add_body(struct pl_hurl *h)
{
	struct pl_str line = pl_str_trim(pl_line_first(h->rest)), body, method, url;

	if (line.len == 0 || pl_hurl_is_response_line(line) || pl_hurl_is_request_line(line, &method, &url))
		return;
	body = pl_str_after(h->rest, (size_t)(line.ptr - h->rest.ptr));
	if (add_word(h, body))
		return;
	if (pl_str_starts(body, PL_STR("```")))
		add_fenced(h, body);
	else if (body.ptr[0] == '`')
		add_one_line(h, body);
	else
		add_bare(h, body);
}

/* The lines of a .http file: what is a request line, a variable, a comment, a script, and where a body ends. */
#include "source/http_block.h"

#include "base/bytes.h"
#include "source/line.h"

static bool is_separator(struct pl_str line)
{
	return pl_str_starts(line, PL_STR("###"));
}

bool pl_http_is_comment(struct pl_str line)
{
	return pl_str_starts(line, PL_STR("#")) || pl_str_starts(line, PL_STR("//"));
}

/* "@name = value" */
static bool is_variable(struct pl_str line, struct pl_str *name, struct pl_str *value)
{
	size_t equals = pl_str_find_char(line, '=');

	if (!pl_str_starts(line, PL_STR("@")) || equals == line.len)
		return false;
	*name = pl_str_trim((struct pl_str){ line.ptr + 1, equals - 1 });
	*value = pl_str_trim(pl_str_after(line, equals + 1));
	return name->len > 0 && pl_str_find_char(*name, ' ') == name->len;
}

static struct pl_str first_word(struct pl_str line)
{
	size_t end = 0;

	while (end < line.len && !pl_is_blank(line.ptr[end]))
		end++;
	return (struct pl_str){ line.ptr, end };
}

static bool is_known_method(struct pl_str word)
{
	static const char *const methods[] = { "GET",   "POST",    "PUT",     "PATCH",     "DELETE", "HEAD",
		                               "TRACE", "OPTIONS", "GRAPHQL", "WEBSOCKET", "GRPC",   "RSOCKET" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (pl_str_equal(word, pl_str_from(methods[i])))
			return true;
	return false;
}

/* A method of the server's own. */
static bool is_capital(struct pl_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z') && word.ptr[i] != '-')
			return false;
	return word.len > 2;
}

static bool is_url(struct pl_str text)
{
	return pl_str_starts_nocase(text, PL_STR("http://")) || pl_str_starts_nocase(text, PL_STR("https://")) ||
	       pl_str_starts(text, PL_STR("{{")) || pl_str_starts(text, PL_STR("/"));
}

static struct pl_str without_version(struct pl_str url, bool *has_version)
{
	size_t at = url.len;

	while (at > 0 && !pl_is_blank(url.ptr[at - 1]))
		at--;
	*has_version = at > 0 && pl_str_starts(pl_str_after(url, at), PL_STR("HTTP/"));
	return *has_version ? pl_str_trim((struct pl_str){ url.ptr, at }) : url;
}

/* "POST url HTTP/1.1", or a URL alone, which is GET. */
static bool is_request_line(struct pl_str line, struct pl_str *method, struct pl_str *url, bool *has_version)
{
	*method = first_word(line);
	*url = pl_str_trim(pl_str_after(line, method->len));
	if (url->len == 0 || !(is_known_method(*method) || (is_capital(*method) && is_url(*url)))) {
		*method = (struct pl_str){ line.ptr, 0 };
		*url = line;
		if (!is_url(line) || pl_str_starts(line, PL_STR("//")))
			return false;
	}
	*url = without_version(*url, has_version);
	return url->len > 0;
}

/* Lines of a script, "{% … %}", that began on `line`. */
static void pass_script(struct pl_str line, struct pl_str *rest)
{
	while (pl_str_find(line, PL_STR("%}")) == line.len && rest->len > 0)
		line = pl_line_next(rest);
}

/* What ends a body: a response handler, or a file that the response goes to. */
static bool is_after_body(struct pl_str line)
{
	return pl_str_starts(line, PL_STR("> ")) || pl_str_starts(line, PL_STR(">> ")) || pl_str_starts(line, PL_STR(">>! ")) ||
	       pl_str_starts(line, PL_STR("<> ")) || pl_str_starts(line, PL_STR(">{%"));
}

/* Lines before the request line; variables go to `set` when there is one. False at the end of the file. */
static bool pass_preamble(struct pl_str *rest, struct pl_template *set, struct pl_http_block *block)
{
	struct pl_str name, value;
	bool has_version;

	while (rest->len > 0) {
		struct pl_str line = pl_str_trim(pl_line_next(rest));

		if (set && is_variable(line, &name, &value))
			pl_template_set(set, name, value);
		else if (set && pl_http_is_comment(line) && pl_str_find(line, PL_STR("@prompt ")) < line.len)
			pl_template_set(set, first_word(pl_str_after(line, pl_str_find(line, PL_STR("@prompt ")) + 8)), PL_STR("0"));
		else if (pl_str_starts(line, PL_STR("<")))
			pass_script(pl_str_find(line, PL_STR("{%")) < line.len ? line : PL_STR("%}"), rest);
		else if (is_request_line(line, &block->method, &block->url, &has_version))
			return true;
	}
	return false;
}

/* REST Client: lines that begin with ? or &; JetBrains: lines that are indented. */
static bool continues_url(struct pl_str line)
{
	struct pl_str trimmed = pl_str_trim(line);

	return trimmed.len > 0 && (trimmed.ptr[0] == '?' || trimmed.ptr[0] == '&' || pl_is_blank(line.ptr[0]));
}

static void take_body(struct pl_str *rest, struct pl_http_block *block)
{
	bool is_over = false;
	size_t end = 0;

	block->body = (struct pl_str){ rest->ptr, 0 };
	while (rest->len > 0 && !is_separator(pl_line_first(*rest))) {
		struct pl_str line = pl_line_next(rest);

		if (!is_over && is_after_body(line)) {
			is_over = true;
			if (pl_str_find(line, PL_STR("{%")) < line.len)
				pass_script(line, rest);
		}
		if (!is_over && pl_str_trim(line).len > 0)
			end = (size_t)(line.ptr + line.len - block->body.ptr);
	}
	block->body.len = end;
}

bool pl_http_block_next(struct pl_str *rest, struct pl_template *set, struct pl_http_block *block)
{
	struct pl_str start = *rest;
	bool has_version;

	if (!pass_preamble(rest, set, block))
		return false;
	while (rest->len > 0 && continues_url(pl_line_first(*rest))) {
		struct pl_str line = pl_str_trim(pl_line_next(rest));

		block->url.len = (size_t)(line.ptr + line.len - block->url.ptr);
	}
	block->url = without_version(block->url, &has_version);
	block->fields = (struct pl_str){ rest->ptr, 0 };
	while (rest->len > 0 && !is_separator(pl_line_first(*rest)) && !is_after_body(pl_line_first(*rest))) {
		struct pl_str line = pl_line_next(rest);

		if (pl_str_trim(line).len == 0)
			break;
		block->fields.len = (size_t)(line.ptr + line.len - block->fields.ptr);
	}
	block->head = (struct pl_str){ start.ptr, (size_t)(block->fields.ptr + block->fields.len - start.ptr) };
	take_body(rest, block);
	return true;
}

/* Is there a ### line with a request behind it? A raw message's body may hold one too, but not both. */
static bool has_separated_request(struct pl_str peek)
{
	while (peek.len > 0) {
		struct pl_str rest, line = pl_line_next(&peek), method, url;
		bool has_version;

		if (!is_separator(line))
			continue;
		for (rest = peek; rest.len > 0;) {
			line = pl_str_trim(pl_line_next(&rest));
			if (line.len > 0 && !pl_http_is_comment(line) && !pl_str_starts(line, PL_STR("@")))
				break;
		}
		if (is_request_line(line, &method, &url, &has_version))
			return true;
	}
	return false;
}

int pl_http_bid(struct pl_str peek)
{
	struct pl_str rest = peek, name, value;
	struct pl_http_block block = { .url = { .len = 0 } };
	bool has_signs = false, has_version = false;

	if (pl_str_starts(rest, PL_STR("\xEF\xBB\xBF")))
		rest = pl_str_after(rest, 3);
	while (rest.len > 0) {
		struct pl_str line = pl_str_trim(pl_line_next(&rest));

		if (line.len == 0)
			continue;
		if (is_request_line(line, &block.method, &block.url, &has_version))
			break;
		if (pl_str_starts(line, PL_STR("< {%")))
			pass_script(line, &rest);
		else if (!pl_http_is_comment(line) && !is_variable(line, &name, &value))
			return 0;
		has_signs |= is_separator(line) || !pl_str_starts(line, PL_STR("#")) || pl_str_find(line, PL_STR("# @")) < line.len;
		block.url.len = 0;
	}
	if (rest.len == 0 && block.url.len == 0)
		return 0;
	if (has_signs || pl_str_find(block.url, PL_STR("{{")) < block.url.len || has_separated_request(peek))
		return 95;
	return has_version ? 0 : is_url(block.url) && block.url.ptr[0] != '/' ? 92 : 50;
}

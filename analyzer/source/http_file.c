/* .http and .rest files of VS Code's REST Client and of JetBrains' HTTP client. A request begins behind a ### line; what
 * a script would do before or after it is passed over. */
#include "source/format.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "source/template.h"

struct http_file {
	struct pl_view view; /* the whole file */
	struct pl_segment segment;
	char *folder;
	struct pl_template template;
	struct pl_str rest; /* of the file, not parsed yet */
	struct pl_draft draft;
	uint64_t entries;
};

/* One request as it is written. */
struct block {
	struct pl_str method, url; /* url: from the request line to the end of its continuation lines */
	struct pl_str fields, body;
};

/* The next line, without its end; *rest is behind it. */
static struct pl_str next_line(struct pl_str *rest)
{
	struct pl_str line = { rest->ptr, pl_str_find_char(*rest, '\n') };

	*rest = pl_str_after(*rest, line.len < rest->len ? line.len + 1 : line.len);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

static struct pl_str first_line(struct pl_str text)
{
	return next_line(&text);
}

static bool is_separator(struct pl_str line)
{
	return pl_str_starts(line, PL_STR("###"));
}

static bool is_comment(struct pl_str line)
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
		line = next_line(rest);
}

/* What ends a body: a response handler, or a file that the response goes to. */
static bool is_after_body(struct pl_str line)
{
	return pl_str_starts(line, PL_STR("> ")) || pl_str_starts(line, PL_STR(">> ")) || pl_str_starts(line, PL_STR(">>! ")) ||
	       pl_str_starts(line, PL_STR("<> ")) || pl_str_starts(line, PL_STR(">{%"));
}

/* Lines before the request line; variables go to `set` when there is one. False at the end of the file. */
static bool pass_preamble(struct pl_str *rest, struct pl_template *set, struct block *block)
{
	struct pl_str name, value;
	bool has_version;

	while (rest->len > 0) {
		struct pl_str line = pl_str_trim(next_line(rest));

		if (set && is_variable(line, &name, &value))
			pl_template_set(set, name, value);
		else if (set && is_comment(line) && pl_str_find(line, PL_STR("@prompt ")) < line.len)
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

static void take_body(struct pl_str *rest, struct block *block)
{
	bool is_over = false;
	size_t end = 0;

	block->body = (struct pl_str){ rest->ptr, 0 };
	while (rest->len > 0 && !is_separator(first_line(*rest))) {
		struct pl_str line = next_line(rest);

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

static bool next_block(struct pl_str *rest, struct pl_template *set, struct block *block)
{
	bool has_version;

	if (!pass_preamble(rest, set, block))
		return false;
	while (rest->len > 0 && continues_url(first_line(*rest))) {
		struct pl_str line = pl_str_trim(next_line(rest));

		block->url.len = (size_t)(line.ptr + line.len - block->url.ptr);
	}
	block->url = without_version(block->url, &has_version);
	block->fields = (struct pl_str){ rest->ptr, 0 };
	while (rest->len > 0 && !is_separator(first_line(*rest)) && !is_after_body(first_line(*rest))) {
		struct pl_str line = next_line(rest);

		if (pl_str_trim(line).len == 0)
			break;
		block->fields.len = (size_t)(line.ptr + line.len - block->fields.ptr);
	}
	take_body(rest, block);
	return true;
}

/* Is there a ### line with a request behind it? A raw message's body may hold one too, but not both. */
static bool has_separated_request(struct pl_str peek)
{
	while (peek.len > 0) {
		struct pl_str rest, line = next_line(&peek), method, url;
		bool has_version;

		if (!is_separator(line))
			continue;
		for (rest = peek; rest.len > 0;) {
			line = pl_str_trim(next_line(&rest));
			if (line.len > 0 && !is_comment(line) && !pl_str_starts(line, PL_STR("@")))
				break;
		}
		if (is_request_line(line, &method, &url, &has_version))
			return true;
	}
	return false;
}

static int bid(struct pl_str peek)
{
	struct pl_str rest = peek, name, value;
	struct block block = { .url = { .len = 0 } };
	bool has_signs = false, has_version = false;

	if (pl_str_starts(rest, PL_STR("\xEF\xBB\xBF")))
		rest = pl_str_after(rest, 3);
	while (rest.len > 0) {
		struct pl_str line = pl_str_trim(next_line(&rest));

		if (line.len == 0)
			continue;
		if (is_request_line(line, &block.method, &block.url, &has_version))
			break;
		if (pl_str_starts(line, PL_STR("< {%")))
			pass_script(line, &rest);
		else if (!is_comment(line) && !is_variable(line, &name, &value))
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

static enum pl_step open_file(struct pl_source *source, struct plimsoll_error *err)
{
	struct http_file *f = pl_memory_alloc(sizeof(*f));
	struct pl_str text, rest;
	struct block block;

	source->state = f;
	f->folder = pl_draft_folder(source->path);
	if (!pl_draft_read(source, PL_LIMIT_REQUESTS, &text, err))
		return PL_STEP_ERROR;
	f->segment = (struct pl_segment){ 0, { source->origin, 0, text.len }, true };
	f->view = (struct pl_view){ text, &f->segment, 1 };
	f->rest = pl_str_starts(text, PL_STR("\xEF\xBB\xBF")) ? pl_str_after(text, 3) : text;
	pl_template_scan_scripts(&f->template, text);
	/* A file's variables hold for all of it, wherever they stand. */
	for (rest = f->rest; next_block(&rest, &f->template, &block);)
		;
	return source->input->env == NULL || pl_template_load(&f->template, source->input->env, err) ? PL_STEP_OK
	                                                                                             : PL_STEP_ERROR;
}

static struct pl_curl_text expanded(const struct http_file *f, struct pl_str slice)
{
	struct pl_curl_text text = pl_draft_new_text(&f->draft);

	pl_template_expand(&f->template, &f->view, slice, &text);
	return text;
}

/* The lines of a URL are one. */
static struct pl_curl_text url_text(const struct http_file *f, struct pl_str url)
{
	struct pl_curl_text text = pl_draft_new_text(&f->draft);

	while (url.len > 0) {
		struct pl_curl_text line = expanded(f, pl_str_trim(next_line(&url)));

		pl_draft_add_all(&text, &line);
	}
	return text;
}

static struct pl_str add_fields(struct http_file *f, struct pl_str lines)
{
	struct pl_str host = PL_STR("");

	while (lines.len > 0) {
		struct pl_str line = next_line(&lines);
		size_t colon = pl_str_find_char(line, ':');
		struct pl_curl_text name, value;

		if (is_comment(pl_str_trim(line)) || colon == line.len)
			continue;
		name = expanded(f, pl_str_trim((struct pl_str){ line.ptr, colon }));
		value = expanded(f, pl_str_trim(pl_str_after(line, colon + 1)));
		pl_draft_field(&f->draft, &name, &value);
		if (pl_str_equal_nocase(pl_draft_flat(&name), PL_STR("host")))
			host = pl_draft_flat(&value);
	}
	return host;
}

/* "< ./file", "<@ file" and "<@latin1 file": the name of the file. */
static bool is_file_line(struct pl_str line, struct pl_str *name, bool *is_template)
{
	size_t at = 1;

	if (!pl_str_starts(line, PL_STR("<")))
		return false;
	*is_template = line.len > 1 && line.ptr[1] == '@';
	while (*is_template && at < line.len && !pl_is_blank(line.ptr[at]))
		at++;
	*name = pl_str_trim(pl_str_after(line, at));
	return name->len > 0 && at < line.len && pl_is_blank(line.ptr[at]);
}

enum body_kind { PLAIN, FORM, MULTIPART };

static enum body_kind kind_of(struct pl_str fields)
{
	while (fields.len > 0) {
		struct pl_str line = next_line(&fields), value;

		if (!pl_str_starts_nocase(line, PL_STR("content-type")))
			continue;
		value = pl_str_trim(pl_str_after(line, pl_str_find_char(line, ':')));
		value = pl_str_trim(pl_str_after(value, value.len > 0));
		if (pl_str_starts_nocase(value, PL_STR("multipart/")))
			return MULTIPART;
		if (pl_str_starts_nocase(value, PL_STR("application/x-www-form-urlencoded")))
			return FORM;
	}
	return PLAIN;
}

/* A template's own bytes would need all of it in memory; its length is known when it holds no placeholder only. */
static void add_file(struct http_file *f, struct pl_str name, bool is_template)
{
	struct pl_draft *d = &f->draft;
	struct pl_str file = pl_template_text(&f->template, name, d->arena);

	pl_draft_file(d, file, pl_view_place(&f->view, name), PL_CURL_AS_IS);
	if (is_template)
		pl_draft_unknown(d, PL_STR("variables are put into a file that is sent with <@"), pl_view_place(&f->view, name));
}

/* `lf` ends a line of the file; the CR that may be added stands there too. */
static void add_line_end(struct http_file *f, const char *lf, bool is_crlf)
{
	struct pl_span at = pl_view_place(&f->view, (struct pl_str){ lf, 1 });

	if (is_crlf)
		pl_curl_text_add_exact(&f->draft.body, PL_STR("\r"), at);
	pl_curl_text_add_exact(&f->draft.body, (struct pl_str){ lf, 1 }, at);
}

/* Line ends of a body are LF, in a multipart body CRLF; lines of a form are one where an & joins them. */
static void add_body(struct http_file *f, struct pl_str body, enum body_kind kind)
{
	bool is_joined = true, is_template;
	struct pl_str name;

	while (body.len > 0) {
		struct pl_str line = next_line(&body);
		struct pl_curl_text text;

		if (!is_joined && !(kind == FORM && pl_str_starts(line, PL_STR("&"))))
			add_line_end(f, line.ptr - 1, kind == MULTIPART);
		is_joined = kind == FORM && pl_str_ends(line, PL_STR("&"));
		if (is_file_line(line, &name, &is_template)) {
			add_file(f, name, is_template);
			continue;
		}
		text = expanded(f, line);
		pl_draft_add_all(&f->draft.body, &text);
	}
}

static bool is_no_http(struct pl_str method)
{
	static const char *const others[] = { "WEBSOCKET", "GRPC", "RSOCKET" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (pl_str_equal(method, pl_str_from(others[i])))
			return true;
	return false;
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct http_file *f = source->state;
	struct pl_draft *d = &f->draft;
	struct pl_curl_text url;
	struct pl_span method_at;
	struct block block;
	struct pl_str host;

	(void)err;
	do
		if (!next_block(&f->rest, NULL, &block))
			return PL_STEP_END;
	while (is_no_http(block.method));
	pl_draft_begin(d, source->arena, f->folder, pl_view_place(&f->view, first_line(block.url)));
	method_at = block.method.len > 0 ? pl_view_place(&f->view, block.method) : d->at;
	url = url_text(f, block.url);
	host = add_fields(f, block.fields);
	if (pl_str_equal(block.method, PL_STR("GRAPHQL"))) {
		block.method = PL_STR("POST");
		pl_draft_unknown(d, PL_STR("the client puts the GraphQL query into JSON"), d->at);
	}
	pl_draft_target(d, block.method.len > 0 ? block.method : PL_STR("GET"), method_at, &url, host);
	add_body(f, block.body, kind_of(block.fields));
	message->input = PL_INPUT_HTTP_FILE;
	message->entry = f->entries++;
	pl_draft_hand_over(d, message);
	return PL_STEP_OK;
}

static enum pl_step next_body(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                              struct plimsoll_error *err)
{
	(void)message;
	return pl_draft_next_body(&((struct http_file *)source->state)->draft, source, run, err);
}

static void close_file(struct pl_source *source)
{
	struct http_file *f = source->state;

	pl_draft_end(&f->draft);
	pl_template_free(&f->template);
	free(f->folder);
	free(f);
}

const struct pl_format pl_http_file_format = { "http-file", "a .http or .rest file of REST Client or JetBrains' HTTP client", bid,
	                                       open_file,   next_request, next_body, close_file };

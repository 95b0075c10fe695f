/* .http and .rest files of VS Code's REST Client and of JetBrains' HTTP client. A request begins behind a ### line; what
 * a script would do before or after it is passed over. */
#include "source/format.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "source/http_block.h"
#include "source/ignore.h"
#include "source/line.h"

struct http_file {
	struct pl_view view; /* the whole file */
	struct pl_segment segment;
	char *folder;
	struct pl_template template;
	struct pl_str rest; /* of the file, not parsed yet */
	struct pl_draft draft;
	uint64_t entries;
};

static enum pl_step open_file(struct pl_source *source, struct plimsoll_error *err)
{
	struct http_file *f = pl_memory_alloc(sizeof(*f));
	struct pl_str text, rest;
	struct pl_http_block block;

	source->state = f;
	f->folder = pl_draft_folder(source->path);
	if (!pl_draft_read(source, PL_LIMIT_REQUESTS, &text, err))
		return PL_STEP_ERROR;
	f->segment = (struct pl_segment){ 0, { source->origin, 0, text.len }, true };
	f->view = (struct pl_view){ text, &f->segment, 1 };
	f->rest = pl_str_starts(text, PL_STR("\xEF\xBB\xBF")) ? pl_str_after(text, 3) : text;
	pl_template_scan_scripts(&f->template, text);
	/* A file's variables hold for all of it, wherever they stand. */
	for (rest = f->rest; pl_http_block_next(&rest, &f->template, &block);)
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
		struct pl_curl_text line = expanded(f, pl_str_trim(pl_line_next(&url)));

		pl_draft_add_all(&text, &line);
	}
	return text;
}

static struct pl_str add_fields(struct http_file *f, struct pl_str lines)
{
	struct pl_str host = PL_STR("");

	while (lines.len > 0) {
		struct pl_str line = pl_line_next(&lines);
		size_t colon = pl_str_find_char(line, ':');
		struct pl_curl_text name, value;

		if (pl_http_is_comment(pl_str_trim(line)) || colon == line.len)
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
		struct pl_str line = pl_line_next(&fields), value;

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
		struct pl_str line = pl_line_next(&body);
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
	struct pl_http_block block;
	struct pl_str host;

	(void)err;
	do
		if (!pl_http_block_next(&f->rest, NULL, &block))
			return PL_STEP_END;
	while (is_no_http(block.method));
	pl_draft_begin(d, source->arena, f->folder, pl_view_place(&f->view, pl_line_first(block.url)));
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
	pl_ignores_scan(message, source->arena, block.head, pl_view_place(&f->view, block.head));
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

const struct pl_format pl_http_file_format = { "http-file", "a .http or .rest file of REST Client or JetBrains' HTTP client", pl_http_bid,
	                                       open_file,   next_request, next_body, close_file };

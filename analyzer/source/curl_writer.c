/* A request as a curl command for a POSIX shell: every header that curl would add and the request lacks is
 * taken out, so that what goes out is the request and nothing else. */
#include "source/writer.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/number.h"
#include "source/content_reader.h"
#include "source/target_uri.h"

/* In single quotes, where only a single quote needs help. */
static void quote(FILE *out, struct pl_str text)
{
	fputc('\'', out);
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\'')
			fputs("'\\''", out);
		else
			fputc(text.ptr[i], out);
	fputc('\'', out);
}

/* curl reads 'name;' as a header without a value, and 'name:' as one to leave out. */
static void write_header(FILE *out, const struct pl_head_field *field, struct pl_arena *arena)
{
	fputs(" \\\n  -H ", out);
	if (field->value.len > 0)
		quote(out, pl_arena_printf(arena, "%.*s: %.*s", PL_STR_ARG(field->name),
		                           PL_STR_ARG(field->value)));
	else
		quote(out, pl_arena_printf(arena, "%.*s;", PL_STR_ARG(field->name)));
}

/* Host is in the URL; a right Content-Length is what curl computes. */
static bool is_curls_own(const struct pl_content_reader *content, const struct pl_head_field *field)
{
	const struct pl_head *head = &content->message->head;
	const struct pl_head_field *host;
	uint64_t length = 0;
	size_t at = 0;

	if (pl_str_equal_nocase(field->name, PL_STR("content-length")))
		return content->start_len > 0 && pl_number_decimal(field->value, &length) == PL_NUMBER_OK &&
		       (!content->is_whole || length == content->start_len);
	host = pl_head_find(head, PL_STR("host"), &at);
	return field == host && pl_head_find(head, PL_STR("host"), &at) == NULL;
}

static void write_headers(FILE *out, const struct pl_content_reader *content)
{
	const struct pl_head *head = &content->message->head;
	const struct pl_str added[] = { PL_STR("User-Agent"), PL_STR("Accept"), PL_STR("Expect"),
		                        PL_STR("Content-Type") };

	for (size_t i = 0; i < head->fields_len; i++)
		if (!head->fields[i].no_colon && !is_curls_own(content, &head->fields[i]))
			write_header(out, &head->fields[i], content->source->arena);
	for (size_t i = 0; i < (content->start_len > 0 ? 4 : 2); i++) {
		size_t at = 0;

		if (pl_head_find(head, added[i], &at) == NULL)
			fprintf(out, " \\\n  -H '%.*s:'", PL_STR_ARG(added[i]));
	}
}

static void write_method(FILE *out, const struct pl_head *head, bool has_body)
{
	if (pl_str_equal(head->method, PL_STR("HEAD")) && !has_body)
		fputs(" --head", out);
	else if (!pl_str_equal(head->method, has_body ? PL_STR("POST") : PL_STR("GET")))
		fprintf(out, " -X %.*s", PL_STR_ARG(head->method));
	if (pl_str_equal(head->version, PL_STR("HTTP/1.0")))
		fputs(" --http1.0", out);
}

static bool write_curl(struct pl_source *source, struct pl_message *message, FILE *out,
                       struct plimsoll_error *err)
{
	struct pl_content_reader content;
	struct pl_str text, uri = pl_target_uri(message, source->arena);
	bool has_body;

	if (!pl_str_starts(uri, PL_STR("http"))) {
		pl_fail(err, PLIMSOLL_FORMAT, source->path,
		        "curl needs a host: there is no Host header and no absolute target");
		return false;
	}
	if (!pl_content_reader_open(&content, source, message, err))
		return false;
	text = pl_content_reader_text(&content);
	has_body = content.start_len > 0;
	if (text.ptr == NULL)
		fputs("base64 -d <<'END' | ", out);
	fputs("curl --globoff --path-as-is", out);
	write_method(out, &message->head, has_body);
	fputc(' ', out);
	quote(out, uri);
	write_headers(out, &content);
	if (has_body && text.ptr) {
		/* --data-raw does not read a file where the text begins with @. */
		fputs(" \\\n  --data-raw ", out);
		quote(out, text);
	} else if (has_body) {
		fputs(" \\\n  --data-binary @-\n", out);
		if (!pl_content_reader_write_base64(&content, out, true, err))
			return false;
		fputs("END", out);
	}
	fputc('\n', out);
	return true;
}

const struct pl_writer pl_curl_writer = { "curl", write_curl };

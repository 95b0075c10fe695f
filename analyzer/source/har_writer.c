/* A request as a HAR 1.2 log of one entry, without a response: status 0, as browsers write one that never
 * came. */
#include "source/writer.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/json_text.h"
#include "source/content_reader.h"
#include "source/target_uri.h"

static void member(FILE *out, const char *key, struct pl_str text, const char *after)
{
	pl_json_text_member(out, key, text);
	fputs(after, out);
}

static void write_pair(FILE *out, struct pl_str name, struct pl_str value, const char *before)
{
	fputs(before, out);
	member(out, "name", name, ", ");
	member(out, "value", value, "}");
}

static void write_headers(FILE *out, const struct pl_head *head)
{
	bool has_one = false;

	fputs("      \"headers\": [", out);
	for (size_t i = 0; i < head->fields_len; i++) {
		if (head->fields[i].no_colon)
			continue;
		write_pair(out, head->fields[i].name, head->fields[i].value,
		           has_one ? ",\n        {" : "\n        {");
		has_one = true;
	}
	fputs("],\n", out);
}

static void write_query(FILE *out, struct pl_str uri)
{
	size_t mark = pl_str_find_char(uri, '?'), end = pl_str_find_char(uri, '#');
	struct pl_str rest = { uri.ptr + mark, end > mark ? end - mark : 0 };
	bool has_one = false;

	fputs("      \"queryString\": [", out);
	while (rest.len > 0) {
		struct pl_str pair = pl_str_after(rest, 1);
		size_t equals;

		pair.len = pl_str_find_char(pair, '&');
		rest = pl_str_after(rest, pair.len + 1);
		equals = pl_str_find_char(pair, '=');
		if (pair.len == 0)
			continue;
		write_pair(out, (struct pl_str){ pair.ptr, equals },
		           equals < pair.len ? pl_str_after(pair, equals + 1) : PL_STR(""),
		           has_one ? ", {" : "{");
		has_one = true;
	}
	fputs("],\n", out);
}

static bool write_content(struct pl_content_reader *content, FILE *out, struct plimsoll_error *err)
{
	const struct pl_head_field *type;
	struct pl_str text = pl_content_reader_text(content);
	size_t at = 0;

	type = pl_head_find(&content->message->head, PL_STR("content-type"), &at);
	fputs(",\n      \"postData\": {", out);
	member(out, "mimeType", type ? type->value : PL_STR(""), ", ");
	if (text.ptr) {
		member(out, "text", text, "}");
		return true;
	}
	fputs("\"encoding\": \"base64\", \"text\": \"", out);
	if (!pl_content_reader_write_base64(content, out, false, err))
		return false;
	fputs("\"}", out);
	return true;
}

static bool write_har(struct pl_source *source, struct pl_message *message, FILE *out,
                      struct plimsoll_error *err)
{
	const struct pl_head *head = &message->head;
	struct pl_content_reader content;
	struct pl_str uri = pl_target_uri(message, source->arena);

	/* As proxies log a tunnel. */
	if (pl_str_equal(head->method, PL_STR("CONNECT")))
		uri = pl_arena_printf(source->arena, "https://%.*s", PL_STR_ARG(head->target));
	if (pl_str_find(uri, PL_STR("://")) == uri.len) {
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "a HAR has the whole URL of a request, and '%.*s' without a host is none",
		        PL_STR_ARG(uri));
		return false;
	}
	if (!pl_content_reader_open(&content, source, message, err))
		return false;
	fputs("{\"log\": {\n  \"version\": \"1.2\",\n  \"creator\": {\"name\": \"plimsoll\", \"version\": "
	      "\"" PLIMSOLL_VERSION "\"},\n  \"entries\": [{\n    \"startedDateTime\": "
	                            "\"1970-01-01T00:00:00.000Z\",\n    \"time\": 0,\n"
	      "    \"request\": {\n      ",
	      out);
	member(out, "method", head->method, ",\n      ");
	member(out, "url", uri, ",\n      ");
	member(out, "httpVersion", head->version, ",\n");
	fputs("      \"cookies\": [],\n", out);
	write_headers(out, head);
	write_query(out, uri);
	fprintf(out, "      \"headersSize\": %zu,\n      \"bodySize\": ", head->text.len);
	if (content.is_whole)
		fprintf(out, "%zu", content.start_len);
	else
		fputs("-1", out);
	if (content.start_len > 0 && !write_content(&content, out, err))
		return false;
	fputs("},\n    \"response\": {\"status\": 0, \"statusText\": \"\", \"httpVersion\": \"\", "
	      "\"cookies\": [], \"headers\": [],\n"
	      "      \"content\": {\"size\": 0, \"mimeType\": \"\"}, \"redirectURL\": \"\", \"headersSize\": "
	      "-1, \"bodySize\": -1},\n"
	      "    \"cache\": {},\n    \"timings\": {\"send\": 0, \"wait\": 0, \"receive\": 0}}]}}\n",
	      out);
	return true;
}

const struct pl_writer pl_har_writer = { "har", write_har };

/* A body in chunks, and one that a digest or a signature is computed over, is not changed. */
#include "fix/message_edits.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/number.h"
#include "fix/recast.h"
#include "parse/params.h"

static bool has(const struct pl_head *head, const char *name)
{
	size_t at = 0;

	return pl_head_find(head, pl_str_from(name), &at) != NULL;
}

static bool is_signed(const struct pl_head *head)
{
	static const char *const names[] = { "content-md5", "content-digest", "repr-digest", "digest", "signature",
		                             "signature-input", "x-hub-signature", "x-hub-signature-256", "x-amz-content-sha256" };
	size_t at = 0;
	const struct pl_head_field *credentials;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (has(head, names[i]))
			return true;
	for (size_t i = 0; i < head->fields_len; i++)
		if (pl_str_starts_nocase(head->fields[i].name, PL_STR("x-amz-checksum-")))
			return true;
	credentials = pl_head_find(head, PL_STR("authorization"), &at);
	return credentials && (pl_str_starts_nocase(credentials->value, PL_STR("AWS4-")) ||
	                       pl_str_starts_nocase(credentials->value, PL_STR("Signature ")));
}

bool pl_message_edits_begin(struct pl_message_edits *m, const struct plimsoll_frame *frame, const struct pl_original *original,
                            struct pl_arena *scratch, struct pl_edits *edits)
{
	struct pl_str text;

	*m = (struct pl_message_edits){ *frame, original, scratch, edits, .first = edits->len };
	if (!frame->is_raw || !pl_original_read(original, frame->head_offset, frame->head_length, scratch, &text) ||
	    pl_head_parse(text, scratch, &m->head) != PL_HEAD_DONE)
		return false;
	m->has_coding = has(&m->head, "transfer-encoding");
	m->body_lock = m->has_coding         ? "the body is in chunks, whose sizes would change"
	               : is_signed(&m->head) ? "a digest or a signature in the head is of the body as it is"
	                                     : NULL;
	return true;
}

static uint64_t body_at(const struct pl_message_edits *m)
{
	return m->frame.head_offset + m->frame.head_length;
}

const char pl_fix_taken[] = "another fix changes the same bytes: run --fix again";

static const struct pl_head_field *content_type(const struct pl_message_edits *m)
{
	size_t at = 0;

	return pl_head_find(&m->head, PL_STR("content-type"), &at);
}

const char *pl_message_edits_allow(const struct pl_message_edits *m, uint64_t at)
{
	const struct pl_head_field *type = m->is_recast ? content_type(m) : NULL;
	uint64_t type_at = type ? m->frame.head_offset + type->at : 0;

	if (m->is_recast && (at >= body_at(m) || (at >= type_at && at < type_at + type->len)))
		return pl_fix_taken;
	return at >= body_at(m) ? m->body_lock : NULL;
}

/* The body in its new form and the type of it; NULL or why not. */
static const char *recast(struct pl_message_edits *m, const struct plimsoll_edit *edit, struct pl_str type, struct pl_str *new_type,
                          FILE *out)
{
	struct pl_params params;
	const struct pl_param *boundary;
	struct pl_str body, text = { edit->text.ptr, edit->text.len };
	const char *why;

	if (!pl_original_read(m->original, body_at(m), m->frame.body_length, m->scratch, &body))
		return "it cannot be read again";
	pl_params_parse(type, &params);
	if (edit->kind == PLIMSOLL_EDIT_TO_JSON) {
		boundary = pl_params_find(&params, PL_STR("boundary"));
		*new_type = PL_STR("application/json");
		return boundary ? pl_recast_to_json(body, boundary->value, text, m->scratch, out, &m->is_file_gone) : "it has no boundary";
	}
	if (!pl_str_ends(params.value, PL_STR("json")))
		return "it is not declared as JSON";
	if ((why = pl_recast_to_multipart(body, m->scratch, out, new_type)))
		return why;
	*new_type = pl_arena_printf(m->scratch, "%.*s; boundary=%.*s", PL_STR_ARG(text), PL_STR_ARG(*new_type));
	return NULL;
}

const char *pl_message_edits_recast(struct pl_message_edits *m, const struct plimsoll_edit *edit)
{
	const struct pl_head_field *type = content_type(m);
	struct pl_str new_type;
	char *body = NULL;
	size_t len = 0;
	const char *why;
	FILE *out;

	if (m->body_lock)
		return m->body_lock;
	if (has(&m->head, "content-encoding"))
		return "the body has a content coding";
	if (type == NULL || m->frame.body_length > PL_LIMIT_FIX_VALUE)
		return type ? "it is larger than 64 MiB, the most that --fix rewrites of a value" : "it has no Content-Type";
	for (size_t i = m->first; i < m->edits->len; i++)
		if (m->edits->items[i].at >= m->frame.head_offset + type->at)
			return pl_fix_taken;
	if ((out = open_memstream(&body, &len)) == NULL)
		return "there is no memory for it";
	why = recast(m, edit, type->value, &new_type, out);
	if (fclose(out) != 0 && !why)
		why = "there is no memory for it";
	if (!why) {
		pl_edits_add(m->edits, m->frame.head_offset + type->value_at, type->value.len, new_type);
		pl_edits_add(m->edits, body_at(m), m->frame.body_length, (struct pl_str){ body, len });
		m->is_recast = true;
	}
	free(body);
	return why;
}

/* A wrong length may have taken requests behind this one for its body. */
static bool holds_request(const struct pl_message_edits *m)
{
	static const char sign[] = " HTTP/1.";
	uint64_t at = body_at(m), end = at + m->frame.body_length;
	struct pl_arena arena = { 0 };
	bool is_found = false;
	struct pl_str block;

	while (at < end && !is_found) {
		uint64_t len = end - at < PL_LIMIT_BLOCK ? end - at : PL_LIMIT_BLOCK;

		pl_arena_reset(&arena);
		/* What cannot be read may hold one. */
		if (!pl_original_read(m->original, at, len, &arena, &block))
			is_found = true;
		else
			is_found = memmem(block.ptr, block.len, sign, sizeof(sign) - 1) != NULL;
		at += at + len < end ? len - (sizeof(sign) - 2) : len;
	}
	pl_arena_free(&arena);
	return is_found;
}

const char *pl_message_edits_length(struct pl_message_edits *m)
{
	if (!m->has_coding && holds_request(m))
		return "the body holds what may be the next request";
	m->wants_length = true;
	return NULL;
}

/* The line end in front of the body, which the other lines of the head have as well. */
static struct pl_str line_end(const struct pl_message_edits *m)
{
	struct pl_str text = m->head.text;

	return text.len > 1 && text.ptr[text.len - 2] == '\r' ? PL_STR("\r\n") : PL_STR("\n");
}

const char *pl_message_edits_header(struct pl_message_edits *m, struct pl_str line)
{
	struct pl_str end = line_end(m);

	if (memchr(line.ptr, '\n', line.len) || memchr(line.ptr, '\r', line.len))
		return "the header would take more than a line";
	pl_edits_add(m->edits, body_at(m) - end.len, 0,
	             pl_arena_printf(m->scratch, "%.*s%.*s", PL_STR_ARG(line), PL_STR_ARG(end)));
	return NULL;
}

/* The body once all edits are made. */
static uint64_t body_length(const struct pl_message_edits *m)
{
	uint64_t length = m->frame.body_length;

	for (size_t i = m->first; i < m->edits->len; i++)
		if (m->edits->items[i].at >= body_at(m))
			length += m->edits->items[i].text.len - m->edits->items[i].len;
	return length;
}

static void drop_line(struct pl_message_edits *m, const struct pl_head_field *field)
{
	size_t end = field->at + field->len;

	end += end < m->head.text.len && m->head.text.ptr[end] == '\r';
	end += end < m->head.text.len && m->head.text.ptr[end] == '\n';
	pl_edits_add(m->edits, m->frame.head_offset + field->at, end - field->at, PL_STR(""));
}

void pl_message_edits_end(struct pl_message_edits *m)
{
	uint64_t length = body_length(m);
	bool is_written = m->has_coding;
	const struct pl_head_field *field;
	struct pl_str text = pl_arena_printf(m->scratch, "%llu", (unsigned long long)length);
	size_t at = 0;

	if (!m->wants_length && length == m->frame.body_length)
		return;
	while ((field = pl_head_find(&m->head, PL_STR("content-length"), &at))) {
		if (is_written)
			drop_line(m, field);
		else if (!pl_str_equal(field->value, text))
			pl_edits_add(m->edits, m->frame.head_offset + field->value_at, field->value.len, text);
		is_written = true;
	}
	if (!is_written && m->wants_length)
		pl_message_edits_header(m, pl_arena_printf(m->scratch, "Content-Length: %.*s", PL_STR_ARG(text)));
}

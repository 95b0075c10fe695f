/* A request head, held whole. Lines are cut out first, then each is judged where it stands. */
#include "parse/head.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"

/* The line at `at`: its length without the line end; *next is where the following one begins. False when no LF ends it. */
static bool line_at(struct pl_str text, size_t at, size_t *len, size_t *next, bool *is_crlf)
{
	size_t lf = pl_str_find_char(pl_str_after(text, at), '\n');
	bool is_ended = lf < text.len - at;

	*is_crlf = is_ended && lf > 0 && text.ptr[at + lf - 1] == '\r';
	*len = lf - (*is_crlf ? 1 : 0);
	*next = at + lf + (is_ended ? 1 : 0);
	return is_ended;
}

static struct pl_str slice(struct pl_str text, size_t at, size_t len)
{
	return (struct pl_str){ text.ptr + at, len };
}

static bool is_http_version(struct pl_str s)
{
	return s.len == 8 && pl_str_starts(s, PL_STR("HTTP/")) && pl_is_digit(s.ptr[5]) && s.ptr[6] == '.' &&
	       pl_is_digit(s.ptr[7]);
}

static bool resembles_version(struct pl_str s)
{
	return pl_str_starts_nocase(s, PL_STR("HTTP/"));
}

/* Splits at the first and the last stretch of blanks, as a lenient receiver would (RFC 9112 section 3). */
static void split_request_line(struct pl_head *head, size_t at, struct pl_str line)
{
	size_t start = 0, end = line.len, method_end, target_at, target_end, version_at;

	while (start < end && pl_is_blank(line.ptr[start]))
		start++;
	while (end > start && pl_is_blank(line.ptr[end - 1]))
		end--;
	for (method_end = start; method_end < end && !pl_is_blank(line.ptr[method_end]);)
		method_end++;
	for (target_at = method_end; target_at < end && pl_is_blank(line.ptr[target_at]);)
		target_at++;
	for (version_at = end; version_at > target_at && !pl_is_blank(line.ptr[version_at - 1]);)
		version_at--;
	if (version_at == target_at && !resembles_version(slice(line, version_at, end - version_at)))
		version_at = end;
	for (target_end = version_at; target_end > target_at && pl_is_blank(line.ptr[target_end - 1]);)
		target_end--;
	head->method = slice(line, start, method_end - start);
	head->method_at = at + start;
	head->target = slice(line, target_at, target_end - target_at);
	head->target_at = at + target_at;
	head->version = slice(line, version_at, end - version_at);
	head->version_at = at + version_at;
	head->line_has_odd_space = start > 0 || end < line.len || target_at - method_end > 1 ||
	                           (version_at < end && version_at - target_end > 1) ||
	                           pl_str_find_char(line, '\t') < line.len;
}

static const char *line_problem(const struct pl_head *head)
{
	struct pl_str target = head->target;

	if (!pl_is_token(head->method))
		return "the method is not a token";
	if (target.len == 0)
		return "the request target is missing";
	for (size_t i = 0; i < target.len; i++)
		if ((unsigned char)target.ptr[i] <= ' ' || target.ptr[i] == 0x7F)
			return "a space or control character stands in the request target";
	if (head->version.len == 0)
		return "the HTTP version is missing";
	if (!is_http_version(head->version))
		return "the HTTP version is not HTTP/ and two digits with a point";
	return NULL;
}

static void judge_value(struct pl_head_field *field, struct pl_str line, size_t from)
{
	for (size_t i = from; i < line.len; i++) {
		unsigned char c = (unsigned char)line.ptr[i];

		field->has_nul |= c == 0;
		field->has_control |= (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F;
		field->has_non_ascii |= c >= 0x80;
		field->bare_cr |= c == '\r' && (i + 1 == line.len || line.ptr[i + 1] != '\n');
	}
}

static struct pl_str trim_folded(struct pl_str s)
{
	while (s.len > 0 && strchr(" \t\r\n", s.ptr[0]) && s.ptr[0])
		s = pl_str_after(s, 1);
	while (s.len > 0 && strchr(" \t\r\n", s.ptr[s.len - 1]) && s.ptr[s.len - 1])
		s.len--;
	return s;
}

/* `line` is the whole field, continuation lines included. */
static void judge_field(struct pl_head_field *field, struct pl_str line)
{
	size_t colon = pl_str_find_char(line, ':'), name_end;

	field->leading_space = line.len > 0 && pl_is_blank(line.ptr[0]);
	field->no_colon = colon == line.len;
	for (name_end = colon; name_end > 0 && pl_is_blank(line.ptr[name_end - 1]);)
		name_end--;
	field->space_before_colon = !field->no_colon && name_end < colon;
	field->name = pl_str_trim(slice(line, 0, name_end));
	field->empty_name = !field->no_colon && field->name.len == 0;
	field->name_invalid = field->name.len > 0 && !pl_is_token(field->name);
	field->value = field->no_colon ? slice(line, line.len, 0) : trim_folded(pl_str_after(line, colon + 1));
	field->value_at = field->at + (size_t)(field->value.ptr - line.ptr);
	judge_value(field, line, field->no_colon ? 0 : colon + 1);
}

/* Room for every line from `at` that could be a field. What stands behind the head may be a million times as long. */
static struct pl_head_field *room_for_fields(struct pl_str text, size_t at, struct pl_arena *arena)
{
	size_t lines = 1, len;
	bool is_crlf;

	while (lines < PL_LIMIT_HEADERS && line_at(text, at, &len, &at, &is_crlf) && len > 0)
		lines++;
	return pl_arena_alloc(arena, lines * sizeof(struct pl_head_field));
}

/* A field's line and the lines that go on with it; returns where the next field begins. */
static size_t take_field(struct pl_head *head, struct pl_str text, size_t at)
{
	struct pl_head_field field = { .at = at };
	size_t len, next, end;
	bool is_crlf, is_ended = line_at(text, at, &len, &next, &is_crlf);

	end = at + len;
	for (;;) {
		field.ends_in_lf |= is_ended && !is_crlf;
		head->crlf_lines += is_crlf;
		head->lf_lines += is_ended && !is_crlf;
		if (!is_ended || next >= text.len || !pl_is_blank(text.ptr[next]))
			break;
		field.obs_fold = true;
		at = next;
		is_ended = line_at(text, at, &len, &next, &is_crlf);
		end = at + len;
	}
	field.len = end - field.at;
	judge_field(&field, slice(text, field.at, field.len));
	if (head->fields_len < PL_LIMIT_HEADERS)
		head->fields[head->fields_len++] = field;
	else
		head->has_more = true;
	return next;
}

/* Fields up to and with the empty line; returns where they end. */
static size_t take_fields(struct pl_head *head, struct pl_str text, size_t at)
{
	while (at < text.len) {
		size_t len, next;
		bool is_crlf;

		if (line_at(text, at, &len, &next, &is_crlf) && len == 0) {
			head->crlf_lines += is_crlf;
			head->lf_lines += !is_crlf;
			head->is_complete = true;
			return next;
		}
		if (len == 0 || (len == 1 && text.ptr[at] == '\r' && next == text.len))
			return text.len;
		at = take_field(head, text, at);
	}
	return at;
}

bool pl_head_looks_like_request(struct pl_str text)
{
	struct pl_head head = { 0 };
	size_t len, next;
	bool is_crlf;

	if (text.len == 0 || pl_is_blank(text.ptr[0]))
		return false;
	line_at(text, 0, &len, &next, &is_crlf);
	split_request_line(&head, 0, slice(text, 0, len));
	return pl_is_token(head.method) && head.target.len > 0 && head.version.len > 5 && resembles_version(head.version) &&
	       pl_is_digit(head.version.ptr[5]);
}

/* Without HTTP/ at its end the first line needs a method in capitals, a target, and a header line behind it. */
static bool resembles_request(const struct pl_head *head, struct pl_str text, size_t next)
{
	size_t len, after, colon;
	bool is_crlf;

	if (head->version.len > 0 && resembles_version(head->version))
		return true;
	if (head->method.len == 0 || head->target.len == 0 || next >= text.len)
		return false;
	for (size_t i = 0; i < head->method.len; i++)
		if (head->method.ptr[i] < 'A' || head->method.ptr[i] > 'Z')
			return false;
	line_at(text, next, &len, &after, &is_crlf);
	colon = pl_str_find_char(slice(text, next, len), ':');
	return colon < len && pl_is_token(slice(text, next, colon));
}

enum pl_head_result pl_head_parse(struct pl_str text, struct pl_arena *arena, struct pl_head *head)
{
	struct pl_head found = { 0 };
	size_t at = 0, len = 0, next = 0;
	bool is_crlf = false;

	while (at < text.len && line_at(text, at, &len, &next, &is_crlf) && len == 0) {
		found.leading_lines++;
		at = next;
	}
	if (at >= text.len)
		return PL_HEAD_NOT_HTTP;
	if (line_at(text, at, &len, &next, &is_crlf)) {
		found.crlf_lines += is_crlf;
		found.lf_lines += !is_crlf;
	}
	found.is_response = len > 5 && pl_str_starts(slice(text, at, len), PL_STR("HTTP/")) && pl_is_digit(text.ptr[at + 5]);
	split_request_line(&found, at, slice(text, at, len));
	if (!found.is_response && !resembles_request(&found, text, next))
		return PL_HEAD_NOT_HTTP;
	found.line_len = len;
	found.line_error = line_problem(&found);
	found.fields = room_for_fields(text, next, arena);
	found.text = slice(text, 0, take_fields(&found, text, next));
	*head = found;
	return found.is_complete ? PL_HEAD_DONE : PL_HEAD_INCOMPLETE;
}

void pl_head_parse_fields(struct pl_str text, struct pl_arena *arena, struct pl_head *head)
{
	struct pl_head found = { 0 };

	found.fields = room_for_fields(text, 0, arena);
	found.text = slice(text, 0, take_fields(&found, text, 0));
	*head = found;
}

const struct pl_head_field *pl_head_find(const struct pl_head *head, struct pl_str name, size_t *at)
{
	while (*at < head->fields_len) {
		const struct pl_head_field *field = &head->fields[(*at)++];

		if (pl_str_equal_nocase(field->name, name))
			return field;
	}
	return NULL;
}

/* Is chunked the last coding of the last Transfer-Encoding line? */
static bool ends_in_chunked(struct pl_str value)
{
	size_t start = value.len;

	while (start > 0 && value.ptr[start - 1] != ',')
		start--;
	return pl_str_equal_nocase(pl_str_trim(pl_str_after(value, start)), PL_STR("chunked"));
}

struct pl_framing pl_head_framing(const struct pl_head *head)
{
	const struct pl_head_field *field, *last = NULL;
	struct pl_framing framing = { PL_FRAMING_NONE, 0 };
	size_t at = 0;

	while ((field = pl_head_find(head, PL_STR("transfer-encoding"), &at)))
		last = field;
	if (last && ends_in_chunked(last->value)) {
		framing.kind = PL_FRAMING_CHUNKED;
		return framing;
	}
	for (at = 0; (field = pl_head_find(head, PL_STR("content-length"), &at));) {
		struct pl_str first = slice(field->value, 0, pl_str_find_char(field->value, ','));

		if (pl_number_decimal(pl_str_trim(first), &framing.length) != PL_NUMBER_OK)
			continue;
		framing.kind = PL_FRAMING_LENGTH;
		break;
	}
	return framing;
}

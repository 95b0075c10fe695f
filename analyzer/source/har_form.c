/* Logs list parameters decoded (Safari, Charles, Insomnia) or as they were sent (Chrome), and do not say which. The length
 * of what was sent tells them apart; where it is not known, only parameters that are written in one way are taken. */
#include "source/har_form.h"

#include "base/bytes.h"
#include "source/har_judge.h"

enum spelling { AS_IT_IS, PLUS, PERCENT, SPELLINGS };

/* PLUS is the serializer of the WHATWG URL standard, PERCENT is JavaScript's encodeURIComponent. */
static bool is_kept(enum spelling spelling, unsigned char c)
{
	if (pl_is_alpha((char)c) || pl_is_digit((char)c))
		return true;
	return c != '\0' && strchr(spelling == PLUS ? "*-._" : "-._~!'()*", c);
}

/* What a form may hold unencoded; anything else was decoded by whoever wrote the log. */
static bool is_as_sent(struct pl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] <= ' ' || (unsigned char)s.ptr[i] >= 0x7F || s.ptr[i] == '&')
			return false;
	return true;
}

static void add_spelled(struct pl_placed *body, const struct pl_har_entry *e, struct pl_har_text text, enum spelling spelling)
{
	struct pl_str s = pl_har_text(e, text);
	struct pl_span at = pl_har_text_place(e, text);
	size_t i = 0;

	while (spelling != AS_IT_IS && i < s.len && is_kept(spelling, (unsigned char)s.ptr[i]))
		i++;
	if (spelling == AS_IT_IS || i == s.len) {
		pl_placed_add_slice(body, &e->form, text.at, text.len);
		return;
	}
	for (i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		char coded[4] = { (char)c };

		if (c == ' ' && spelling == PLUS)
			coded[0] = '+';
		else if (!is_kept(spelling, c))
			snprintf(coded, sizeof(coded), "%%%02X", c);
		pl_placed_add(body, pl_str_from(coded), at, false);
	}
}

static void spell(struct pl_placed *body, const struct pl_har_entry *e, enum spelling spelling)
{
	pl_placed_clear(body);
	for (size_t i = 0; i < e->params_len; i++) {
		const struct pl_har_param *p = &e->params[i];

		if (i > 0)
			pl_placed_add(body, PL_STR("&"), pl_har_text_place(e, p->name), false);
		add_spelled(body, e, p->name, spelling);
		pl_placed_add(body, PL_STR("="), pl_har_text_place(e, p->name), false);
		add_spelled(body, e, p->value, spelling);
	}
}

static const char *build_urlencoded(struct pl_placed *body, const struct pl_har_entry *e, uint64_t length, bool has_length)
{
	bool may_be_as_sent = true;
	size_t as_it_is;

	for (size_t i = 0; i < e->params_len; i++)
		may_be_as_sent = may_be_as_sent && is_as_sent(pl_har_text(e, e->params[i].name)) && is_as_sent(pl_har_text(e, e->params[i].value));
	if (!has_length) {
		spell(body, e, AS_IT_IS);
		as_it_is = body->text.len;
		spell(body, e, PERCENT);
		if (may_be_as_sent && body->text.len == as_it_is)
			spell(body, e, PLUS);
		return may_be_as_sent && body->text.len == as_it_is ? NULL : "the HAR lists its parameters and not how they were percent-encoded";
	}
	for (int spelling = may_be_as_sent ? AS_IT_IS : PLUS; spelling < SPELLINGS; spelling++) {
		spell(body, e, (enum spelling)spelling);
		if (!body->text.is_full && body->text.len == length)
			return NULL;
	}
	return "the parameters that the HAR lists do not come to the length that was sent";
}

/* "boundary=…" of a media type, without its quotes. */
static struct pl_str boundary_of(struct pl_str type)
{
	for (size_t i = 0; i + 9 <= type.len; i++) {
		struct pl_str rest = pl_str_after(type, i);

		if (!pl_str_starts_nocase(rest, PL_STR("boundary=")))
			continue;
		rest = pl_str_after(rest, 9);
		if (pl_str_starts(rest, PL_STR("\""))) {
			rest = pl_str_after(rest, 1);
			rest.len = pl_str_find_char(rest, '"');
		} else {
			rest.len = pl_str_find_char(rest, ';');
		}
		return pl_str_trim(rest);
	}
	return PL_STR("");
}

/* A part as browsers write it; `at` is its parameter. */
static void add_part(struct pl_placed *body, const struct pl_har_entry *e, const struct pl_har_param *p, struct pl_str boundary)
{
	struct pl_span at = pl_har_text_place(e, p->name);

	pl_placed_add(body, PL_STR("--"), at, false);
	pl_placed_add(body, boundary, at, false);
	pl_placed_add(body, PL_STR("\r\nContent-Disposition: form-data; name=\""), at, false);
	pl_placed_add_slice(body, &e->form, p->name.at, p->name.len);
	pl_placed_add(body, PL_STR("\"\r\n"), at, false);
	if (p->type.len > 0) {
		pl_placed_add(body, PL_STR("Content-Type: "), at, false);
		pl_placed_add_slice(body, &e->form, p->type.at, p->type.len);
		pl_placed_add(body, PL_STR("\r\n"), at, false);
	}
	pl_placed_add(body, PL_STR("\r\n"), at, false);
	pl_placed_add_slice(body, &e->form, p->value.at, p->value.len);
	pl_placed_add(body, PL_STR("\r\n"), at, false);
}

static const char *build_multipart(struct pl_placed *body, const struct pl_har_entry *e, struct pl_str type, uint64_t length,
                                   bool has_length)
{
	struct pl_str boundary = boundary_of(type);

	if (boundary.len == 0)
		return "the HAR lists its parameters and not the boundary between them";
	for (size_t i = 0; i < e->params_len; i++) {
		if (e->params[i].file.len > 0)
			return "the HAR names a file of the form and does not hold its bytes";
		add_part(body, e, &e->params[i], boundary);
	}
	pl_placed_add(body, PL_STR("--"), e->post, false);
	pl_placed_add(body, boundary, e->post, false);
	pl_placed_add(body, PL_STR("--\r\n"), e->post, false);
	if (!has_length)
		return "the HAR lists its parameters and not the bytes that were sent";
	return body->text.len == length ? NULL : "the parts that the HAR lists do not come to the length that was sent";
}

static struct pl_str type_of(const struct pl_message *m, const struct pl_har_entry *e)
{
	size_t at = 0;
	const struct pl_head_field *field = pl_head_find(&m->head, PL_STR("content-type"), &at);

	return field ? field->value : pl_har_text(e, e->mime);
}

void pl_har_form_build(struct pl_message *m, const struct pl_har_entry *e, const struct pl_framing *framing,
                       struct pl_placed *body)
{
	bool is_framed = framing->kind == PL_FRAMING_LENGTH, has_length = is_framed || e->body_size > 0;
	uint64_t length = is_framed ? framing->length : (uint64_t)e->body_size;
	struct pl_str type = type_of(m, e);
	const char *why = "the HAR lists its parameters and not the bytes that were sent";
	size_t at = 0;

	if (e->form.text.is_full || e->params_len > PL_LIMIT_HAR_PARAMS)
		why = "the HAR lists more than 1 MiB, or more than 4096, of its parameters";
	else if (pl_head_find(&m->head, PL_STR("content-encoding"), &at))
		why = "the HAR lists its parameters, and Content-Encoding was put on them";
	else if (pl_str_starts_nocase(type, PL_STR("application/x-www-form-urlencoded")))
		why = build_urlencoded(body, e, length, has_length);
	else if (pl_str_starts_nocase(type, PL_STR("multipart/form-data")))
		why = build_multipart(body, e, type, length, has_length);
	if (why == NULL)
		return;
	pl_placed_clear(body);
	pl_har_unknown(m, e->post, pl_str_from(why));
}

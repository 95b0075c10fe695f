/* RFC 9112 sections 3, 5 and 6 as a server that is strict about framing reads them. */
#include "capture/head_judgement.h"

#include "base/bytes.h"
#include "base/number.h"

/* The member of a comma-separated list at *at, which moves behind it. False behind the last. */
static bool next_member(struct pl_str list, size_t *at, struct pl_str *member)
{
	struct pl_str rest;
	size_t comma;

	if (*at > list.len)
		return false;
	rest = pl_str_after(list, *at);
	comma = pl_str_find_char(rest, ',');
	*member = pl_str_trim((struct pl_str){ rest.ptr, comma });
	*at += comma + 1;
	return true;
}

/* Does a comma-separated list in one of the headers of that name have this member, case folded? */
static bool lists(const struct pl_head *head, struct pl_str name, struct pl_str wanted)
{
	const struct pl_head_field *field;
	struct pl_str member;
	size_t i = 0;

	while ((field = pl_head_find(head, name, &i)))
		for (size_t at = 0; next_member(field->value, &at, &member);)
			if (pl_str_equal_nocase(member, wanted))
				return true;
	return false;
}

/* Every length that is declared is the same number. */
static bool lengths_agree(const struct pl_head *head, uint64_t length)
{
	const struct pl_head_field *field;
	struct pl_str member;
	uint64_t other;
	size_t i = 0;

	while ((field = pl_head_find(head, PL_STR("content-length"), &i)))
		for (size_t at = 0; next_member(field->value, &at, &member);)
			if (pl_number_decimal(member, &other) != PL_NUMBER_OK || other != length)
				return false;
	return true;
}

static const char *framing_fault(const struct pl_head *head, struct pl_framing framing)
{
	size_t te = 0, cl = 0;
	bool has_te = pl_head_find(head, PL_STR("transfer-encoding"), &te) != NULL;

	if (has_te && framing.kind != PL_FRAMING_CHUNKED)
		return "Transfer-Encoding does not end in chunked";
	if (!has_te && pl_head_find(head, PL_STR("content-length"), &cl) && !lengths_agree(head, framing.length))
		return "Content-Length is not one number";
	return NULL;
}

static size_t count(const struct pl_head *head, struct pl_str name)
{
	size_t at = 0, found = 0;

	while (pl_head_find(head, name, &at))
		found++;
	return found;
}

static const char *field_fault(const struct pl_head *head)
{
	for (size_t i = 0; i < head->fields_len; i++) {
		const struct pl_head_field *f = &head->fields[i];

		if (f->no_colon || f->empty_name || f->name_invalid || f->space_before_colon || f->leading_space)
			return "a header line is not a name, a colon and a value";
		if (f->has_nul || f->bare_cr)
			return "a header has a NUL or a bare CR in its value";
	}
	return head->has_more ? "there are too many header lines" : NULL;
}

/* What a server refuses though it knows where the message ends. */
static const char *head_fault(const struct pl_head *head)
{
	size_t hosts = count(head, PL_STR("host"));
	const char *fault = field_fault(head);

	if (fault)
		return fault;
	if (count(head, PL_STR("transfer-encoding")) > 0 && count(head, PL_STR("content-length")) > 0)
		return "the request has Transfer-Encoding and Content-Length";
	if (hosts > 1 || (hosts == 0 && !pl_str_equal(head->version, PL_STR("HTTP/1.0"))))
		return hosts ? "the request has more than one Host" : "the request has no Host";
	return NULL;
}

static void read_flags(struct pl_intake *p)
{
	const struct pl_head *head = &p->head;
	const struct pl_head_field *type;
	size_t at = 0, len = head->method.len < sizeof(p->method) - 1 ? head->method.len : sizeof(p->method) - 1;

	memcpy(p->method, head->method.ptr, len);
	p->method[len] = '\0';
	p->is_http10 = pl_str_equal(head->version, PL_STR("HTTP/1.0"));
	p->expects_continue = !p->is_http10 && lists(head, PL_STR("expect"), PL_STR("100-continue"));
	p->keeps_alive = p->is_http10 ? lists(head, PL_STR("connection"), PL_STR("keep-alive")) :
	                                !lists(head, PL_STR("connection"), PL_STR("close"));
	type = pl_head_find(head, PL_STR("content-type"), &at);
	p->is_multipart = type && pl_str_starts_nocase(type->value, PL_STR("multipart/"));
	p->is_form = type && pl_str_starts_nocase(type->value, PL_STR("application/x-www-form-urlencoded"));
	p->wants_http2 = !p->is_http10 && lists(head, PL_STR("upgrade"), PL_STR("h2c")) &&
	                 lists(head, PL_STR("connection"), PL_STR("upgrade")) && count(head, PL_STR("http2-settings")) == 1;
}

bool pl_head_judge(struct pl_intake *p)
{
	const struct pl_head *head = &p->head;
	bool is_framed = true;

	p->framing = pl_head_framing(head);
	p->fault = head->line_error;
	p->fault_status = 400;
	read_flags(p);
	if (p->fault == NULL && !pl_str_starts(head->version, PL_STR("HTTP/1."))) {
		p->fault = "the version is not one of HTTP/1";
		p->fault_status = 505;
		is_framed = false;
	} else if (framing_fault(head, p->framing)) {
		p->fault = framing_fault(head, p->framing);
		is_framed = false;
	} else if (p->fault == NULL) {
		p->fault = head_fault(head);
	}
	if (p->fault)
		p->keeps_alive = false;
	return is_framed;
}

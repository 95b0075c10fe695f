/* The framing of an answer is each hop's own: where no length is declared it is chunked, or for HTTP/1.0 ends with the connection. */
#include "capture/relay.h"

#include "base/bytes.h"
#include "capture/one_hop.h"

void pl_relay_begin(struct pl_relay *relay, const struct pl_intake *intake, struct pl_buf *out)
{
	*relay = (struct pl_relay){ .out = out, .is_http10 = intake->is_http10, .keeps = intake->keeps_alive && !intake->is_http10 };
}

void pl_relay_head(struct pl_relay *relay, const struct pl_forward_head *head)
{
	relay->is_chunked = head->has_body && !head->has_length && !relay->is_http10;
	pl_buf_printf(relay->out, "HTTP/1.1 %.*s\r\n", PL_STR_ARG(head->status));
	for (size_t i = 0; i < head->fields->fields_len; i++) {
		const struct pl_head_field *field = &head->fields->fields[i];

		if (field->name.len == 0 || pl_is_of_one_hop(head->fields, field->name))
			continue;
		pl_buf_add_str(relay->out, field->name);
		pl_buf_add_str(relay->out, PL_STR(": "));
		pl_buf_add_str(relay->out, field->value);
		pl_buf_add_str(relay->out, PL_STR("\r\n"));
	}
	pl_buf_printf(relay->out, "%sVia: 1.1 plimsoll\r\n%s\r\n", relay->is_chunked ? "Transfer-Encoding: chunked\r\n" : "",
	              relay->keeps ? "" : "Connection: close\r\n");
}

void pl_relay_content(struct pl_relay *relay, struct pl_str content)
{
	if (content.len == 0)
		return;
	if (relay->is_chunked)
		pl_buf_printf(relay->out, "%zx\r\n", content.len);
	pl_buf_add_str(relay->out, content);
	if (relay->is_chunked)
		pl_buf_add_str(relay->out, PL_STR("\r\n"));
}

void pl_relay_end(struct pl_relay *relay)
{
	if (relay->is_chunked)
		pl_buf_add_str(relay->out, PL_STR("0\r\n\r\n"));
}

/* Requests as a connection brings them: each case is the bytes and the log of what was made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "capture/intake.h"
#include "cuts.h"

/* What stands in a body is put together, since cuts part it. */
struct body {
	struct pl_buf raw, content;
};

static void log_body(struct body *body, struct pl_buf *out)
{
	if (body->raw.len > 0) {
		pl_log_data(out, "body", (struct pl_run){ (const unsigned char *)body->raw.ptr, body->raw.len, 1, 0 }, body->raw.len);
		pl_buf_printf(out, "content=%.*s\n", (int)body->content.len, body->content.ptr ? body->content.ptr : "");
	}
	pl_buf_clear(&body->raw);
	pl_buf_clear(&body->content);
}

static void log_head(const struct pl_intake *p, struct pl_buf *out)
{
	pl_buf_printf(out, "head=%zu %s", p->head.text.len, p->method);
	if (p->framing.kind == PL_FRAMING_LENGTH)
		pl_buf_printf(out, " length=%llu", (unsigned long long)p->framing.length);
	pl_buf_printf(out, "%s%s%s%s%s%s", p->framing.kind == PL_FRAMING_CHUNKED ? " chunked" : "", p->is_http10 ? " 1.0" : "",
	              p->expects_continue ? " expects" : "", p->keeps_alive ? "" : " closes", p->is_multipart ? " multipart" : "",
	              p->wants_http2 ? " h2c" : "");
	if (p->fault)
		pl_buf_printf(out, " fault=%u: %s", p->fault_status, p->fault);
	pl_buf_printf(out, "\n");
}

static bool log_event(const struct pl_intake *p, const struct pl_intake_event *ev, struct body *body, struct pl_buf *out)
{
	if (ev->kind == PL_INTAKE_BODY || ev->kind == PL_INTAKE_BAD) {
		pl_buf_add_str(&body->raw, pl_run_text(&ev->run));
		pl_buf_add_str(&body->content, pl_run_text(&ev->content));
	}
	if (ev->kind == PL_INTAKE_BODY)
		return true;
	if (ev->kind == PL_INTAKE_BAD)
		pl_buf_clear(&body->raw); /* how much of it came with the last piece is the cut's to say */
	log_body(body, out);
	if (ev->kind == PL_INTAKE_HEAD)
		log_head(p, out);
	if (ev->kind == PL_INTAKE_END)
		pl_buf_printf(out, "end\n");
	if (ev->kind == PL_INTAKE_BAD)
		pl_buf_printf(out, "bad %u: %s\n", ev->status, ev->problem);
	if (ev->kind == PL_INTAKE_TLS)
		pl_buf_printf(out, "tls\n");
	if (ev->kind == PL_INTAKE_HTTP2)
		pl_buf_printf(out, "http2 behind %zu\n", ev->run.len);
	return ev->kind == PL_INTAKE_HEAD || ev->kind == PL_INTAKE_END;
}

static void log_intake(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct pl_intake p = { .state = PL_INTAKE_AT_HEAD };
	struct body body;
	struct pl_intake_event ev = { .kind = PL_INTAKE_MORE };

	pl_buf_init(&body.raw, 1 << 20);
	pl_buf_init(&body.content, 1 << 20);
	for (size_t i = 0; i < count; i++)
		do {
			ev = pl_intake_next(&p, &runs[i]);
			if (ev.kind == PL_INTAKE_MORE)
				break;
		} while (log_event(&p, &ev, &body, out) || (i = count, false));
	if (ev.kind == PL_INTAKE_MORE) {
		ev = pl_intake_finish(&p);
		if (ev.kind != PL_INTAKE_MORE)
			log_event(&p, &ev, &body, out);
	}
	pl_buf_free(&body.raw);
	pl_buf_free(&body.content);
	pl_intake_free(&p);
}

static void check(const char *input, const char *log)
{
	pl_cuts_check(pl_str_from(input), log_intake, log);
}

#define HOST "Host: a\r\n"

static void requests_follow_each_other(void **state)
{
	(void)state;
	check("GET / HTTP/1.1\r\n" HOST "\r\n", "head=27 GET\nend\n");
	check("GET / HTTP/1.1\r\n" HOST "\r\nPOST /b HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabcGET / HTTP/1.0\r\n\r\n",
	      "head=27 GET\nend\nhead=48 POST length=3\nbody 0+3 abc\ncontent=abc\nend\nhead=18 GET 1.0 closes\nend\n");
	check("\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", "head=31 GET\nend\n");
	check("POST / HTTP/1.1\n" "Host: a\n" "Content-Length: 2\n\nhi", "head=43 POST length=2\nbody 0+2 hi\ncontent=hi\nend\n");
	check("", "");
}

static void chunks_are_told_from_what_they_carry(void **state)
{
	(void)state;
	check("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: v\r\n\r\nGET / HTTP/1.1\r\n" HOST
	      "\r\n",
	      "head=56 POST chunked\nbody 0+30 3\\r\\nabc\\r\\n2;x=y\\r\\nde\\r\\n0\\r\\nT:_v\\r\\n\\r\\n\n"
	      "content=abcde\nend\nhead=27 GET\nend\n");
	check("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nxyz",
	      "head=56 POST chunked\nbad 400: the chunk size is not a hexadecimal number\n");
}

static void the_head_says_what_the_client_wants(void **state)
{
	(void)state;
	check("PUT / HTTP/1.1\r\n" HOST "Expect: 100-Continue\r\nContent-Length: 0\r\nConnection: foo, Close\r\n\r\n",
	      "head=92 PUT length=0 expects closes\nend\n");
	check("PUT / HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n\r\n", "head=64 PUT 1.0\nend\n");
	check("GET / HTTP/1.1\r\n" HOST "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA\r\n\r\n",
	      "head=98 GET h2c\nend\n");
	check("POST / HTTP/1.1\r\n" HOST "Content-Type: Multipart/form-data; boundary=x\r\n\r\n", "head=75 POST multipart\nend\n");
}

static void faults_that_leave_the_end_known_leave_the_body(void **state)
{
	(void)state;
	check("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx",
	      "head=38 POST length=1 closes fault=400: the request has no Host\nbody 0+1 x\ncontent=x\nend\n");
	check("GET / HTTP/1.1\r\n" HOST HOST "\r\n", "head=36 GET closes fault=400: the request has more than one Host\nend\n");
	check("GET / HTTP/1.1\r\n" HOST "a b\r\n\r\n", "head=32 GET closes fault=400: a header line is not a name, a colon and a value\nend\n");
	check("GET /a b HTTP/1.1\r\n" HOST "\r\n",
	      "head=30 GET closes fault=400: a space or control character stands in the request target\nend\n");
	check("POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	      "head=75 POST chunked closes fault=400: the request has Transfer-Encoding and Content-Length\nbody 0+5 0\\r\\n\\r\\n\ncontent=\nend\n");
}

static void what_has_no_end_is_bad(void **state)
{
	(void)state;
	check("POST / HTTP/1.1\r\n" HOST "Content-Length: abc\r\n\r\nabc", "bad 400: Content-Length is not one number\n");
	check("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 4\r\n\r\n", "bad 400: Content-Length is not one number\n");
	check("POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\nabc", "head=50 POST length=3\nbody 0+3 abc\ncontent=abc\nend\n");
	check("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n", "bad 400: Transfer-Encoding does not end in chunked\n");
	check("GET / HTTP/3.0\r\n" HOST "\r\n", "bad 505: the version is not one of HTTP/1\n");
	check("hello\r\n\r\n", "bad 0: this is no HTTP request\n");
	check("HTTP/1.1 200 OK\r\n\r\n", "bad 0: this is no HTTP request\n");
	check("GET / HT", "bad 400: the connection ends within the head\n");
	check("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nab",
	      "head=47 POST length=3\nbad 400: the connection ends within the body\n");
}

static void other_protocols_are_recognised(void **state)
{
	(void)state;
	check("\x16\x03\x01\x02", "tls\n");
	check("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http2 behind 18\n");
}

static void log_last(const char *text, size_t len, unsigned status)
{
	struct pl_intake p = { .state = PL_INTAKE_AT_HEAD };
	struct pl_run run = { (const unsigned char *)text, len, 1, 0 };
	struct pl_intake_event ev = pl_intake_next(&p, &run);

	assert_int_equal(ev.kind, PL_INTAKE_BAD);
	assert_int_equal(ev.status, status);
	pl_intake_free(&p);
}

static void a_head_without_end_is_refused(void **state)
{
	size_t len = PL_LIMIT_CAPTURE_HEAD + 1;
	char *text = malloc(len);

	(void)state;
	memset(text, 'a', len);
	log_last(text, len, 414);
	memcpy(text, "GET / HTTP/1.1\r\n", 16);
	log_last(text, len, 431);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_follow_each_other),
		cmocka_unit_test(chunks_are_told_from_what_they_carry),
		cmocka_unit_test(the_head_says_what_the_client_wants),
		cmocka_unit_test(faults_that_leave_the_end_known_leave_the_body),
		cmocka_unit_test(what_has_no_end_is_bad),
		cmocka_unit_test(other_protocols_are_recognised),
		cmocka_unit_test(a_head_without_end_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

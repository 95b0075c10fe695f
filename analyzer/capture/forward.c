/* A multi handle of libcurl with an epoll of its own. */
#include "capture/forward.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/number.h"
#include "capture/one_hop.h"
#include "capture/origin_server.h"

#define UP_MOST ((size_t)256 << 10) /* of a request that the origin has not taken yet */
#define EVENTS 64

struct pl_forwarder {
	CURLM *multi;
	int epoll;
	bool has_timer;
	uint64_t timer_ms, timer_at_ms; /* as libcurl set it last, and when that is, once somebody knows the time */
	struct pl_origin_server origin;
	long timeout_ms;
};

struct pl_forward {
	struct pl_forwarder *forwarder;
	struct pl_forward_sink sink;
	CURL *easy;
	struct curl_slist *headers;
	struct pl_buf up, head; /* content on its way; lines of the answer's head */
	bool is_whole, waits_for_content, waits_for_client;
	bool has_answered;      /* the head is out */
	bool is_head, is_over;
};

static int watch(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	struct pl_forwarder *f = ctx;
	struct epoll_event event = { .events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U), .data.fd = fd };

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(f->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	epoll_ctl(f->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
	curl_multi_assign(f->multi, fd, f);
	return 0;
}

static int set_timer(CURLM *multi, long ms, void *ctx)
{
	struct pl_forwarder *f = ctx;

	(void)multi;
	f->has_timer = ms >= 0;
	f->timer_ms = ms > 0 ? (uint64_t)ms : 0;
	f->timer_at_ms = 0;
	return 0;
}

struct pl_forwarder *pl_forwarder_open(const char *url, uint64_t timeout_ms, struct plimsoll_error *err)
{
	struct pl_forwarder *f = pl_memory_alloc(sizeof(*f));

	curl_global_init(CURL_GLOBAL_DEFAULT);
	f->timeout_ms = (long)(timeout_ms < 3600000 ? timeout_ms : 3600000);
	f->multi = curl_multi_init();
	f->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (f->multi == NULL || f->epoll < 0 || !pl_origin_server_open(&f->origin, url)) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, "--forward takes a URL of http or https, not '%s'", url);
		pl_forwarder_close(f);
		return NULL;
	}
	curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, watch);
	curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
	curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
	return f;
}

void pl_forwarder_close(struct pl_forwarder *f)
{
	if (f == NULL)
		return;
	if (f->multi)
		curl_multi_cleanup(f->multi);
	if (f->epoll >= 0)
		close(f->epoll);
	pl_origin_server_close(&f->origin);
	free(f);
	curl_global_cleanup();
}

int pl_forwarder_fd(const struct pl_forwarder *f)
{
	return f->epoll;
}

int pl_forwarder_wait_ms(const struct pl_forwarder *f, uint64_t now_ms)
{
	if (!f->has_timer)
		return -1;
	if (f->timer_at_ms == 0)
		return (int)(f->timer_ms < 60000 ? f->timer_ms : 60000);
	return f->timer_at_ms > now_ms ? (int)(f->timer_at_ms - now_ms) : 0;
}

static void finish(struct pl_forward *forward, CURLcode code);

void pl_forwarder_act(struct pl_forwarder *f, uint64_t now_ms)
{
	struct epoll_event events[EVENTS];
	int len = epoll_wait(f->epoll, events, EVENTS, 0), running, left;
	CURLMsg *message;

	if (f->has_timer && f->timer_at_ms == 0)
		f->timer_at_ms = now_ms + f->timer_ms;
	for (int i = 0; i < len; i++)
		curl_multi_socket_action(f->multi, events[i].data.fd,
		                         (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
		                             (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0),
		                         &running);
	if (f->has_timer && f->timer_at_ms != 0 && f->timer_at_ms <= now_ms) {
		f->has_timer = false;
		curl_multi_socket_action(f->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
		struct pl_forward *forward = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &forward);
		if (message->msg == CURLMSG_DONE && forward)
			finish(forward, message->data.result);
	}
}

/* "200 OK" of the status line, which ends at `line`. */
static struct pl_str status_of(struct pl_str text, size_t line)
{
	size_t space = pl_str_find_char(text, ' ');

	if (line > 0 && line <= text.len && text.ptr[line - 1] == '\r')
		line--;
	return space < line ? (struct pl_str){ text.ptr + space + 1, line - space - 1 } : PL_STR("200");
}

/* The answer's head, once it is whole. */
static void hand_out_head(struct pl_forward *forward, long code)
{
	struct pl_str text = pl_buf_str(&forward->head);
	size_t line = pl_str_find_char(text, '\n'), at = 0;
	struct pl_arena arena = { .blocks = NULL };
	struct pl_head fields;
	struct pl_forward_head head = { (unsigned)code, status_of(text, line), &fields, false, !forward->is_head && code != 204 && code != 304 };

	pl_head_parse_fields(pl_str_after(text, line < text.len ? line + 1 : line), &arena, &fields);
	head.has_length = pl_head_find(&fields, PL_STR("content-length"), &at) != NULL;
	forward->has_answered = true;
	forward->sink.head(forward->sink.ctx, &head);
	forward->sink.moved(forward->sink.ctx);
	pl_arena_free(&arena);
}

static size_t take_line(char *line, size_t size, size_t count, void *ctx)
{
	struct pl_forward *forward = ctx;
	size_t len = size * count;
	long status = 0;

	if (len > 5 && memcmp(line, "HTTP/", 5) == 0 && !forward->has_answered)
		pl_buf_clear(&forward->head);
	pl_buf_add(&forward->head, line, len);
	if (forward->head.is_full)
		return 0;
	curl_easy_getinfo(forward->easy, CURLINFO_RESPONSE_CODE, &status);
	if (len <= 2 && status >= 200 && !forward->has_answered)
		hand_out_head(forward, status);
	return len;
}

static size_t take_content(char *bytes, size_t size, size_t count, void *ctx)
{
	struct pl_forward *forward = ctx;
	size_t len = size * count;

	if (!forward->sink.has_room(forward->sink.ctx)) {
		forward->waits_for_client = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	forward->sink.content(forward->sink.ctx, (struct pl_str){ bytes, len });
	forward->sink.moved(forward->sink.ctx);
	return len;
}

static size_t give_content(char *into, size_t size, size_t count, void *ctx)
{
	struct pl_forward *forward = ctx;
	size_t room = size * count, len = forward->up.len < room ? forward->up.len : room;

	if (len == 0 && !forward->is_whole) {
		forward->waits_for_content = true;
		return CURL_READFUNC_PAUSE;
	}
	memcpy(into, forward->up.ptr, len);
	memmove(forward->up.ptr, forward->up.ptr + len, forward->up.len - len);
	forward->up.len -= len;
	forward->sink.moved(forward->sink.ctx);
	return len;
}

/* The transfer is over, in whatever way. */
static void finish(struct pl_forward *forward, CURLcode code)
{
	forward->is_over = true;
	if (code == CURLE_OK && forward->has_answered)
		forward->sink.over(forward->sink.ctx, true, NULL);
	else
		forward->sink.over(forward->sink.ctx, false, forward->has_answered ? NULL : curl_easy_strerror(code));
	forward->sink.moved(forward->sink.ctx);
}

/* A semicolon is libcurl's way to say that a header has no value. */
static void add_header(struct pl_forward *forward, struct pl_str name, struct pl_str value)
{
	char *line = NULL;

	if (asprintf(&line, "%.*s%s%.*s", PL_STR_ARG(name), value.len ? ": " : ";", PL_STR_ARG(value)) < 0)
		return;
	forward->headers = curl_slist_append(forward->headers, line);
	free(line);
}

static void add_headers(struct pl_forward *forward, const struct pl_intake *intake)
{
	const struct pl_head *head = &intake->head;
	char via[32];
	size_t at = 0;

	for (size_t i = 0; i < head->fields_len; i++) {
		struct pl_str name = head->fields[i].name, value = head->fields[i].value;

		if (pl_is_of_one_hop(head, name) || pl_str_equal_nocase(name, PL_STR("host")) || pl_str_equal_nocase(name, PL_STR("content-length")) ||
		    pl_str_equal_nocase(name, PL_STR("expect")))
			continue;
		add_header(forward, name, value);
	}
	if (intake->framing.kind == PL_FRAMING_CHUNKED)
		forward->headers = curl_slist_append(forward->headers, "Transfer-Encoding: chunked");
	if (!pl_head_find(head, PL_STR("accept"), &at))
		forward->headers = curl_slist_append(forward->headers, "Accept:");
	at = 0;
	if (!pl_head_find(head, PL_STR("content-type"), &at))
		forward->headers = curl_slist_append(forward->headers, "Content-Type:");
	forward->headers = curl_slist_append(forward->headers, "Expect:");
	snprintf(via, sizeof(via), "Via: %s plimsoll", forward->sink.protocol);
	forward->headers = curl_slist_append(forward->headers, via);
}

static void set_up(struct pl_forward *forward, const struct pl_intake *intake, const char *target)
{
	CURL *easy = forward->easy;
	bool has_body = intake->framing.kind != PL_FRAMING_NONE;

	curl_easy_setopt(easy, CURLOPT_URL, forward->forwarder->origin.url);
	curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, forward->forwarder->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_UPLOAD, has_body ? 1L : 0L);
	if (forward->is_head && !has_body)
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, intake->method);
	if (intake->framing.kind == PL_FRAMING_LENGTH)
		curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)intake->framing.length);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, forward->headers);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_line);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, forward);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_content);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, forward);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_content);
	curl_easy_setopt(easy, CURLOPT_READDATA, forward);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, forward);
}

struct pl_forward *pl_forward_begin(struct pl_forwarder *f, const struct pl_intake *intake, const struct pl_forward_sink *sink)
{
	struct pl_forward *forward = pl_memory_alloc(sizeof(*forward));
	char *target = pl_origin_server_target(&f->origin, &intake->head);

	*forward = (struct pl_forward){ .forwarder = f, .sink = *sink, .easy = curl_easy_init(), .is_head = strcmp(intake->method, "HEAD") == 0 };
	pl_buf_init(&forward->up, UP_MOST);
	pl_buf_init(&forward->head, PL_LIMIT_RESPONSE_HEAD);
	if (forward->easy == NULL || target == NULL || intake->framing.length > INT64_MAX) {
		free(target);
		pl_forward_free(forward);
		return NULL;
	}
	add_headers(forward, intake);
	set_up(forward, intake, target);
	free(target);
	curl_multi_add_handle(f->multi, forward->easy);
	return forward;
}

bool pl_forward_has_room(const struct pl_forward *forward, size_t len)
{
	return forward->is_over || forward->up.len + len <= UP_MOST;
}

void pl_forward_body(struct pl_forward *forward, struct pl_str content)
{
	if (forward->is_over || content.len == 0)
		return;
	pl_buf_add_str(&forward->up, content);
	if (forward->waits_for_content) {
		forward->waits_for_content = false;
		curl_easy_pause(forward->easy, forward->waits_for_client ? CURLPAUSE_RECV : CURLPAUSE_CONT);
	}
}

void pl_forward_end(struct pl_forward *forward)
{
	forward->is_whole = true;
	if (forward->waits_for_content && !forward->is_over) {
		forward->waits_for_content = false;
		curl_easy_pause(forward->easy, forward->waits_for_client ? CURLPAUSE_RECV : CURLPAUSE_CONT);
	}
}

void pl_forward_drained(struct pl_forward *forward)
{
	if (!forward->waits_for_client || forward->is_over || !forward->sink.has_room(forward->sink.ctx))
		return;
	forward->waits_for_client = false;
	curl_easy_pause(forward->easy, forward->waits_for_content ? CURLPAUSE_SEND : CURLPAUSE_CONT);
}

void pl_forward_free(struct pl_forward *forward)
{
	if (forward == NULL)
		return;
	if (forward->easy) {
		curl_multi_remove_handle(forward->forwarder->multi, forward->easy);
		curl_easy_cleanup(forward->easy);
	}
	curl_slist_free_all(forward->headers);
	pl_buf_free(&forward->up);
	pl_buf_free(&forward->head);
	free(forward);
}

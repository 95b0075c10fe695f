/* Where a probe may go, and what it carries. */
#include <arpa/inet.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "cli/probe_run.h"
#include "config/text_file.h"
#include "secret_names.h"

#define VARIABLE "PLIMSOLL_HEADERS"

bool pl_probe_host(const char *url, struct pl_str *host, const char **why)
{
	const char *at = strstr(url, "://");
	struct pl_str authority;

	*why = "http://HOST/PATH or https://HOST/PATH is due";
	if (!at || !(strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0))
		return false;
	authority = (struct pl_str){ at + 3, strcspn(at + 3, "/?#\\") };
	if (memchr(authority.ptr, '@', authority.len)) {
		*why = "a user name in it is seen by every user of the machine; put an Authorization line into a file: --header @FILE";
		return false;
	}
	*host = authority;
	if (authority.len > 0 && authority.ptr[0] == '[') {
		const char *end = memchr(authority.ptr, ']', authority.len);

		*host = (struct pl_str){ authority.ptr + 1, end ? (size_t)(end - authority.ptr - 1) : 0 };
	} else if (memchr(authority.ptr, ':', authority.len)) {
		host->len = (size_t)((const char *)memchr(authority.ptr, ':', authority.len) - authority.ptr);
	}
	return host->len > 0;
}

bool pl_probe_is_loopback(struct pl_str host)
{
	char text[64];
	struct in_addr v4;
	struct in6_addr v6;

	if (host.len >= sizeof(text))
		return false;
	memcpy(text, host.ptr, host.len);
	text[host.len] = '\0';
	return strcasecmp(text, "localhost") == 0 || (inet_pton(AF_INET, text, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127) ||
	       (inet_pton(AF_INET6, text, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6));
}

struct lines {
	const char **list;
	size_t len;
	struct pl_arena *arena;
	bool may_be_secret;
};

/* The value is never printed. */
static bool add_line(struct lines *l, struct pl_str line)
{
	const char *colon = memchr(line.ptr, ':', line.len);
	struct pl_str name = { line.ptr, colon ? (size_t)(colon - line.ptr) : 0 };

	if (name.len == 0 || memchr(line.ptr, '\r', line.len) || memchr(line.ptr, '\n', line.len) ||
	    memchr(name.ptr, ' ', name.len)) {
		pl_cli_say("--header takes 'Name: value', or @FILE with a line for each");
		return false;
	}
	if (!l->may_be_secret && pl_secret_name(name, PL_SECRET_HEADER)) {
		pl_cli_say("--header '%.*s: …' on a command line is seen by every user of the machine; put the line into a file, "
		           "--header @FILE, or into " VARIABLE, PL_STR_ARG(name));
		return false;
	}
	if (l->len == PL_CLI_LIST) {
		pl_cli_say("at most %d header lines can be added", PL_CLI_LIST);
		return false;
	}
	l->list[l->len++] = pl_arena_str(l->arena, line).ptr;
	return true;
}

static bool add_lines(struct lines *l, struct pl_str text)
{
	l->may_be_secret = true;
	while (text.len > 0) {
		const char *end = memchr(text.ptr, '\n', text.len);
		size_t len = end ? (size_t)(end - text.ptr) : text.len;
		struct pl_str line = { text.ptr, len > 0 && text.ptr[len - 1] == '\r' ? len - 1 : len };

		if (line.len > 0 && !add_line(l, line))
			return false;
		text = pl_str_after(text, end ? len + 1 : len);
	}
	return true;
}

const char **pl_probe_headers(const struct pl_cli *cli, struct pl_arena *arena)
{
	struct lines l = { .list = pl_arena_alloc(arena, (PL_CLI_LIST + 2) * sizeof(*l.list)), .arena = arena };
	const char *variable = getenv(VARIABLE);
	struct plimsoll_error err;
	struct pl_str text;

	for (size_t i = 0; i < cli->request_headers.len; i++) {
		const char *one = cli->request_headers.items[i];

		l.may_be_secret = false;
		if (one[0] != '@' && !add_line(&l, pl_str_from(one)))
			return NULL;
		if (one[0] == '@' && !pl_text_file_read(one + 1, PL_LIMIT_HEAD, arena, &text, &err)) {
			pl_cli_fail(&err);
			return NULL;
		}
		if (one[0] == '@' && !add_lines(&l, text))
			return NULL;
	}
	if (variable && !add_lines(&l, pl_str_from(variable)))
		return NULL;
	if (cli->content_type)
		l.list[l.len++] = pl_arena_printf(arena, "Content-Type: %s", cli->content_type).ptr;
	return l.list;
}

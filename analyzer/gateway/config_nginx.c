/* nginx.conf: words, ; and blocks (nginx.org/en/docs/beginners_guide.html; units: nginx.org/en/docs/syntax.html). */
#include "base/bytes.h"
#include "base/limits.h"
#include "gateway/config_dialect.h"

static const struct pl_config_setting settings[] = {
	{ "client_max_body_size", "nginx", "body", PL_VALUE_SIZE, "0" },
	{ "large_client_header_buffers", "nginx", "header", PL_VALUE_SIZE, NULL },
	{ "max_headers", "nginx", "header-count", PL_VALUE_COUNT, NULL },
	{ "proxy_request_buffering", "nginx", "body", PL_VALUE_SWITCH, NULL },
	{ "fastcgi_request_buffering", "nginx", "body", PL_VALUE_SWITCH, NULL },
	{ "proxy_max_temp_file_size", "nginx", "reply", PL_VALUE_SWITCH, NULL },
	{ "include", "nginx", "", PL_VALUE_FILE, NULL },
	{ NULL, NULL, NULL, PL_VALUE_BYTES, NULL },
};

/* Words of one directive that are looked at: the name and what may tell blocks apart. */
#define WORDS 4

struct statement {
	struct pl_str words[WORDS];
	size_t len; /* may be over WORDS */
	size_t at;
};

static bool ends_word(char c)
{
	return strchr(" \t\r\n;{", c) != NULL && c != '\0';
}

/* How many bytes a word goes on for at `rest`: an escape is two, and so is the beginning of ${name}. */
static size_t step(struct pl_str rest)
{
	return rest.len > 1 && (rest.ptr[0] == '\\' || (rest.ptr[0] == '$' && rest.ptr[1] == '{')) ? 2 : 1;
}

/* One word, or one of ; { }, from *at on; empty at the end of the text. */
static struct pl_str next_token(struct pl_str text, size_t *at)
{
	struct pl_str token;
	char quote;

	while (*at < text.len && strchr(" \t\r\n#", text.ptr[*at]) && text.ptr[*at] != '\0') {
		if (text.ptr[*at] == '#')
			while (*at < text.len && text.ptr[*at] != '\n')
				(*at)++;
		else
			(*at)++;
	}
	token = (struct pl_str){ text.ptr + *at, 0 };
	if (*at == text.len)
		return token;
	quote = text.ptr[*at] == '"' || text.ptr[*at] == '\'' ? text.ptr[*at] : '\0';
	if (!quote && strchr(";{}", text.ptr[*at]) && text.ptr[*at] != '\0') {
		token.len = 1;
	} else {
		while (*at + token.len < text.len &&
		       (quote ? token.len == 0 || token.ptr[token.len] != quote : !ends_word(token.ptr[token.len])))
			token.len += step(pl_str_after(text, *at + token.len));
		if (quote && *at + token.len < text.len)
			token.len++;
	}
	*at += token.len;
	return token;
}

static struct pl_str unquoted(struct pl_str word)
{
	if (word.len >= 2 && (word.ptr[0] == '"' || word.ptr[0] == '\'') && word.ptr[word.len - 1] == word.ptr[0])
		return (struct pl_str){ word.ptr + 1, word.len - 2 };
	return word;
}

static void take_directive(struct pl_config_reader *r, const struct statement *s)
{
	const struct pl_config_setting *setting = pl_config_setting_find(&pl_config_nginx, s->words[0]);
	/* large_client_header_buffers NUMBER SIZE */
	size_t value = setting && pl_str_equal(s->words[0], PL_STR("large_client_header_buffers")) ? 2 : 1;

	if (setting && s->len > value)
		pl_config_add(r, setting, unquoted(s->words[value]), s->at);
}

static void take_block(struct pl_config_reader *r, const struct statement *s)
{
	struct pl_str name = PL_STR("");

	for (size_t i = 0; i < s->len && i < WORDS; i++)
		name = pl_arena_printf(r->arena, "%.*s%s%.*s", PL_STR_ARG(name), i ? " " : "", PL_STR_ARG(s->words[i]));
	pl_config_open(r, name);
}

/* A server is known by its first name, which stands within its block. */
static void name_server(struct pl_config_reader *r, const struct statement *s)
{
	const struct pl_config_block *block =
	    r->depth > 0 && r->depth <= PL_LIMIT_CONFIG_DEPTH ? &r->blocks[r->depth - 1] : NULL;

	if (block && s->len > 1 && pl_str_equal(block->name, PL_STR("server")) &&
	    pl_str_equal(s->words[0], PL_STR("server_name")))
		pl_config_name(r, pl_arena_printf(r->arena, "server %.*s", PL_STR_ARG(s->words[1])));
}

static void read_text(struct pl_config_reader *r)
{
	struct statement s = { .len = 0 };
	size_t at = 0;

	for (;;) {
		struct pl_str token = next_token(r->text, &at);

		if (token.len == 0)
			return;
		if (token.len == 1 && strchr(";{}", token.ptr[0])) {
			if (token.ptr[0] == ';' && s.len > 0) {
				name_server(r, &s);
				take_directive(r, &s);
			} else if (token.ptr[0] == '{') {
				take_block(r, &s);
			} else if (token.ptr[0] == '}') {
				pl_config_close(r);
			}
			s.len = 0;
			continue;
		}
		if (s.len == 0)
			s.at = (size_t)(token.ptr - r->text.ptr);
		if (s.len < WORDS)
			s.words[s.len] = token;
		s.len++;
	}
}

const struct pl_config_dialect pl_config_nginx = { "nginx", settings, false, read_text };

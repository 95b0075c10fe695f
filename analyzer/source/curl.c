/* curl commands as an input format: a script of any number of them, each URL of each a request. */
#include "source/format.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "source/curl_request.h"
#include "source/draft.h"

struct curl {
	struct pl_str source;        /* the whole input, lent by the reader */
	enum pl_shell shell;
	size_t start, behind;        /* of the words in hand, and where the next ones begin */
	struct pl_arena arena;       /* of the words in hand and the command in hand */
	struct pl_shell_words words;
	size_t word;
	struct pl_curl_command command;
	size_t from, to;             /* the operation in hand: items [from, to) */
	size_t url;                  /* the next URL of it */
	char *folder;
	uint64_t entries;
	struct pl_curl_text body;
	size_t stretch;
	struct pl_curl_sending sending;
};

/* Moves on to the next command; false at the end of the input. */
static bool next_command(struct curl *c)
{
	for (;;) {
		struct pl_str rest = pl_str_after(c->source, c->start);

		if (pl_curl_command_next(&c->words, &c->word, rest, &c->arena, &c->command))
			return true;
		if (c->behind >= c->source.len)
			return false;
		pl_arena_reset(&c->arena);
		c->start = c->behind;
		c->word = 0;
		rest = pl_str_after(c->source, c->start);
		pl_shell_words_split(rest, c->shell, &c->arena, &c->words);
		/* What ended the command ends it alone, else a stray byte would hold the input up. */
		c->behind = c->start + (c->words.end > 0 ? c->words.end : 1);
	}
}

static int bid(struct pl_str peek)
{
	struct curl c = { .source = peek, .shell = pl_shell_guess(peek) };
	/* Words are cut out only where one could be the command's. */
	bool is_curl = pl_str_find(peek, PL_STR("curl")) < peek.len && next_command(&c);
	bool is_first = c.words.len > 0 && c.start < 256;

	pl_arena_free(&c.arena);
	return !is_curl ? 0 : is_first ? 80 : 40;
}

static enum pl_step open_curl(struct pl_source *source, struct plimsoll_error *err)
{
	struct curl *c = pl_memory_alloc(sizeof(*c));

	source->state = c;
	c->folder = pl_draft_folder(source->path);
	if (!pl_draft_read(source, PL_LIMIT_COMMAND, &c->source, err))
		return PL_STEP_ERROR;
	c->shell = pl_shell_guess(c->source);
	return PL_STEP_OK;
}

/* The next URL, of this operation, the next one, or the next command. */
static bool next_url(struct curl *c)
{
	for (;;) {
		const struct pl_curl_item *items = c->command.items;

		while (c->url < c->to)
			if (items[c->url++].option == PL_CURL_URL)
				return true;
		if (c->to >= c->command.len) {
			if (!next_command(c))
				return false;
			c->from = c->to = 0;
			items = c->command.items;
		} else {
			c->from = ++c->to;
		}
		while (c->to < c->command.len && items[c->to].option != PL_CURL_NEXT)
			c->to++;
		c->url = c->from;
	}
}

/* The nth -T goes with the nth URL. */
static const struct pl_curl_value *upload_of(const struct curl *c)
{
	size_t number = 0;

	for (size_t i = c->from; i + 1 < c->url; i++)
		number += c->command.items[i].option == PL_CURL_URL;
	for (size_t i = c->from; i < c->to; i++)
		if (c->command.items[i].option == PL_CURL_UPLOAD && number-- == 0)
			return &c->command.items[i].value;
	return NULL;
}

/* The head in one text, with a segment for each stretch. */
static bool hand_over_head(struct pl_source *source, struct pl_curl_text *head, struct pl_message *message)
{
	struct pl_arena *arena = source->arena;
	char *text = pl_arena_alloc(arena, (size_t)head->bytes + 1);
	size_t n = 0;

	message->segments = pl_arena_alloc(arena, head->len * sizeof(*message->segments));
	for (size_t i = 0; i < head->len; i++) {
		const struct pl_curl_stretch *s = &head->items[i];

		message->segments[message->segments_len++] = (struct pl_segment){ n, s->place, s->is_exact };
		message->segments[i].place.origin = source->origin;
		memcpy(text + n, s->text.ptr, s->text.len);
		n += s->text.len;
	}
	return n <= PL_LIMIT_HEAD &&
	       pl_head_parse((struct pl_str){ text, n }, arena, &message->head) != PL_HEAD_NOT_HTTP;
}

static void build(struct pl_source *source, struct pl_curl_request *r)
{
	struct curl *c = source->state;

	*r = (struct pl_curl_request){ .arena = source->arena,
		                       .folder = c->folder,
		                       .items = c->command.items + c->from,
		                       .len = c->to - c->from,
		                       .url = &c->command.items[c->url - 1].value,
		                       .upload = upload_of(c),
		                       .input = &c->command.input };
	r->head = r->body = r->query = (struct pl_curl_text){ .arena = source->arena };
	pl_curl_body_build(r);
	pl_curl_head_build(r);
}

/* Places of words count from the command's start. */
static void shift(struct pl_curl_text *text, size_t start)
{
	for (size_t i = 0; i < text->len; i++)
		text->items[i].place.off += start;
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct curl *c = source->state;
	struct pl_curl_request r;
	struct pl_str target;

	pl_curl_sending_end(&c->sending);
	if (!next_url(c))
		return PL_STEP_END;
	build(source, &r);
	shift(&r.head, c->start);
	shift(&r.body, c->start);
	if (!hand_over_head(source, &r.head, message)) {
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "the command's URL or method makes no request line");
		return PL_STEP_ERROR;
	}
	target = message->head.target;
	message->input = PL_INPUT_CURL;
	message->entry = c->entries++;
	message->url = pl_arena_printf(source->arena, "%.*s%.*s", PL_STR_ARG(r.uri), PL_STR_ARG(target));
	message->body_at = (struct pl_span){ source->origin, c->start + r.url->place.off, r.url->place.len };
	if (r.body.len > 0)
		message->body_at = r.body.items[0].place, message->body_at.origin = source->origin;
	message->body_is_unknown = r.is_body_unknown;
	if (r.missing) {
		message->missing_file = r.missing->name;
		message->missing_reason = pl_str_from(r.missing->reason);
		message->missing_at = (struct pl_span){ source->origin, c->start + r.missing->at.off, r.missing->at.len };
	}
	message->curl_stripped_bytes = r.stripped;
	message->curl_stripped_at = (struct pl_span){ source->origin, c->start + r.stripped_at.off, r.stripped_at.len };
	c->body = r.is_body_unknown || r.missing ? (struct pl_curl_text){ .len = 0 } : r.body;
	c->stretch = 0;
	return PL_STEP_OK;
}

static enum pl_step next_body(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                              struct plimsoll_error *err)
{
	struct curl *c = source->state;

	(void)message;
	for (*run = (struct pl_run){ 0 }; c->stretch < c->body.len; c->stretch++) {
		struct pl_curl_stretch *s = &c->body.items[c->stretch];

		if (s->file == NULL) {
			*run = (struct pl_run){ (const unsigned char *)s->text.ptr, s->text.len, source->origin, s->place.off };
			if (!s->is_exact) {
				s->place.origin = source->origin;
				run->origin = pl_origin_layer(source->origins, "", s->place);
				run->off = 0;
			}
			c->stretch++;
			return PL_STEP_OK;
		}
		c->sending.file = s->file;
		if (!pl_curl_sending_next(&c->sending, source->origins, run, err))
			return PL_STEP_ERROR;
		if (run->len > 0)
			return PL_STEP_OK;
		pl_curl_sending_end(&c->sending);
	}
	return PL_STEP_OK;
}

static void close_curl(struct pl_source *source)
{
	struct curl *c = source->state;

	pl_curl_sending_end(&c->sending);
	pl_arena_free(&c->arena);
	free(c->folder);
	free(c);
}

const struct pl_format pl_curl_format = { "curl",       "curl commands, in a script or as a browser copies them", bid,
	                                  open_curl,    next_request, next_body, close_curl };

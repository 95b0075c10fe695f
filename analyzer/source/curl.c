/* curl commands as an input format: a script of any number of them, each URL of each a request. */
#include "source/format.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "source/curl_damage.h"
#include "source/curl_glob.h"
#include "source/curl_oddities.h"
#include "source/curl_request.h"
#include "source/draft.h"
#include "source/ignore.h"

struct curl {
	struct pl_str source;        /* the whole input, lent by the reader */
	enum pl_shell shell;
	size_t start, behind;        /* of the words in hand, and where the next ones begin */
	struct pl_arena arena;       /* of the words in hand and the command in hand */
	struct pl_shell_words words;
	struct pl_str lead;          /* what stands between the command before and this one */
	size_t lead_end;
	size_t word;
	struct pl_curl_command command;
	size_t to;                   /* where the items of the operation in hand end */
	const struct pl_curl_operation *operation;
	size_t url;                  /* the next URL of it */
	struct pl_curl_glob glob;    /* of the URL in hand, */
	uint64_t product;            /* and its next product */
	struct pl_curl_damage damage; /* of the words in hand */
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

		if (pl_curl_command_next(&c->words, &c->word, rest, &c->arena, &c->command)) {
			size_t first = c->start + c->words.items[0].at, from = c->lead_end < first ? c->lead_end : first;

			c->lead = (struct pl_str){ c->source.ptr + from, first - from };
			c->lead_end = c->behind;
			return true;
		}
		if (c->behind >= c->source.len)
			return false;
		pl_arena_reset(&c->arena);
		c->start = c->behind;
		c->word = 0;
		rest = pl_str_after(c->source, c->start);
		pl_shell_words_split(rest, c->shell, &c->arena, &c->words);
		c->damage = pl_curl_damage(&c->words, c->shell);
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

static bool has_expansion(const struct pl_curl_value *value)
{
	return value->word && value->word->has_expansion;
}

/* The next operation that names a URL; false at the end of the input. */
static bool next_operation(struct curl *c)
{
	do {
		size_t from = c->to + 1;

		if (c->operation == NULL || c->to >= c->command.len) {
			if (!next_command(c))
				return false;
			from = 0;
		}
		c->to = from;
		while (c->to < c->command.len && c->command.items[c->to].option != PL_CURL_NEXT)
			c->to++;
		c->operation = pl_curl_operation(&c->command, from, c->to, &c->arena);
		c->url = 0;
	} while (c->operation->urls_len == 0);
	return true;
}

/* The next product of this URL, else the next URL. */
static bool next_url(struct curl *c)
{
	const struct pl_curl_value *url;

	if (c->product < c->glob.count)
		return true;
	if ((c->operation == NULL || c->url == c->operation->urls_len) && !next_operation(c))
		return false;
	url = c->operation->urls[c->url++];
	c->glob = (struct pl_curl_glob){ .url = url->text, .count = 1 };
	if (!c->operation->last[PL_CURL_GLOBOFF] && !has_expansion(url))
		c->glob = pl_curl_glob(url->text);
	c->product = 0;
	return true;
}

/* What is too much to be read, named. */
static bool is_within_limits(const struct curl *c, const char *path, struct plimsoll_error *err)
{
	const struct pl_curl_operation *o = c->operation;

	if (o->len > 0 && o->urls_len > PL_LIMIT_CURL_LINES / o->len)
		pl_fail(err, PLIMSOLL_FORMAT, path, "a curl command of %zu URLs with %zu options is not read: %zu header lines at most",
		        o->urls_len, o->len, PL_LIMIT_CURL_LINES);
	else if (c->product >= PL_LIMIT_CURL_GLOB)
		pl_fail(err, PLIMSOLL_FORMAT, path,
		        "the braces and brackets of a URL make %llu requests; the first %d were read",
		        (unsigned long long)c->glob.count, PL_LIMIT_CURL_GLOB);
	else
		return true;
	return false;
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
	const struct pl_curl_operation *o = c->operation;
	struct pl_curl_value *url = pl_arena_alloc(source->arena, sizeof(*url));

	*url = *o->urls[c->url - 1];
	if (c->glob.error == NULL && !o->last[PL_CURL_GLOBOFF] && !has_expansion(url)) {
		url->text = pl_curl_glob_url(&c->glob, c->product, source->arena);
		url->word = url->text.ptr == c->glob.url.ptr ? url->word : NULL;
	}
	/* The nth -T goes with the nth URL. */
	*r = (struct pl_curl_request){ .arena = source->arena,
		                       .folder = c->folder,
		                       .operation = o,
		                       .url = url,
		                       .upload = c->url <= o->uploads_len ? o->uploads[c->url - 1] : NULL,
		                       .input = &c->command.input };
	r->head = r->body = r->query = (struct pl_curl_text){ .arena = source->arena };
	pl_curl_headers_read(r);
	pl_curl_body_build(r);
	pl_curl_head_build(r);
}

static struct pl_span in_file(const struct pl_source *source, struct pl_span place)
{
	const struct curl *c = source->state;

	return (struct pl_span){ source->origin, c->start + place.off, place.len };
}

/* Why curl would send nothing, the first of the reasons. */
static void tell_error(struct pl_source *source, const struct pl_curl_request *r, struct pl_message *message)
{
	const struct curl *c = source->state;
	const struct pl_curl_command *command = &c->command;

	if (command->error.len > 0) {
		message->curl_error = command->error;
		message->curl_error_at = in_file(source, command->error_at);
	} else if (r->operation->error.len > 0) {
		message->curl_error = r->operation->error;
		message->curl_error_at = in_file(source, r->operation->error_at);
	} else if (r->error.len > 0) {
		message->curl_error = r->error;
		message->curl_error_at = in_file(source, r->error_at);
	} else if (c->glob.error) {
		message->curl_error = pl_arena_printf(source->arena, "in the URL %s; -g takes braces and brackets as they are", c->glob.error);
		message->curl_error_at = in_file(source, r->url->place);
	} else if (!has_expansion(r->url)) {
		struct pl_span at = r->url->place;

		message->curl_error = pl_curl_url_error(r, &at);
		message->curl_error_at = in_file(source, at);
	}
	if (c->damage.text) {
		message->shell_damage = pl_str_from(c->damage.text);
		message->shell_damage_at = in_file(source, (struct pl_span){ 1, c->damage.at, c->damage.len });
	}
}

static void tell_oddities(struct pl_source *source, const struct pl_curl_request *r, struct pl_message *message)
{
	pl_curl_oddities(r, message->curl_oddities);
	for (size_t i = 0; i < PL_CURL_ODDITIES; i++)
		message->curl_oddities[i].at = in_file(source, message->curl_oddities[i].at);
	message->has_expansion = has_expansion(r->url);
	for (size_t i = 0; i < r->len; i++)
		message->has_expansion |= has_expansion(&r->items[i]->value);
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
	if (!next_url(c)) {
		if (c->entries > 0 || c->operation == NULL)
			return PL_STEP_END;
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "the curl command names no URL%s%s",
		        c->damage.text ? ": " : "", c->damage.text ? c->damage.text : "");
		return PL_STEP_ERROR;
	}
	if (!is_within_limits(c, source->path, err))
		return PL_STEP_ERROR;
	build(source, &r);
	c->product++;
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
	message->body_at = in_file(source, r.url->place);
	if (r.body.len > 0)
		message->body_at = r.body.items[0].place, message->body_at.origin = source->origin;
	message->body_is_unknown = r.is_body_unknown;
	if (r.missing) {
		message->missing_file = r.missing->name;
		message->missing_reason = pl_str_from(r.missing->reason);
		message->missing_at = in_file(source, r.missing->at);
	}
	message->curl_stripped_bytes = r.stripped;
	message->curl_stripped_at = in_file(source, r.stripped_at);
	message->head_is_partial = r.is_head_partial;
	tell_error(source, &r, message);
	tell_oddities(source, &r, message);
	pl_ignores_scan(message, source->arena, c->lead,
	                (struct pl_span){ source->origin, (uint64_t)(c->lead.ptr - c->source.ptr), c->lead.len });
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

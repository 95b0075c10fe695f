/* --headers FILE and --body FILE: a head in one file, its body in another. A head without a request line is that of a POST
 * to /, and other header lines may have been sent beside those it lists. */
#include "source/format.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "source/placed.h"

struct pair {
	struct pl_placed head;
	struct pl_reader *body;
	uint32_t origin; /* of the body's file */
	struct pl_run last;
	bool is_given;
};

/* Chosen by the option, never by what a file looks like. */
static int bid(struct pl_str peek)
{
	(void)peek;
	return 0;
}

static enum pl_step open_pair(struct pl_source *source, struct plimsoll_error *err)
{
	struct pair *pair;

	if (source->input->body == NULL) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, "the input format pair takes --headers FILE and --body FILE");
		return PL_STEP_ERROR;
	}
	source->state = pair = pl_memory_alloc(sizeof(*pair));
	pl_placed_init(&pair->head, PL_LIMIT_HEAD);
	pair->origin = pl_origin_file(source->origins, source->input->body);
	pair->body = pl_reader_open(source->input->body, pair->origin, source->origins, err);
	return pair->body ? PL_STEP_OK : PL_STEP_ERROR;
}

/* Up to and with the empty line, or the whole text. */
static size_t head_len(struct pl_str text)
{
	size_t at = 0;

	while (at < text.len) {
		size_t line = pl_str_find_char(pl_str_after(text, at), '\n');
		bool is_empty = line == 0 || (line == 1 && text.ptr[at] == '\r');

		at = at + line < text.len ? at + line + 1 : text.len;
		if (is_empty)
			return at;
	}
	return text.len;
}

/* What is not in the text stands where it begins or ends, and its lines end as the text's do. */
static void make_head(struct pl_placed *head, uint32_t origin, struct pl_str text)
{
	const struct pl_span begin = { origin, 0, 0 }, end = { origin, text.len, 0 };
	bool is_lf = pl_str_find_char(text, '\n') < text.len && pl_str_find(text, PL_STR("\r\n")) == text.len;
	struct pl_str line_end = is_lf ? PL_STR("\n") : PL_STR("\r\n");

	if (!pl_head_looks_like_request(text)) {
		pl_placed_add(head, PL_STR("POST / HTTP/1.1"), begin, false);
		pl_placed_add(head, line_end, begin, false);
	}
	pl_placed_add(head, text, (struct pl_span){ origin, 0, text.len }, true);
	if (text.len > 0 && !pl_str_ends(text, PL_STR("\n")))
		pl_placed_add(head, line_end, end, false);
	if (!pl_str_ends(text, PL_STR("\n\n")) && !pl_str_ends(text, PL_STR("\n\r\n")))
		pl_placed_add(head, line_end, end, false);
}

static enum pl_step refuse(const struct pl_source *source, const char *why, struct plimsoll_error *err)
{
	pl_fail(err, PLIMSOLL_FORMAT, source->path, "%s", why);
	return PL_STEP_ERROR;
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct pair *pair = source->state;
	struct pl_run run;
	struct pl_str text;

	if (pair->is_given)
		return PL_STEP_END;
	run = pl_reader_peek(source->reader, PL_LIMIT_HEAD);
	text = pl_run_text(&run);
	if (pl_reader_failed(source->reader, err))
		return PL_STEP_ERROR;
	if (pl_str_starts(text, PL_STR("HTTP/")))
		return refuse(source, "is the head of a response, not of a request; check reads what is sent", err);
	if (run.len == PL_LIMIT_HEAD || head_len(text) < text.len)
		return refuse(source, "goes on behind the empty line that ends a head; the body's bytes belong into --body", err);
	make_head(&pair->head, source->origin, text);
	if (!pl_placed_head(&pair->head, source->arena, message))
		return refuse(source, "is no head of a request: a request line, or header lines such as Content-Type: text/plain", err);
	pair->is_given = true;
	message->input = PL_INPUT_PAIR;
	message->head_is_partial = !pl_head_looks_like_request(text);
	message->body_at = (struct pl_span){ pair->origin, 0, 0 };
	return PL_STEP_OK;
}

static enum pl_step next_body(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                              struct plimsoll_error *err)
{
	struct pair *pair = source->state;

	(void)message;
	pl_reader_consume(pair->body, pair->last.len);
	*run = pair->last = pl_reader_run(pair->body);
	return run->len == 0 && pl_reader_failed(pair->body, err) ? PL_STEP_ERROR : PL_STEP_OK;
}

static void close_pair(struct pl_source *source)
{
	struct pair *pair = source->state;

	if (pair == NULL)
		return;
	if (pair->body)
		pl_reader_close(pair->body);
	pl_placed_free(&pair->head);
	free(pair);
}

const struct pl_format pl_pair_format = { "pair",       "a head in one file, a body in another: --headers FILE --body FILE",
	                                  bid,          open_pair,
	                                  next_request, next_body,
	                                  close_pair };

/* The table of input formats, and the choice among them. */
#include "source/format.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "source/target_uri.h"

#include <fnmatch.h>

extern const struct pl_format pl_raw_format, pl_curl_format, pl_har_format, pl_http_file_format, pl_pair_format, pl_postman_format,
	pl_hurl_format, pl_ndjson_format;

const struct pl_format *const pl_formats[] = { &pl_raw_format, &pl_curl_format, &pl_har_format,
	                                       &pl_http_file_format, &pl_postman_format, &pl_hurl_format, &pl_ndjson_format, &pl_pair_format, NULL };

/* A Hurl file without a response that it expects looks like a .http file; its name tells them apart. */
static bool is_named_hurl(const char *path, struct pl_str peek)
{
	return peek.len > 0 && pl_str_ends(pl_str_from(path), PL_STR(".hurl"));
}

static const struct pl_format *choose(const char *name, struct pl_str peek)
{
	const struct pl_format *best = NULL;
	int most = 0;

	for (const struct pl_format *const *f = pl_formats; *f; f++) {
		int sure = name ? (strcmp(name, (*f)->name) == 0) : (*f)->bid(peek);

		if (sure > most) {
			most = sure;
			best = *f;
		}
	}
	return best;
}

static const char *what_else(struct pl_str peek)
{
	if (peek.len == 0)
		return "is empty; a request is due: POST /path HTTP/1.1, its headers, an empty line, the body";
	if (pl_str_starts(peek, PL_STR("HTTP/")))
		return "is an HTTP response, not a request; check reads what is sent";
	return "is no request in a format that plimsoll reads: a raw message begins with a line such as POST /path HTTP/1.1, a "
	       "command with curl, a HAR with {\"log\":; --input FORMAT names the format of what is one";
}

/* No format was found, or there is none of the name that was given. */
static enum plimsoll_status refuse(const struct plimsoll_input *input, struct pl_str peek, struct plimsoll_error *err)
{
	char names[128];
	size_t len = 0;

	if (input->format == NULL || peek.len == 0)
		return pl_fail(err, PLIMSOLL_FORMAT, input->path, "%s", what_else(peek));
	for (const struct pl_format *const *f = pl_formats; *f && len < sizeof(names); f++)
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s", f == pl_formats ? "" : ", ", (*f)->name);
	return pl_fail(err, PLIMSOLL_USAGE, NULL, "there is no input format '%s'; there are %s", input->format, names);
}

/* With the reader open. */
static enum plimsoll_status open_format(struct pl_source *source, struct plimsoll_error *err)
{
	const struct plimsoll_input *input = source->input;
	const char *name = input->body ? pl_pair_format.name : input->format;
	struct pl_run peek;

	/* Where the format is told, whoever writes line by line is answered line by line. */
	peek = pl_reader_peek(source->reader, name ? 1 : PL_LIMIT_BLOCK / 8);
	if (name == NULL && is_named_hurl(input->path, pl_run_text(&peek)))
		name = pl_hurl_format.name;
	source->format = choose(name, pl_run_text(&peek));
	if (pl_reader_failed(source->reader, err)) {
		pl_source_close(source);
		return PLIMSOLL_IO;
	}
	if (source->format == NULL || (input->format == NULL && input->body == NULL && peek.len == 0)) {
		enum plimsoll_status status = refuse(input, pl_run_text(&peek), err);

		source->format = NULL;
		pl_source_close(source);
		return status;
	}
	if (source->format->open(source, err) == PL_STEP_OK)
		return PLIMSOLL_OK;
	pl_source_close(source);
	return err->status;
}

enum plimsoll_status pl_source_feed(struct pl_source *source, const struct plimsoll_input *input, const struct pl_feed *feed,
                                    struct pl_origins *origins, struct pl_arena *arena, struct plimsoll_error *err)
{
	*source = (struct pl_source){ .path = input->path, .input = input, .origins = origins, .arena = arena };
	source->origin = pl_origin_file(origins, input->path);
	source->reader = feed ? pl_reader_feed(feed, input->path, source->origin, origins)
	                      : pl_reader_open(input->path, source->origin, origins, err);
	return source->reader ? open_format(source, err) : PLIMSOLL_IO;
}

enum plimsoll_status pl_source_open(struct pl_source *source, const struct plimsoll_input *input,
                                    struct pl_origins *origins, struct pl_arena *arena, struct plimsoll_error *err)
{
	return pl_source_feed(source, input, NULL, origins, arena, err);
}

/* In a HAR, whatever its form, requests are told apart without a look at their bodies; any other input is one share as a whole. */
bool pl_source_shares(struct pl_source *source, const struct pl_share *share)
{
	if (share == NULL)
		return true;
	if (source->format != &pl_har_format && source->format != &pl_ndjson_format)
		return share->ask(share->ctx) == PL_SHARE_TAKE;
	source->share = share;
	return true;
}

/* One that is passed was seen all the same. */
enum pl_share_answer pl_source_ask(struct pl_source *source)
{
	enum pl_share_answer answer = source->share ? source->share->ask(source->share->ctx) : PL_SHARE_TAKE;

	source->seen += answer != PL_SHARE_TAKE;
	return answer;
}

static bool is_let_through(struct pl_source *source, const struct pl_message *message)
{
	const struct plimsoll_input *input = source->input;

	if (input->has_entry && message->entry != input->entry)
		return false;
	return input->match == NULL ||
	       fnmatch(input->match, pl_arena_str(source->arena, pl_target_uri(message, source->arena)).ptr, 0) == 0;
}

static enum pl_step none_let_through(const struct pl_source *source, struct plimsoll_error *err)
{
	const struct plimsoll_input *input = source->input;
	unsigned long long seen = source->seen;

	if (input->match)
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "no URL matches '%s'%s; requests: %llu", input->match,
		        input->has_entry ? " at that entry" : "", seen);
	else
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "there is no request %llu; there %s %llu, counted from 0",
		        (unsigned long long)input->entry, seen == 1 ? "is" : "are", seen);
	return PL_STEP_ERROR;
}

static enum pl_step nothing_there(const struct pl_source *source, struct plimsoll_error *err)
{
	pl_fail(err, PLIMSOLL_FORMAT, source->path, "holds no request that the input format %s reads", source->format->name);
	return PL_STEP_ERROR;
}

static bool pass_body(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct pl_run run;

	do
		if (source->format->next_body(source, message, &run, err) == PL_STEP_ERROR)
			return false;
	while (run.len > 0);
	return true;
}

enum pl_step pl_source_next(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	const bool selects = source->input->has_entry || source->input->match;

	for (;;) {
		enum pl_step step;

		*message = (struct pl_message){ 0 };
		if (source->input->has_entry && source->picked > 0)
			return PL_STEP_END;
		step = source->format->next_request(source, message, err);
		if (step == PL_STEP_END && selects && source->picked == 0)
			return none_let_through(source, err);
		if (step == PL_STEP_END && source->seen == 0)
			return nothing_there(source, err);
		if (step != PL_STEP_OK)
			return step;
		source->seen++;
		if (is_let_through(source, message)) {
			source->picked++;
			return PL_STEP_OK;
		}
		if (!pass_body(source, message, err))
			return PL_STEP_ERROR;
		pl_arena_reset(source->arena);
		pl_origins_reset(source->origins, source->origin);
	}
}

void pl_source_close(struct pl_source *source)
{
	if (source->format)
		source->format->close(source);
	if (source->reader)
		pl_reader_close(source->reader);
}

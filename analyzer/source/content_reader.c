/* From the runs of a source to content. A hole is an error here: what was not read cannot be written. */
#include "source/content_reader.h"

#include "base/fail.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "parse/base64.h"

#define LINE 57 /* bytes that make 76 characters */

bool pl_content_reader_next_wire(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                                 struct plimsoll_error *err)
{
	if (message->missing_file.len > 0 || message->body_is_unknown) {
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "the body is not known%s%.*s%s%.*s%s%.*s",
		        message->missing_file.len > 0 ? ": " : "", PL_STR_ARG(message->missing_file),
		        message->missing_file.len > 0 ? ": " : "", PL_STR_ARG(message->missing_reason),
		        message->body_unknown.len > 0 ? ": " : "", PL_STR_ARG(message->body_unknown));
		return false;
	}
	if (source->format->next_body(source, message, run, err) == PL_STEP_ERROR)
		return false;
	if (!pl_run_is_hole(run))
		return true;
	pl_fail(err, PLIMSOLL_FORMAT, source->path,
	        "the body takes %zu bytes from a file outside the command's folder, which is not read; copy "
	        "it beside the command",
	        run->len);
	return false;
}

static bool broken_chunks(struct pl_content_reader *r, const char *problem, struct plimsoll_error *err)
{
	pl_fail(err, PLIMSOLL_FORMAT, r->source->path,
	        "the chunked body cannot be taken apart: %s; --as raw shows it as it is", problem);
	return false;
}

/* The next content bytes, empty when the wire's run in hand holds none any more. */
static bool next_data(struct pl_content_reader *r, struct pl_run *run, struct plimsoll_error *err)
{
	*run = (struct pl_run){ 0 };
	for (;;) {
		struct pl_chunked_event ev = pl_chunked_next(&r->chunked, &r->wire);

		if (ev.kind == PL_CHUNKED_BAD)
			return broken_chunks(r, ev.problem, err);
		if (ev.kind == PL_CHUNKED_DATA)
			*run = ev.run;
		if (ev.kind == PL_CHUNKED_END)
			r->wire.len = 0;
		if (ev.kind == PL_CHUNKED_DATA || ev.kind == PL_CHUNKED_MORE || ev.kind == PL_CHUNKED_END)
			return true;
	}
}

static bool next_content(struct pl_content_reader *r, struct pl_run *run, struct plimsoll_error *err)
{
	do {
		if (r->wire.len == 0) {
			if (!pl_content_reader_next_wire(r->source, r->message, &r->wire, err))
				return false;
			if (r->wire.len == 0) {
				struct pl_chunked_event ev = { .kind = PL_CHUNKED_END };

				*run = r->wire;
				if (r->is_chunked)
					ev = pl_chunked_finish(&r->chunked);
				return ev.kind == PL_CHUNKED_END || broken_chunks(r, ev.problem, err);
			}
		}
		if (!r->is_chunked) {
			*run = r->wire;
			r->wire.len = 0;
			return true;
		}
		if (!next_data(r, run, err))
			return false;
	} while (run->len == 0);
	return true;
}

bool pl_content_reader_open(struct pl_content_reader *r, struct pl_source *source, struct pl_message *message,
                            struct plimsoll_error *err)
{
	struct pl_run run = { 0 };

	*r = (struct pl_content_reader){ .source = source, .message = message };
	r->is_chunked =
	    (message->input == PL_INPUT_RAW || message->input == PL_INPUT_PAIR) &&
	    pl_head_framing(&message->head).kind == PL_FRAMING_CHUNKED;
	r->start = pl_arena_bytes(source->arena, PL_CONTENT_TEXT + PL_LIMIT_BLOCK);
	while (r->start_len <= PL_CONTENT_TEXT) {
		if (!next_content(r, &run, err))
			return false;
		if (run.len == 0)
			break;
		/* A run may be a whole inline body: only as much as there is room for is held, the rest
		 * stays. */
		if (run.len > PL_LIMIT_BLOCK) {
			r->wire = run;
			run = pl_run_take(&r->wire, PL_LIMIT_BLOCK);
		}
		memcpy(r->start + r->start_len, run.ptr, run.len);
		r->start_len += run.len;
	}
	r->is_whole = run.len == 0;
	return true;
}

struct pl_str pl_content_reader_text(const struct pl_content_reader *r)
{
	struct pl_utf8 utf8 = { 0 };

	if (!r->is_whole || r->start_len > PL_CONTENT_TEXT || memchr(r->start, '\0', r->start_len))
		return (struct pl_str){ NULL, 0 };
	pl_utf8_add(&utf8, r->start, r->start_len);
	return pl_utf8_finish(&utf8) ? (struct pl_str){ (const char *)r->start, r->start_len }
	                             : (struct pl_str){ NULL, 0 };
}

bool pl_content_reader_next(struct pl_content_reader *r, struct pl_run *run, struct plimsoll_error *err)
{
	if (!r->is_start_given && r->start_len > 0) {
		r->is_start_given = true;
		*run = (struct pl_run){ .ptr = r->start, .len = r->start_len };
		return true;
	}
	*run = (struct pl_run){ 0 };
	return r->is_whole || next_content(r, run, err);
}

static void write_line(FILE *out, const unsigned char *bytes, size_t len, bool wraps)
{
	char text[4 * LINE / 3];
	size_t text_len = pl_base64_encode(bytes, len, text);

	fwrite(text, 1, text_len, out);
	if (wraps)
		fputc('\n', out);
}

bool pl_content_reader_write_base64(struct pl_content_reader *r, FILE *out, bool wraps,
                                    struct plimsoll_error *err)
{
	unsigned char held[LINE];
	size_t len = 0;
	struct pl_run run;

	for (;;) {
		if (!pl_content_reader_next(r, &run, err))
			return false;
		if (run.len == 0)
			break;
		while (run.len > 0) {
			struct pl_run taken = pl_run_take(&run, run.len < LINE - len ? run.len : LINE - len);

			memcpy(held + len, taken.ptr, taken.len);
			len += taken.len;
			if (len == LINE)
				write_line(out, held, len, wraps);
			len %= LINE;
		}
	}
	if (len > 0)
		write_line(out, held, len, wraps);
	return true;
}

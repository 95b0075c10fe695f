/* The table of input formats, and the choice among them. */
#include "source/format.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"

extern const struct pl_format pl_raw_format, pl_curl_format, pl_har_format;

const struct pl_format *const pl_formats[] = { &pl_raw_format, &pl_curl_format, &pl_har_format, NULL };

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
	return "is no request that this version reads: a raw HTTP/1.x message begins with a line such as POST /path HTTP/1.1, a HAR "
	       "with {\"log\":";
}

enum plimsoll_status pl_source_open(struct pl_source *source, const struct plimsoll_input *input,
                                    struct pl_origins *origins, struct pl_arena *arena, struct plimsoll_error *err)
{
	struct pl_run peek;

	*source = (struct pl_source){ .path = input->path, .origins = origins, .arena = arena };
	source->origin = pl_origin_file(origins, input->path);
	source->reader = pl_reader_open(input->path, source->origin, origins, err);
	if (source->reader == NULL)
		return PLIMSOLL_IO;
	peek = pl_reader_peek(source->reader, PL_LIMIT_BLOCK / 8);
	source->format = choose(input->format, pl_run_text(&peek));
	if (pl_reader_failed(source->reader, err)) {
		pl_source_close(source);
		return PLIMSOLL_IO;
	}
	if (source->format == NULL || source->format->bid(pl_run_text(&peek)) == 0) {
		pl_fail(err, PLIMSOLL_FORMAT, input->path, "%s", what_else(pl_run_text(&peek)));
		source->format = NULL;
		pl_source_close(source);
		return PLIMSOLL_FORMAT;
	}
	if (source->format->open(source, err) == PL_STEP_OK)
		return PLIMSOLL_OK;
	pl_source_close(source);
	return err->status;
}

void pl_source_close(struct pl_source *source)
{
	if (source->format)
		source->format->close(source);
	if (source->reader)
		pl_reader_close(source->reader);
}

/* One request of an input, written as it would be sent. Knows source only. */
#include "plimsoll.h"

#include "base/fail.h"
#include "source/format.h"
#include "source/writer.h"

/* What curl refuses it does not send either. */
static bool is_sent(struct pl_source *source, const struct pl_message *message, struct plimsoll_error *err)
{
	struct plimsoll_place place = { 0 };

	if (message->curl_error.len == 0)
		return true;
	pl_fail(err, PLIMSOLL_FORMAT, source->path, "curl sends nothing: %.*s", PL_STR_ARG(message->curl_error));
	pl_origin_place(source->origins, message->curl_error_at, &place);
	err->line = place.line;
	err->column = place.column;
	return false;
}

static bool show_first(struct pl_source *source, const struct pl_writer *writer, FILE *out, struct plimsoll_error *err)
{
	struct pl_message message;

	switch (pl_source_next(source, &message, err)) {
	case PL_STEP_OK:
		return is_sent(source, &message, err) && writer->write(source, &message, out, err);
	case PL_STEP_END:
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "holds no request");
		return false;
	case PL_STEP_ERROR:
		return false;
	}
	return false;
}

enum plimsoll_status plimsoll_show_file(const struct plimsoll_input *input, const char *as, FILE *out,
                                        struct plimsoll_error *err)
{
	const struct pl_writer *writer = pl_writer_find(pl_str_from(as));
	struct pl_origins *origins;
	struct pl_arena arena = { 0 };
	struct pl_source source;
	enum plimsoll_status status;

	if (writer == NULL)
		return pl_fail(err, PLIMSOLL_USAGE, NULL,
		               "a request is written as raw, curl or har, not as '%s'", as);
	origins = pl_origins_open();
	status = pl_source_open(&source, input, origins, &arena, err);
	if (status == PLIMSOLL_OK) {
		status = show_first(&source, writer, out, err) ? PLIMSOLL_OK : err->status;
		pl_source_close(&source);
	}
	pl_origins_close(origins);
	pl_arena_free(&arena);
	return status;
}

/* One request of an input, written as it would be sent. Knows source only. */
#include "plimsoll.h"

#include "base/fail.h"
#include "source/format.h"
#include "source/writer.h"

static bool pass_body(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct pl_run run;

	do
		if (source->format->next_body(source, message, &run, err) == PL_STEP_ERROR)
			return false;
	while (run.len > 0);
	return true;
}

static bool show_entry(struct pl_source *source, uint64_t entry, const struct pl_writer *writer, FILE *out,
                       struct plimsoll_error *err)
{
	for (uint64_t i = 0;; i++) {
		struct pl_message message = { 0 };
		enum pl_step step = source->format->next_request(source, &message, err);

		if (step == PL_STEP_END)
			pl_fail(err, PLIMSOLL_FORMAT, source->path,
			        "there is no request %llu; there %s %llu, counted from 0",
			        (unsigned long long)entry, i == 1 ? "is" : "are", (unsigned long long)i);
		if (step != PL_STEP_OK)
			return false;
		if (message.entry == entry)
			return writer->write(source, &message, out, err);
		if (!pass_body(source, &message, err))
			return false;
		pl_arena_reset(source->arena);
		pl_origins_reset(source->origins, source->origin);
	}
}

enum plimsoll_status plimsoll_show_file(const struct plimsoll_input *input, uint64_t entry, const char *as,
                                        FILE *out, struct plimsoll_error *err)
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
		status = show_entry(&source, entry, writer, out, err) ? PLIMSOLL_OK : err->status;
		pl_source_close(&source);
	}
	pl_origins_close(origins);
	pl_arena_free(&arena);
	return status;
}

/* The table of forms, and the request as raw bytes. */
#include "source/writer.h"

#include "source/content_reader.h"

extern const struct pl_writer pl_curl_writer, pl_har_writer;

/* All but raw messages show the content; their client frames it by itself. */
static bool frames_content(const struct pl_message *message)
{
	return message->input != PL_INPUT_RAW && message->input != PL_INPUT_PAIR &&
	       pl_head_framing(&message->head).kind == PL_FRAMING_CHUNKED;
}

static bool write_raw(struct pl_source *source, struct pl_message *message, FILE *out,
                      struct plimsoll_error *err)
{
	bool is_framed = frames_content(message);
	struct pl_run run;

	fwrite(message->head.text.ptr, 1, message->head.text.len, out);
	for (;;) {
		if (!pl_content_reader_next_wire(source, message, &run, err))
			return false;
		if (is_framed)
			fprintf(out, "%zx\r\n", run.len);
		if (run.len > 0)
			fwrite(run.ptr, 1, run.len, out);
		if (is_framed)
			fputs("\r\n", out);
		if (run.len == 0)
			return true;
	}
}

static const struct pl_writer raw_writer = { "raw", write_raw };

const struct pl_writer *pl_writer_find(struct pl_str name)
{
	static const struct pl_writer *const writers[] = { &raw_writer, &pl_curl_writer, &pl_har_writer };

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (pl_str_equal(pl_str_from(writers[i]->name), name))
			return writers[i];
	return NULL;
}

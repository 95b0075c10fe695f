/* The bytes of a curl request before they are sent: stretches of the command, of files, and of what curl adds. */
#ifndef PL_SOURCE_CURL_TEXT_H
#define PL_SOURCE_CURL_TEXT_H

#include "source/curl_command.h"
#include "source/curl_file.h"

struct pl_curl_stretch {
	struct pl_str text;    /* empty for a file */
	struct pl_span place;  /* byte i stands at place.off + i when is_exact, else each at the whole of it */
	bool is_exact;
	struct pl_curl_file *file;
};

struct pl_curl_text {
	struct pl_arena *arena;
	struct pl_curl_stretch *items;
	size_t len, room;
	uint64_t bytes;
};

/* Bytes that stand for an option; they are borrowed. */
void pl_curl_text_add(struct pl_curl_text *text, struct pl_str bytes, struct pl_span place);
/* Bytes that stand at `place` as they are. */
void pl_curl_text_add_exact(struct pl_curl_text *text, struct pl_str bytes, struct pl_span place);
/* `slice` is a slice of the value's word. */
void pl_curl_text_add_value(struct pl_curl_text *text, const struct pl_curl_value *value, struct pl_str slice);
void pl_curl_text_add_file(struct pl_curl_text *text, struct pl_curl_file *file);
#endif

/* Input formats. One file each, one line each in formats.c. Only this room opens input. */
#ifndef PL_SOURCE_FORMAT_H
#define PL_SOURCE_FORMAT_H

#include "base/arena.h"
#include "source/message.h"
#include "source/origin.h"
#include "source/reader.h"

enum pl_step {
	PL_STEP_OK,
	PL_STEP_END,   /* no further request; no further body bytes (next_body gives a run of length 0 instead) */
	PL_STEP_ERROR, /* *err is filled */
};

/* Of several threads that read the same input, this one's share. */
enum pl_share_answer {
	PL_SHARE_TAKE,
	PL_SHARE_PASS, /* another one's */
	PL_SHARE_END,  /* as are all behind it */
};
struct pl_share {
	void *ctx;
	enum pl_share_answer (*ask)(void *ctx); /* once for each request, in their order */
};

/* One opened input. `state` is the format's own. */
struct pl_source {
	const struct pl_format *format;
	const char *path;           /* as the user gave it; "-" is standard input */
	const struct plimsoll_input *input; /* lent until close */
	uint64_t seen, picked;      /* requests read, and those of them that `input` lets through */
	struct pl_reader *reader;   /* of `path`, at its beginning */
	uint32_t origin;            /* of `path` */
	const struct pl_share *share; /* NULL: all of it */
	struct pl_origins *origins;
	struct pl_arena *arena;     /* reset by the caller between requests, after the body's end */
	void *state;                /* freed by close */
};

struct pl_format {
	const char *name;    /* as --input takes it */
	const char *summary; /* for --help: "a raw HTTP/1.x message, byte exact" */
	/* How sure is this format that `peek` (the first bytes, at most PL_LIMIT_BLOCK) is its own: 0 no, 100 certain. */
	int (*bid)(struct pl_str peek);
	enum pl_step (*open)(struct pl_source *source, struct plimsoll_error *err);
	/* The next request's head. Called again only after its body was read to the end. */
	enum pl_step (*next_request)(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err);
	/* The next run of the current request's body, lent until the next call; a run of length 0 is its end. May be a
	 * hole. `message` may still gain what only the body tells (curl_stripped_bytes). */
	enum pl_step (*next_body)(struct pl_source *source, struct pl_message *message, struct pl_run *run,
	                          struct plimsoll_error *err);
	void (*close)(struct pl_source *source);
};

extern const struct pl_format *const pl_formats[]; /* NULL-terminated */

/* Opens `input` and picks its format. On failure *err says what the file is instead (a directory, an HTTP response,
 * empty, nothing known) and what would be right; PLIMSOLL_IO or PLIMSOLL_FORMAT. */
enum plimsoll_status pl_source_open(struct pl_source *source, const struct plimsoll_input *input,
                                    struct pl_origins *origins, struct pl_arena *arena, struct plimsoll_error *err);
/* As pl_source_open, of what `feed` gives; the input's path is only its name. An input of one stream: it has no `body`. */
enum plimsoll_status pl_source_feed(struct pl_source *source, const struct plimsoll_input *input, const struct pl_feed *feed,
                                    struct pl_origins *origins, struct pl_arena *arena, struct plimsoll_error *err);
/* From now on only the requests of `share` (NULL: all). False when nothing is this share's. */
bool pl_source_shares(struct pl_source *source, const struct pl_share *share);
/* What a format that is shared asks of each request, before it reads its body. */
enum pl_share_answer pl_source_ask(struct pl_source *source);
/* The next request that `input` lets through; the bodies of the others are passed over, and arena and origins reset.
 * An input that lets none through is an error, which says how many requests there are. */
enum pl_step pl_source_next(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err);
void pl_source_close(struct pl_source *source);
#endif

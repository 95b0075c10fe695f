/* One request on its way into the check: a small message is held whole and checked at once; a larger one has a slot, of which there are
 * few, and is checked as it comes. */
#ifndef PL_CAPTURE_TAPE_H
#define PL_CAPTURE_TAPE_H

#include "base/buf.h"
#include "capture/observer.h"
#include "capture/save.h"
#include "plimsoll.h"

/* What the tapes share. */
struct pl_tapes {
	const struct plimsoll_rules *rules;
	struct plimsoll_sink sink;
	const char *folder; /* of --save, or NULL */
	bool shows_secrets;
	void *ctx;
	/* A request that could not be checked or saved; err->path is its name. */
	void (*trouble)(void *ctx, const struct plimsoll_error *err);
	/* One that was answered before it was whole, and left off. */
	void (*refused)(void *ctx, const char *name, uint64_t bytes);
	size_t slots_used;
	bool is_freed; /* a slot was given back; whoever wakes those that wait for one clears it */
};

/* Zero-initialised but for `all`. */
struct pl_tape {
	struct pl_tapes *all;
	char name[512];
	struct pl_buf held;
	struct plimsoll_push *push;
	struct plimsoll_error err; /* of the push, which then is over */
	struct pl_save save;
	uint64_t bytes;
	size_t head_len;
	bool has_slot, has_failed;
};

/* Is there room for `len` bytes more, besides `held` ones that are still to be added? Takes a slot when it needs one. */
bool pl_tape_has_room(struct pl_tape *tape, size_t held, size_t len);
/* The request of that number begins; `head` is what there is of its head. */
void pl_tape_begin(struct pl_tape *tape, uint64_t number, struct pl_str head);
void pl_tape_add(struct pl_tape *tape, struct pl_str bytes);
/* It is over: it is checked, where there is something to check, and the tape is as new. */
void pl_tape_end(struct pl_tape *tape, enum pl_capture_end end, const char *why);
/* A slot that was taken and is not needed. */
void pl_tape_rest(struct pl_tape *tape);
#endif

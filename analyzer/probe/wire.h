/* A trial as HTTP/1.1 sends it: the head, then the body in pieces that are made when they are asked for. */
#ifndef PL_PROBE_WIRE_H
#define PL_PROBE_WIRE_H

#include "base/buf.h"
#include "probe/filler.h"

#define PL_WIRE_PIECE ((size_t)16 << 10) /* of the body at once, and the size of a chunk */

struct pl_wire {
	const struct pl_trial *trial;
	struct pl_filler filler;
	struct pl_buf piece;    /* what is to be sent next: the head, or a stretch of the body with its framing */
	size_t piece_sent;
	size_t piece_framing;   /* bytes of it that stand before the body's */
	uint64_t piece_body;    /* bytes of the body in it */
	size_t chunk_left;      /* bytes of the body that the chunk which was begun still gets */
	uint64_t body_made;     /* in this piece and the ones before */
	uint64_t body_stop;     /* nothing behind here is sent for now */
	uint64_t bytes_sent;
	size_t rung;            /* of a ladder: the one to stop at */
	bool is_chunked, has_ended; /* has_ended: the last chunk was made */
};

/* Bytes that the trial adds to the head, to be compared with PL_LIMIT_PROBE_HEAD. */
uint64_t pl_wire_added(const struct pl_trial *trial);
/* Calls `add` with every header line of the trial but Host and those of framing: the target's own, then what it leaves out. */
void pl_wire_headers(const struct pl_target *target, const struct pl_trial *trial, const struct pl_filler *filler,
                     struct pl_arena *arena, void (*add)(void *to, const char *line), void *to);
/* The request target: `path`, with the trial's bytes of query. */
struct pl_str pl_wire_path(struct pl_str path, const struct pl_trial *trial, struct pl_arena *arena);
/* Begins with the head as the first piece; piece.is_full when what the target brings is too much. `arena` must outlive the
 * wire. */
void pl_wire_open(struct pl_wire *wire, const struct pl_target *target, struct pl_str host, struct pl_str path,
                  const struct pl_trial *trial, struct pl_arena *arena);
void pl_wire_close(struct pl_wire *wire);
/* What is to be sent now; empty when it has reached its stop, or all of the request. */
struct pl_str pl_wire_next(struct pl_wire *wire);
/* The first n bytes of it were sent. */
void pl_wire_sent(struct pl_wire *wire, size_t n);
/* Moves on to the next rung of a ladder; false when there is none, as for any other strategy. */
bool pl_wire_climb(struct pl_wire *wire);
bool pl_wire_is_last_stop(const struct pl_wire *wire);
/* Bytes of the body that are sent, without framing. */
uint64_t pl_wire_body_sent(const struct pl_wire *wire);
/* The request is complete: nothing of it is held back. */
bool pl_wire_is_over(const struct pl_wire *wire);
#endif

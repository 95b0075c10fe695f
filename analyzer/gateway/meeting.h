/* What the hops of a path make of one request's size: who refuses it first, by how much, and what would pass. */
#ifndef PL_GATEWAY_MEETING_H
#define PL_GATEWAY_MEETING_H

#include "gateway/path.h"

/* A multipart/form-data body with one file and nothing else, as long as curl would make it: what stands before the file
 * and behind it. */
#define PL_MULTIPART_BOUNDARY "------------------------7MA4YWxkTrZu0gWa1b2c3d"
#define PL_MULTIPART_BEFORE                                                                                         \
	"--" PL_MULTIPART_BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n"       \
	"Content-Type: application/octet-stream\r\n\r\n"
#define PL_MULTIPART_BEHIND "\r\n--" PL_MULTIPART_BOUNDARY "--\r\n"

struct pl_meeting {
	const struct pl_path *path;
	struct pl_row *hops; /* those of the path, of one's own: a path may be shared by threads */
};

/* Borrows `path`; memory from `arena`. */
void pl_meeting_open(struct pl_meeting *meeting, const struct pl_path *path, struct pl_arena *arena);
/* Fills the BODY facts of the hops for a request row that closes. An unknown size makes them unknown. */
void pl_meeting_request(struct pl_meeting *meeting, const struct pl_row *request);
#endif

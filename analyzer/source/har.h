/* An entry of a HAR as the request that HTTP/1.1 would send: what a log (har.c) and a line of ndjson (ndjson.c) share. */
#ifndef PL_SOURCE_HAR_H
#define PL_SOURCE_HAR_H

#include "source/format.h"
#include "source/har_body.h"
#include "source/har_entry.h"

/* A source's state. */
struct pl_har {
	struct pl_har_scan scan;
	struct pl_har_body body;
	struct pl_placed head, form; /* form: the body, built from postData.params */
	size_t form_sent;            /* segments of it */
	struct pl_reader *bytes;     /* where an entry's body is read again: the source's own reader, or a line's */
	struct pl_run left;          /* of the reader's block, not consumed yet */
	size_t lent;
	uint64_t lines;              /* begun */
	bool has_body;
};

struct pl_har *pl_har_open(struct pl_source *source, enum pl_har_in root);
void pl_har_close(struct pl_source *source);
/* Does the scanned entry ask something of an HTTP server? What does not (data:, blob:, an extension's page) is passed over. */
bool pl_har_is_request(const struct pl_har *har);
/* The scanned entry as a message. */
enum pl_step pl_har_request(struct pl_source *source, struct pl_message *message);
/* One that is no request, and why; those behind it are still checked. */
enum pl_step pl_har_stand_in(struct pl_source *source, struct pl_message *message, struct pl_str problem);
enum pl_step pl_har_next_body(struct pl_source *source, struct pl_message *message, struct pl_run *run, struct plimsoll_error *err);
#endif

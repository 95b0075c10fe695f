/* Amazon S3's framing of a signed stream (Signature Version 4, "Signature calculations: transferring a payload in multiple
 * chunks"): chunks as of Transfer-Encoding, each with a signature as its extension, inside of the content. It is the
 * outermost layer wherever Content-Encoding names aws-chunked. Content that is not framed so comes out as it is. */
#ifndef PL_EXTRACT_AWS_CHUNKED_H
#define PL_EXTRACT_AWS_CHUNKED_H

#include "extract/context.h"
#include "parse/chunked.h"
#include "source/message.h"

struct pl_aws_chunked {
	struct pl_context *x;
	struct pl_chunked parser;
	bool is_on, is_begun, is_over, is_lost; /* is_lost: what comes behind the fault is not known */
	uint64_t bytes;                         /* of the object */
	struct pl_span at;                      /* what names the framing in the head */
};

/* Sets the request's HEAD facts of it. */
void pl_aws_chunked_begin(struct pl_aws_chunked *a, struct pl_context *x, const struct pl_message *message);
/* The next bytes of the object from `in`; false when it is used up. */
bool pl_aws_chunked_next(struct pl_aws_chunked *a, struct pl_run *in, struct pl_run *out);
/* The content is over; sets what only its end tells. False when the object was not seen to its end. */
bool pl_aws_chunked_finish(struct pl_aws_chunked *a, bool is_whole);
#endif

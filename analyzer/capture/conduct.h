/* How requests are answered, and the texts of answers. Knows neither sockets nor the time of day. */
#ifndef PL_CAPTURE_CONDUCT_H
#define PL_CAPTURE_CONDUCT_H

#include "base/buf.h"
#include "capture/intake.h"
#include "gateway/behaviour.h"

struct pl_conduct {
	const struct pl_behaviour *behaviour; /* of the gateway that is played, or NULL */
	uint64_t largest;                     /* body that passes it; UINT64_MAX: any */
	bool spares_multipart, forms_only; /* which bodies it is about */
	struct pl_str answer; /* of --answer: a whole response when it begins with HTTP/, else a body; ptr NULL without */
	bool forwards;        /* requests are answered by somebody else */
	char date[32];        /* "Sun, 06 Nov 1994 08:49:37 GMT" */
};

/* One request, as far as its answer goes. */
struct pl_asked {
	uint64_t number, received; /* bytes of its content */
	const char *method; /* borrowed */
	bool is_http10, keeps_alive, is_head;
};

/* The answer to a request that was taken in: capture's own, that of --answer, or the played gateway's. False when the connection ends
 * behind it. */
bool pl_conduct_accept(const struct pl_conduct *conduct, const struct pl_asked *asked, struct pl_buf *out);
/* capture's own refusal, as JSON; the connection ends behind it. */
void pl_conduct_error(const struct pl_conduct *conduct, unsigned status, const char *problem, struct pl_buf *out);
/* A played gateway's; nothing when it has no answer. */
void pl_conduct_refuse(const struct pl_conduct *conduct, const struct pl_asked *asked, const struct pl_refusing *refusing,
                       struct pl_buf *out);
#endif

/* What a head says of its request's framing and of the connection, and what a server answers with 400 for. */
#ifndef PL_CAPTURE_HEAD_JUDGEMENT_H
#define PL_CAPTURE_HEAD_JUDGEMENT_H

#include "capture/intake.h"

/* Fills framing, fault and the flags of the intake from its head. False when where the message ends cannot be known; the fault says
 * why (RFC 9112 section 6.3). */
bool pl_head_judge(struct pl_intake *intake);
#endif

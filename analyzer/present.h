/* From what was found inside to the structs of plimsoll.h: spans become places, texts are kept until the sink has seen
 * them. */
#ifndef PL_PRESENT_H
#define PL_PRESENT_H

#include "base/arena.h"
#include "extract/weight.h"
#include "gateway/meeting.h"
#include "redact.h"
#include "rule/evaluate.h"
#include "source/message.h"
#include "source/origin.h"

/* The first five members are the caller's; the others belong to the request in hand. */
struct pl_presenter {
	struct pl_arena *arena; /* of the request */
	struct pl_origins *origins;
	const struct pl_meeting *meeting;
	uint32_t input;                     /* origin of the input file */
	const struct pl_redactor *redactor; /* NULL to show secrets */
	struct plimsoll_fact *facts;
	size_t facts_len, facts_room;
	uint64_t rows;
};

void pl_presenter_begin(struct pl_presenter *presenter);
/* Lists the known and unknown facts of a row that closes, at most PL_LIMIT_FACT_ROWS rows of a request. */
void pl_presenter_add_facts(struct pl_presenter *presenter, const struct pl_row *row);
/* Fills *request, but for its file; it borrows from the arena, the message and the evaluation. */
void pl_presenter_request(struct pl_presenter *presenter, const struct pl_message *message,
                          const struct pl_weight *weight, struct pl_evaluation *evaluation,
                          struct plimsoll_request *request);
#endif

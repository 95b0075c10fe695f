/* Which rules are worth running over a row: those whose guard meets a fact that the row, or one above it, has. */
#ifndef PL_RULE_SCHEDULE_H
#define PL_RULE_SCHEDULE_H

#include "base/arena.h"
#include "fact/row.h"
#include "rule/rule.h"

struct pl_schedule;

/* For rows of one scope, of the rules that `indexes` (ascending, into traits) names. */
struct pl_schedule *pl_schedule_new(struct pl_arena *arena, const struct pl_rule_traits *traits, const size_t *indexes,
                                    size_t len);
/* Is no rule due? Else pl_schedule_due gives them, a bit each: bit b of word w is indexes[64 * w + b]. NULL when none is. Valid until the next
 * call. A rule that is left out neither holds nor is undecided. */
bool pl_schedule_is_idle(const struct pl_schedule *schedule, const struct pl_row *row);
const uint64_t *pl_schedule_due(struct pl_schedule *schedule, const struct pl_row *row);
#endif

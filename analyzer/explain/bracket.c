/* The bracket of sizes, and the documented limits inside. */
#include "explain/bracket.h"

#include "base/limits.h"
#include "gateway/weighing.h"

bool pl_bracket_wire(struct pl_str encoding, uint64_t raw, bool is_least, struct pl_arena *arena, uint64_t *wire)
{
	struct pl_weighing full[PL_ENCODINGS], empty[PL_ENCODINGS];
	const struct pl_path nowhere = { 0 };
	size_t e = 0;

	*wire = raw;
	if (encoding.len == 0)
		return true;
	while (e < PL_ENCODINGS && !pl_str_equal(encoding, pl_str_from(pl_encoding_ids[e])))
		e++;
	if (e == PL_ENCODINGS || raw > PL_LIMIT_WEIGHED)
		return false;
	pl_weighing_all(full, &(struct pl_file_bytes){ .raw_bytes = raw }, 1, false, &nowhere, arena);
	pl_weighing_all(empty, &(struct pl_file_bytes){ .raw_bytes = 0 }, 1, false, &nowhere, arena);
	*wire = is_least ? full[e].least - empty[e].least : full[e].most - empty[e].most;
	return full[e].is_known;
}

static void passed(struct pl_bracket *b, uint64_t wire, uint64_t raw)
{
	if (b->has_least && wire <= b->at_least)
		return;
	b->has_least = true;
	b->at_least = wire;
	b->passed_raw = raw;
}

static void failed(struct pl_bracket *b, uint64_t wire, uint64_t raw)
{
	if (b->has_below && wire >= b->below)
		return;
	b->has_below = true;
	b->below = wire;
	b->failed_raw = raw;
}

/* The limit may lie at either end: what passed may fill it, and what failed may have had something around it. */
static void find_candidates(struct pl_bracket *b, const char *const *dirs, struct pl_arena *arena)
{
	const struct pl_documented *all;
	size_t len = pl_documented_limits("body", dirs, arena, &all);

	b->candidates = pl_arena_alloc(arena, (len + 1) * sizeof(*b->candidates));
	for (size_t i = 0; i < len; i++) {
		if (all[i].most < b->at_least || all[i].most > b->below)
			continue;
		b->candidates[b->candidates_len++] = (struct pl_candidate){
			.gateway = all[i].gateway,
			.name = all[i].name,
			.setting = all[i].limit->setting,
			.source = all[i].limit->source,
			.bytes = all[i].most,
			.is_exact = all[i].most == b->at_least || all[i].most == b->below || all[i].most + 1 == b->below,
		};
	}
}

void pl_bracket_find(struct pl_bracket *bracket, const struct pl_exchange *exchange, const char *const *dirs,
                     struct pl_arena *arena)
{
	uint64_t wire;

	*bracket = (struct pl_bracket){ 0 };
	for (size_t i = 0; i < exchange->passed.len; i++)
		if (pl_bracket_wire(exchange->encoding, exchange->passed.items[i], true, arena, &wire))
			passed(bracket, wire, exchange->passed.items[i]);
	for (size_t i = 0; i < exchange->failed.len; i++)
		if (pl_bracket_wire(exchange->encoding, exchange->failed.items[i], false, arena, &wire))
			failed(bracket, wire, exchange->failed.items[i]);
	if (exchange->failed.len == 0 && exchange->has_body_bytes && bracket->has_least)
		failed(bracket, exchange->body_bytes, exchange->raw_bytes ? exchange->raw_bytes : exchange->body_bytes);
	bracket->overlaps = bracket->has_least && bracket->has_below && bracket->below <= bracket->at_least;
	if (bracket->has_least && bracket->has_below && !bracket->overlaps)
		find_candidates(bracket, dirs, arena);
}

/* From what was found inside to the structs of plimsoll.h. */
#include "present.h"

#include "base/limits.h"
#include "source/target_uri.h"

static struct plimsoll_text text(struct pl_str s)
{
	return (struct plimsoll_text){ s.ptr, s.len };
}

static struct plimsoll_text kept(struct pl_presenter *p, struct plimsoll_text borrowed)
{
	if (borrowed.ptr == NULL)
		return borrowed;
	return text(pl_arena_str(p->arena, (struct pl_str){ borrowed.ptr, borrowed.len }));
}

/* As kept, without secrets. */
static struct plimsoll_text shown(struct pl_presenter *p, struct plimsoll_text borrowed)
{
	return p->redactor ? pl_redactor_text(p->redactor, borrowed, p->arena) : borrowed;
}

static const struct plimsoll_text *texts(struct pl_presenter *p, const struct pl_str *items, size_t len)
{
	struct plimsoll_text *copy = pl_arena_alloc(p->arena, (len + 1) * sizeof(*copy));

	for (size_t i = 0; i < len; i++)
		copy[i] = text(items[i]);
	return copy;
}

void pl_presenter_begin(struct pl_presenter *p)
{
	p->facts = NULL;
	p->facts_len = p->facts_room = 0;
	p->rows = 0;
}

static struct plimsoll_fact *next_fact(struct pl_presenter *p)
{
	if (p->facts_len == p->facts_room) {
		size_t room = p->facts_room ? 2 * p->facts_room : 256;
		struct plimsoll_fact *grown = pl_arena_alloc(p->arena, room * sizeof(*grown));

		if (p->facts_len > 0)
			memcpy(grown, p->facts, p->facts_len * sizeof(*grown));
		p->facts = grown;
		p->facts_room = room;
	}
	return &p->facts[p->facts_len++];
}

static void keep_list(struct pl_presenter *p, struct plimsoll_fact *fact, const struct pl_value *value)
{
	struct plimsoll_text *items = pl_arena_alloc(p->arena, (value->list.len + 1) * sizeof(*items));

	for (size_t i = 0; i < value->list.len; i++)
		items[i] = text(pl_arena_str(p->arena, value->list.items[i]));
	fact->list = items;
	fact->list_len = value->list.len;
}

static void add_fact(struct pl_presenter *p, enum pl_fact id, const struct pl_value *value, uint64_t row)
{
	static const enum plimsoll_fact_kind kinds[] = { PLIMSOLL_FLAG, PLIMSOLL_NUMBER, PLIMSOLL_STRING, PLIMSOLL_LIST };
	const struct pl_fact_info *info = pl_fact_info(id);
	struct plimsoll_fact *fact = next_fact(p);

	*fact = (struct plimsoll_fact){ .name = text(pl_str_from(info->name)), .kind = kinds[info->type], .row = row };
	if (value->state == PL_UNKNOWN) {
		fact->kind = PLIMSOLL_UNKNOWN;
		return;
	}
	switch (info->type) {
	case PL_TYPE_FLAG:
		fact->truth = value->flag;
		break;
	case PL_TYPE_INT:
		fact->number = value->number;
		break;
	case PL_TYPE_STR:
		fact->string = text(pl_arena_str(p->arena, value->text));
		break;
	case PL_TYPE_LIST:
		keep_list(p, fact, value);
		break;
	}
}

void pl_presenter_add_facts(struct pl_presenter *p, const struct pl_row *row)
{
	uint64_t number = row->scope == PL_SCOPE_request ? 0 : ++p->rows;
	enum pl_fact first = pl_fact_first(row->scope);

	if (p->rows > PL_LIMIT_FACT_ROWS && row->scope != PL_SCOPE_request)
		return;
	for (size_t i = 0; i < pl_fact_count(row->scope); i++)
		if (row->values[i].state != PL_ABSENT)
			add_fact(p, (enum pl_fact)((size_t)first + i), &row->values[i], number);
}

/* Only what stands in the input as it is can be edited there. */
static void present_edit(struct pl_presenter *p, const struct pl_finding *found, struct plimsoll_edit *edit)
{
	if (found->edit_at.origin == 0 || found->edit_at.origin != p->input)
		return;
	*edit = (struct plimsoll_edit){ .kind = found->rule->edit.kind,
		                        .is_safe = found->rule->edit.is_safe,
		                        .offset = found->edit_at.off,
		                        .length = found->edit_at.len,
		                        .text = text(found->edit_text),
		                        .was = text(found->edit_was) };
	if (found->rule->edit.at == PL_FACT_content_declared_type)
		edit->header = text(PL_STR("Content-Type"));
}

static void present_finding(struct pl_presenter *p, const struct pl_finding *found, struct plimsoll_finding *finding)
{
	*finding = (struct plimsoll_finding){
		.rule = text(found->rule->name),
		.message = shown(p, text(found->message)),
		.fix = shown(p, text(found->fix)),
		.gateway = text(found->gateway),
		.confidence = text(found->rule->confidence),
		.severity = found->rule->severity,
		.persona = found->rule->traits->persona,
		.more = found->more,
		.summary = text(found->rule->summary),
		.explain = texts(p, found->rule->explain, found->rule->explain_len),
		.explain_len = found->rule->explain_len,
		.see = texts(p, found->rule->see, found->rule->see_len),
		.see_len = found->rule->see_len,
	};
	present_edit(p, found, &finding->edit);
	if (found->cause)
		finding->explained_by = text(found->cause->name);
	if (found->at.origin != 0) {
		pl_origin_place(p->origins, found->at, &finding->place);
		finding->place.is_known = true;
		finding->place.path = kept(p, finding->place.path);
		finding->place.via = kept(p, finding->place.via);
		finding->place.excerpt = kept(p, finding->place.excerpt);
		if (p->redactor)
			pl_redactor_excerpt(p->redactor, p->origins, &finding->place, p->arena);
	}
	finding->place.pointer = shown(p, text(found->pointer));
	finding->place.part = shown(p, text(found->part));
	finding->place.header = shown(p, text(found->header));
}

static void present_findings(struct pl_presenter *p, struct pl_evaluation *evaluation, struct plimsoll_request *request)
{
	size_t len, undecided_len;
	const struct pl_finding *found = pl_evaluation_findings(evaluation, &len);
	const struct pl_undecided *unknown = pl_evaluation_undecided(evaluation, &undecided_len);
	struct plimsoll_finding *findings = pl_arena_alloc(p->arena, (len + 1) * sizeof(*findings));
	struct plimsoll_undecided *undecided = pl_arena_alloc(p->arena, (undecided_len + 1) * sizeof(*undecided));

	for (size_t i = 0; i < len; i++)
		present_finding(p, &found[i], &findings[i]);
	for (size_t i = 0; i < undecided_len; i++)
		undecided[i] = (struct plimsoll_undecided){ text(unknown[i].rule->name), text(unknown[i].missing),
			                                    unknown[i].rule->traits->persona };
	request->findings = findings;
	request->findings_len = len;
	request->undecided = undecided;
	request->undecided_len = undecided_len;
}

static void present_ignores(struct pl_presenter *p, const struct pl_message *message, struct plimsoll_request *request)
{
	struct plimsoll_ignore *ignores = pl_arena_alloc(p->arena, (message->ignores_len + 1) * sizeof(*ignores));

	for (size_t i = 0; i < message->ignores_len; i++) {
		ignores[i] = (struct plimsoll_ignore){ .rule = text(message->ignores[i].rule), .reason = text(message->ignores[i].reason) };
		pl_origin_place(p->origins, message->ignores[i].at, &ignores[i].place);
		ignores[i].place.path = kept(p, ignores[i].place.path);
		ignores[i].place.via = ignores[i].place.excerpt = (struct plimsoll_text){ NULL, 0 };
	}
	request->ignores = ignores;
	request->ignores_len = message->ignores_len;
}

/* The smallest body limit on the path that holds for this request. */
static void present_limit(const struct pl_meeting *meeting, struct plimsoll_weight *weight)
{
	for (size_t i = 0; i < meeting->path->len; i++) {
		const struct pl_row *hop = &meeting->hops[i];
		const struct pl_value *most = pl_row_get(hop, PL_FACT_gateway_body_max);

		if (most->state != PL_KNOWN || pl_row_get(hop, PL_FACT_gateway_counted_bytes)->state == PL_ABSENT || (weight->limit > 0 && (uint64_t)most->number >= weight->limit))
			continue;
		weight->limit = (uint64_t)most->number;
		weight->limit_name = text(pl_row_text(hop, PL_FACT_gateway_name));
	}
}

static void present_weight(struct pl_presenter *p, const struct pl_weight *from, struct plimsoll_weight *weight)
{
	struct plimsoll_contribution *largest = pl_arena_alloc(p->arena, (from->largest_len + 1) * sizeof(*largest));

	*weight = (struct plimsoll_weight){
		.is_known = !from->is_unknown,
		.head_bytes = from->head_bytes,
		.body_bytes = from->body_bytes,
		.framing_bytes = from->framing_bytes,
		.decoded_bytes = from->decoded_bytes,
		.base64_bytes = from->base64_bytes,
		.raw_bytes = from->raw_bytes,
		.envelope_bytes = pl_weight_envelope(from),
		.inflation = pl_weight_inflation(from),
		.largest = largest,
		.largest_len = from->largest_len,
	};
	present_limit(p->meeting, weight);
	for (size_t i = 0; i < from->largest_len; i++) {
		const struct pl_contribution *c = &from->largest[i];

		largest[i] = (struct plimsoll_contribution){
			.pointer = { c->pointer_len ? c->pointer : NULL, c->pointer_len },
			.part = { c->part_len ? c->part : NULL, c->part_len },
			.encoding = text(pl_str_from(c->encoding)),
			.media_type = { c->media_type[0] ? c->media_type : NULL, strlen(c->media_type) },
			.bytes = c->bytes,
			.raw_bytes = c->raw_bytes,
		};
	}
}

static void present_load_line(const struct pl_row *hop, bool is_nofiles, struct plimsoll_load_line *line)
{
	enum pl_fact most = is_nofiles ? PL_FACT_gateway_nofiles_max : PL_FACT_gateway_body_max;
	enum pl_fact setting = is_nofiles ? PL_FACT_gateway_nofiles_max_setting : PL_FACT_gateway_body_max_setting;
	const struct pl_value *over = pl_row_get(hop, is_nofiles ? PL_FACT_gateway_nofiles_over_bytes : PL_FACT_gateway_over_bytes);

	*line = (struct plimsoll_load_line){
		.gateway = text(pl_row_text(hop, PL_FACT_gateway_id)),
		.name = text(pl_row_text(hop, PL_FACT_gateway_name)),
		.setting = text(pl_row_text(hop, setting)),
		.counts = text(is_nofiles ? PL_STR("nofiles") : pl_row_text(hop, PL_FACT_gateway_body_counts)),
		.hop = (uint64_t)pl_row_get(hop, PL_FACT_gateway_hop)->number,
		.limit = (uint64_t)pl_row_get(hop, most)->number,
		.over_bytes = over->state == PL_KNOWN ? (uint64_t)over->number : 0,
		.applies = is_nofiles || pl_row_get(hop, PL_FACT_gateway_counted_bytes)->state != PL_ABSENT,
		.is_known = over->state != PL_UNKNOWN,
		.refuses_first = over->state == PL_KNOWN && pl_row_get(hop, PL_FACT_gateway_refuses_first)->state == PL_KNOWN,
	};
	if (!is_nofiles)
		line->source = text(pl_row_text(hop, PL_FACT_gateway_body_max_source));
}

static void present_load_lines(struct pl_presenter *p, struct plimsoll_request *request)
{
	const size_t hops = p->meeting->path->len;
	struct plimsoll_load_line *lines = pl_arena_alloc(p->arena, (2 * hops + 1) * sizeof(*lines));

	for (size_t i = 0; i < hops; i++) {
		if (pl_row_has(&p->meeting->hops[i], PL_FACT_gateway_body_max))
			present_load_line(&p->meeting->hops[i], false, &lines[request->load_lines_len++]);
		if (pl_row_has(&p->meeting->hops[i], PL_FACT_gateway_nofiles_max))
			present_load_line(&p->meeting->hops[i], true, &lines[request->load_lines_len++]);
	}
	request->load_lines = lines;
}

/* Secrets are all known only when the request is over. */
static void redact_facts(struct pl_presenter *p)
{
	for (size_t i = 0; i < p->facts_len; i++) {
		struct plimsoll_fact *fact = &p->facts[i];
		struct plimsoll_text *items = pl_arena_alloc(p->arena, (fact->list_len + 1) * sizeof(*items));

		fact->string = pl_redactor_named(p->redactor, fact->string, p->arena);
		for (size_t k = 0; k < fact->list_len; k++)
			items[k] = pl_redactor_named(p->redactor, fact->list[k], p->arena);
		fact->list = items;
	}
}

void pl_presenter_request(struct pl_presenter *p, const struct pl_message *message, const struct pl_weight *weight,
                          struct pl_evaluation *evaluation, struct plimsoll_request *request)
{
	*request = (struct plimsoll_request){
		.method = text(message->head.method),
		.url = text(pl_target_uri(message, p->arena)),
		.entry = message->entry,
		.id = text(message->id),
		.facts = p->facts,
		.facts_len = p->facts_len,
	};
	request->frame.is_command = message->input == PL_INPUT_CURL;
	if (message->input == PL_INPUT_RAW)
		request->frame = (struct plimsoll_frame){ .is_raw = true,
			                                  .head_offset = message->segments[0].place.off,
			                                  .head_length = message->head.text.len,
			                                  .body_length = weight->body_bytes + weight->framing_bytes };
	if (p->redactor) {
		request->id = pl_redactor_named(p->redactor, request->id, p->arena);
		request->url = pl_redactor_named(p->redactor, request->url, p->arena);
		redact_facts(p);
	}
	present_weight(p, weight, &request->weight);
	present_load_lines(p, request);
	present_findings(p, evaluation, request);
	present_ignores(p, message, request);
}

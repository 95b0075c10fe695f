/* The targets that take a short text whole. */
#include "targets.h"

#include "base/arena.h"
#include "parse/head.h"
#include "parse/http_date.h"
#include "parse/params.h"
#include "parse/structured_field.h"

void pl_fuzz_head(struct pl_str input)
{
	struct pl_arena arena = { 0 };
	struct pl_head head = { 0 };

	if (pl_head_parse(input, &arena, &head) != PL_HEAD_NOT_HTTP) {
		require(head.text.len <= input.len, "a head longer than its text");
		pl_head_framing(&head);
	}
	pl_head_parse_fields(input, &arena, &head);
	for (size_t i = 0; i < head.fields_len; i++)
		require(head.fields[i].at + head.fields[i].len <= input.len, "a field outside of the text");
	pl_arena_free(&arena);
}

void pl_fuzz_params(struct pl_str input)
{
	struct pl_params params = { 0 };
	char out[64];

	pl_params_parse(input, &params);
	for (size_t i = 0; i < params.len; i++) {
		require(params.items[i].value_at + params.items[i].value.len <= input.len, "a value outside of the text");
		require(pl_param_unescape(&params.items[i], out, sizeof(out)).len <= sizeof(out), "too long");
	}
}

void pl_fuzz_structured_field(struct pl_str input)
{
	for (int type = PL_SF_ITEM; type <= PL_SF_DICTIONARY; type++) {
		struct pl_sf sf = { .text = input, .type = (enum pl_sf_type)type };
		struct pl_sf_member member;
		size_t members = 0, at = 0;

		while (pl_sf_next(&sf, &member))
			require(++members <= input.len + 1 && member.key.len + member.value.len <= input.len, "members without end");
		require(sf.problem == NULL || sf.problem_at <= input.len, "a problem outside of the text");
		require(pl_sf_problem(input, sf.type, &at) == sf.problem, "two readings differ");
	}
}

/* What is a date is 29 bytes long, and cut short it is none. */
void pl_fuzz_http_date(struct pl_str input)
{
	if (pl_http_date_problem(input) == NULL)
		require(input.len == 29 && pl_http_date_problem((struct pl_str){ input.ptr, 28 }), "a date of another length");
}

/* Facts of a request as text: the same however its body is cut. */
#include "facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "extract/extract.h"

#define LOG_MAX ((size_t)1 << 20)

struct log {
	const char *wanted;
	struct pl_buf out;
};

static bool is_wanted(const char *wanted, struct pl_str name)
{
	while (*wanted) {
		struct pl_str word = { wanted, strcspn(wanted, " ") };

		if (pl_str_equal(word, name))
			return true;
		if (pl_str_ends(word, PL_STR("*")) &&
		    pl_str_starts(name, (struct pl_str){ word.ptr, word.len - 1 }))
			return true;
		wanted += word.len;
		wanted += strspn(wanted, " ");
	}
	return false;
}

static void write_value(struct pl_buf *out, const struct pl_fact_info *info, const struct pl_value *value)
{
	if (value->state == PL_UNKNOWN) {
		pl_buf_add_str(out, PL_STR(" ?\n"));
		return;
	}
	if (info->type == PL_TYPE_INT)
		pl_buf_printf(out, " %lld", (long long)value->number);
	if (info->type == PL_TYPE_STR)
		pl_buf_printf(out, " '%.*s'", PL_STR_ARG(value->text));
	for (size_t i = 0; info->type == PL_TYPE_LIST && i < value->list.len; i++)
		pl_buf_printf(out, " %.*s", PL_STR_ARG(value->list.items[i]));
	pl_buf_add_char(out, ' ');
	if (value->at.origin > 1)
		pl_buf_printf(out, "%u:", value->at.origin);
	pl_buf_printf(out, "%llu+%llu\n", (unsigned long long)value->at.off,
	              (unsigned long long)value->at.len);
}

static void row_closed(void *ctx, const struct pl_row *row)
{
	struct log *log = ctx;
	size_t first = (size_t)pl_fact_first(row->scope);

	for (size_t i = 0; i < pl_fact_count(row->scope); i++) {
		const struct pl_fact_info *info = pl_fact_info((enum pl_fact)(first + i));

		if (row->values[i].state == PL_ABSENT || !is_wanted(log->wanted, pl_str_from(info->name)))
			continue;
		pl_buf_add_str(&log->out, pl_str_from(info->name));
		write_value(&log->out, info, &row->values[i]);
	}
}

/* A run of its own memory, so that a sanitizer sees a read past its end. */
static void give(struct pl_extract *x, struct pl_str request, size_t from, size_t to, bool is_hole)
{
	unsigned char *copy;

	if (from == to)
		return;
	copy = malloc(to - from);
	assert_non_null(copy);
	memcpy(copy, request.ptr + from, to - from);
	pl_extract_body(x, (struct pl_run){ is_hole ? NULL : copy, to - from, 1, from });
	free(copy);
}

/* The body in steps of `step` bytes after its first `cut`; a hole is a run of its own. */
static void give_body(struct pl_extract *x, struct pl_str request, size_t body, size_t cut, size_t step,
                      const struct pl_facts_input *input)
{
	size_t hole = body + input->hole_at, hole_end = hole + input->hole_len, at = body;

	while (at < request.len) {
		size_t end = at == body && cut > 0 ? body + cut : at + step;
		bool is_hole = input->hole_len > 0 && at >= hole && at < hole_end;

		if (is_hole)
			end = hole_end;
		else if (input->hole_len > 0 && at < hole && end > hole)
			end = hole;
		give(x, request, at, end < request.len ? end : request.len, is_hole);
		at = end;
	}
}

static void extract(struct log *log, struct pl_str request, size_t cut, size_t step,
                    const struct pl_facts_input *input)
{
	struct pl_extract_options options = { .max_decoded = input->max_decoded ? input->max_decoded
		                                                                : PL_LIMIT_DECODED };
	struct pl_message m = { .input = input->input, .body_is_unknown = input->body_is_unknown };
	struct pl_origins *origins = pl_origins_open();
	struct pl_extract *x = pl_extract_open(&options, origins, (struct pl_listener){ .ctx = log, .row_closed = row_closed });
	struct pl_arena arena = { 0 };
	struct pl_segment segment;

	assert_int_equal(pl_origin_file(origins, "request"), 1);
	assert_int_not_equal(pl_head_parse(request, &arena, &m.head), PL_HEAD_NOT_HTTP);
	segment = (struct pl_segment){ 0, { 1, 0, m.head.text.len }, true };
	m.segments = &segment;
	m.segments_len = 1;
	m.body_at = (struct pl_span){ 1, m.head.text.len, 0 };
	pl_extract_head(x, &m);
	give_body(x, request, m.head.text.len, cut, step, input);
	pl_extract_finish(x, &m);
	pl_extract_close(x);
	pl_origins_close(origins);
	pl_arena_free(&arena);
}

static void compare(const char *wanted, struct pl_str request, size_t cut, size_t step,
                    const struct pl_facts_input *input, const char *expected)
{
	struct log log = { .wanted = wanted };

	pl_buf_init(&log.out, LOG_MAX);
	extract(&log, request, cut, step, input);
	pl_buf_add_char(&log.out, '\0');
	if (strcmp(log.out.ptr, expected) != 0)
		print_error("request: %.*s\ncut at %zu, in steps of %zu\n", PL_STR_ARG(request), cut, step);
	assert_string_equal(log.out.ptr, expected);
	pl_buf_free(&log.out);
}

void pl_facts_check_input(const char *wanted, struct pl_str request, struct pl_facts_input input,
                          const char *expected)
{
	size_t body = pl_str_find(request, PL_STR("\r\n\r\n")) + 4;

	compare(wanted, request, 0, request.len, &input, expected);
	compare(wanted, request, 0, 1, &input, expected);
	compare(wanted, request, 0, 3, &input, expected);
	for (size_t cut = 1; body + cut < request.len; cut++)
		compare(wanted, request, cut, request.len, &input, expected);
}

void pl_facts_check(const char *wanted, struct pl_str request, const char *expected)
{
	pl_facts_check_input(wanted, request, (struct pl_facts_input){ 0 }, expected);
}

void pl_facts_check_whole(const char *wanted, struct pl_str request, const char *expected)
{
	const struct pl_facts_input input = { 0 };

	compare(wanted, request, 0, request.len, &input, expected);
	compare(wanted, request, 0, 1, &input, expected);
}

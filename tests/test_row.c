/* Rows of facts: what is absent, known and unknown; what a row sees of the rows above it; the caps on its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/limits.h"
#include "fact/row.h"

static const struct pl_span here = { 1, 10, 3 };

static struct pl_row row_of(enum pl_scope scope, struct pl_arena *arena)
{
	struct pl_row row;

	pl_row_init(&row, scope, arena);
	pl_row_reset(&row, NULL);
	return row;
}

static void every_fact_is_found_by_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_FACTS; i++) {
		const struct pl_fact_info *info = pl_fact_info((enum pl_fact)i);
		size_t first = (size_t)pl_fact_first(info->scope);

		assert_int_equal(pl_fact_find(pl_str_from(info->name)), i);
		assert_true(i >= first && i < first + pl_fact_count(info->scope));
		assert_int_equal(strncmp(info->name, pl_scope_names[info->scope], strlen(pl_scope_names[info->scope])), 0);
	}
	assert_int_equal(pl_fact_find(PL_STR("request.methods")), PL_FACTS);
	assert_int_equal(pl_fact_find(PL_STR("request.metho")), PL_FACTS);
	assert_int_equal(pl_fact_find(PL_STR("")), PL_FACTS);
}

static void a_new_row_knows_nothing(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_request, &arena);

	(void)state;
	for (size_t i = 0; i < pl_fact_count(PL_SCOPE_request); i++)
		assert_int_equal(row.values[i].state, PL_ABSENT);
	assert_int_equal(pl_row_text(&row, PL_FACT_request_method).len, 0);
	assert_false(pl_row_has(&row, PL_FACT_request_has_body));
	pl_arena_free(&arena);
}

static void a_fact_keeps_its_value_and_its_place(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_request, &arena);
	char method[] = "PoSt";

	(void)state;
	pl_row_str(&row, PL_FACT_request_method, pl_str_from(method), here);
	pl_row_str_lower(&row, PL_FACT_request_expect, pl_str_from(method), here);
	pl_row_int(&row, PL_FACT_request_body_bytes, UINT64_MAX, here);
	pl_row_flag(&row, PL_FACT_request_has_body, here);
	memset(method, 'x', 4);
	assert_true(pl_str_equal(pl_row_text(&row, PL_FACT_request_method), PL_STR("PoSt")));
	assert_true(pl_str_equal(pl_row_text(&row, PL_FACT_request_expect), PL_STR("post")));
	assert_true(pl_row_get(&row, PL_FACT_request_body_bytes)->number == INT64_MAX);
	assert_true(pl_row_get(&row, PL_FACT_request_has_body)->flag);
	assert_int_equal(pl_row_get(&row, PL_FACT_request_method)->at.off, 10);
	assert_int_equal(pl_row_get(&row, PL_FACT_request_has_body)->at.len, 3);
	pl_row_reset(&row, NULL);
	assert_false(pl_row_has(&row, PL_FACT_request_method));
	pl_arena_free(&arena);
}

static void a_count_adds_up_and_stays_where_it_began(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_request, &arena);
	const struct pl_value *chunks = pl_row_get(&row, PL_FACT_request_chunks);

	(void)state;
	pl_row_count(&row, PL_FACT_request_chunks, 2, here);
	pl_row_count(&row, PL_FACT_request_chunks, 3, (struct pl_span){ 1, 99, 1 });
	assert_int_equal(chunks->number, 5);
	assert_int_equal(chunks->at.off, 10);
	pl_row_count(&row, PL_FACT_request_chunks, UINT64_MAX, here);
	assert_true(chunks->number == INT64_MAX);
	pl_row_unknown(&row, PL_FACT_request_chunks);
	pl_row_count(&row, PL_FACT_request_chunks, 1, here);
	assert_int_equal(chunks->state, PL_UNKNOWN);
	pl_arena_free(&arena);
}

static void a_row_sees_the_rows_above_it_and_no_others(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row request = row_of(PL_SCOPE_request, &arena), part = row_of(PL_SCOPE_part, &arena),
		      field = row_of(PL_SCOPE_field, &arena);

	(void)state;
	pl_row_str(&request, PL_FACT_request_method, PL_STR("PUT"), here);
	pl_row_str(&part, PL_FACT_part_name, PL_STR("file"), here);
	field.up = &part;
	part.up = &request;
	assert_true(pl_str_equal(pl_row_text(&field, PL_FACT_request_method), PL_STR("PUT")));
	assert_true(pl_row_has(&field, PL_FACT_part_name));
	assert_int_equal(pl_row_get(&field, PL_FACT_content_bytes)->state, PL_ABSENT);
	assert_int_equal(pl_row_get(&request, PL_FACT_part_name)->state, PL_ABSENT);
	pl_arena_free(&arena);
}

static void a_copy_stands_on_its_own(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_part, &arena), copy = row_of(PL_SCOPE_part, &arena);

	(void)state;
	pl_row_str(&row, PL_FACT_part_name, PL_STR("first"), here);
	pl_row_copy(&copy, &row);
	pl_row_reset(&row, NULL);
	pl_row_str(&row, PL_FACT_part_name, PL_STR("other"), here);
	assert_true(pl_str_equal(pl_row_text(&copy, PL_FACT_part_name), PL_STR("first")));
	pl_arena_free(&arena);
}

static void a_borrower_adds_to_what_it_borrowed_and_leaves_the_lender_alone(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_gateway, &arena), borrower = row_of(PL_SCOPE_gateway, &arena);

	(void)state;
	pl_row_str(&row, PL_FACT_gateway_name, PL_STR("nginx"), here);
	pl_row_borrow(&borrower, &row);
	pl_row_str(&borrower, PL_FACT_gateway_next_name, PL_STR("express"), here);
	assert_true(pl_str_equal(pl_row_text(&borrower, PL_FACT_gateway_name), PL_STR("nginx")));
	assert_false(pl_row_has(&row, PL_FACT_gateway_next_name));
	pl_arena_free(&arena);
}

static void a_list_keeps_its_items_in_order_and_its_first_place(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_request, &arena);
	const struct pl_value *largest = pl_row_get(&row, PL_FACT_request_largest);

	(void)state;
	pl_row_str(&row, PL_FACT_request_method, PL_STR("x"), here); /* so that the list begins at an odd byte */
	pl_row_add(&row, PL_FACT_request_largest, PL_STR("a"), here);
	pl_row_add(&row, PL_FACT_request_largest, PL_STR("bc"), (struct pl_span){ 1, 99, 1 });
	assert_int_equal(largest->list.len, 2);
	assert_true(pl_str_equal(largest->list.items[0], PL_STR("a")));
	assert_true(pl_str_equal(largest->list.items[1], PL_STR("bc")));
	assert_int_equal(largest->at.off, 10);
	for (int i = 0; i < 1000; i++)
		pl_row_add(&row, PL_FACT_request_largest, PL_STR("more"), here);
	assert_true(largest->list.len < 1000);
	assert_true(pl_str_equal(largest->list.items[largest->list.len - 1], PL_STR("more")));
	pl_arena_free(&arena);
}

static void a_long_text_is_cut_and_does_not_crowd_out_the_next(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_request, &arena);
	char text[2 * PL_LIMIT_FACT_TEXT];

	(void)state;
	memset(text, 'a', sizeof(text));
	pl_row_str(&row, PL_FACT_request_target, (struct pl_str){ text, sizeof(text) }, here);
	pl_row_str(&row, PL_FACT_request_method, PL_STR("POST"), here);
	assert_int_equal(pl_row_text(&row, PL_FACT_request_target).len, PL_LIMIT_FACT_TEXT);
	assert_true(pl_str_equal(pl_row_text(&row, PL_FACT_request_method), PL_STR("POST")));
	pl_arena_free(&arena);
}

static void a_fact_that_is_set_again_and_again_does_not_crowd_out_the_others(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_row row = row_of(PL_SCOPE_request, &arena);
	char text[PL_LIMIT_FACT_TEXT];

	(void)state;
	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < 100; i++)
		pl_row_str(&row, PL_FACT_request_transfer_encoding, (struct pl_str){ text, sizeof(text) - i % 2 }, here);
	pl_row_str(&row, PL_FACT_request_method, PL_STR("POST"), here);
	assert_int_equal(pl_row_text(&row, PL_FACT_request_transfer_encoding).len, sizeof(text) - 1);
	assert_true(pl_str_equal(pl_row_text(&row, PL_FACT_request_method), PL_STR("POST")));
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fact_is_found_by_its_name),
		cmocka_unit_test(a_new_row_knows_nothing),
		cmocka_unit_test(a_fact_keeps_its_value_and_its_place),
		cmocka_unit_test(a_count_adds_up_and_stays_where_it_began),
		cmocka_unit_test(a_row_sees_the_rows_above_it_and_no_others),
		cmocka_unit_test(a_copy_stands_on_its_own),
		cmocka_unit_test(a_borrower_adds_to_what_it_borrowed_and_leaves_the_lender_alone),
		cmocka_unit_test(a_list_keeps_its_items_in_order_and_its_first_place),
		cmocka_unit_test(a_long_text_is_cut_and_does_not_crowd_out_the_next),
		cmocka_unit_test(a_fact_that_is_set_again_and_again_does_not_crowd_out_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

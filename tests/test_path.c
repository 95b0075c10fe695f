/* From --via to the rows of hops: what each limits, and what is said about a word that names none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/fingerprint.h"
#include "gateway/meeting.h"

/* The path of `via`; what went wrong in *err, whose message is empty else. */
static struct pl_path path_of(const char *via, const char *const *dirs, struct pl_arena *arena,
                              struct plimsoll_error *err)
{
	const char *const list[] = { via, NULL };
	struct pl_path path;

	*err = (struct plimsoll_error){ 0 };
	pl_path_load(&path, list, 0, dirs, arena, err);
	return path;
}

static int64_t number(const struct pl_row *row, enum pl_fact fact)
{
	const struct pl_value *value = pl_row_get(row, fact);

	return value->state == PL_KNOWN ? value->number : -1;
}

static void hops_stand_in_the_order_given_with_their_settings(void **state)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_path path = path_of("nginx:client_max_body_size=20m, express", NULL, &arena, &err);

	(void)state;
	assert_string_equal(err.message, "");
	assert_int_equal(path.len, 2);
	assert_int_equal(number(&path.hops[0], PL_FACT_gateway_body_max), 20 << 20);
	assert_int_equal(number(&path.hops[0], PL_FACT_gateway_hop), 1);
	assert_int_equal(number(&path.hops[1], PL_FACT_gateway_body_max), 100 << 10);
	assert_int_equal(number(&path.hops[1], PL_FACT_gateway_hops), 2);
	pl_arena_free(&arena);
}

static void the_products_own_word_switches_its_limit_off(void **state)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_path path = path_of("nginx:client_max_body_size=0", NULL, &arena, &err);

	(void)state;
	assert_string_equal(err.message, "");
	assert_int_equal(number(&path.hops[0], PL_FACT_gateway_body_max), -1);
	pl_arena_free(&arena);
}

static void check_error(const char *via, const char *message)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;

	path_of(via, NULL, &arena, &err);
	assert_string_equal(err.message, message);
	assert_int_equal(err.status, PLIMSOLL_USAGE);
	pl_arena_free(&arena);
}

static void a_word_that_names_nothing_gets_the_nearest_that_does(void **state)
{
	(void)state;
	check_error("ngnix", "there is no gateway 'ngnix'; did you mean 'nginx'?");
	check_error("nginx:client_max_body=1m",
	            "nginx has no setting 'client_max_body' that plimsoll knows; did you mean 'client_max_body_size'?");
	check_error("nginx:client_max_body_size=much",
	            "client_max_body_size takes a size such as 20m or 10485760, not 'much'");
	check_error("nginx:20m", "a setting and its value are due behind 'nginx:', not '20m'");
}

/* The body limit that a request of `bytes` declared as `type` is held against at the first hop, and by how much it is over
 * (0: it is not). */
static int64_t over(const char *via, const char *const *dirs, const char *type, uint64_t bytes, int64_t *most)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_path path = path_of(via, dirs, &arena, &err);
	struct pl_meeting meeting;
	struct pl_row request;
	int64_t result;

	assert_string_equal(err.message, "");
	pl_row_init(&request, PL_SCOPE_request, &arena);
	pl_row_reset(&request, NULL);
	if (type)
		pl_row_str(&request, PL_FACT_request_body_type, pl_str_from(type), (struct pl_span){ 0 });
	if (type && strcmp(type, "multipart") == 0)
		pl_row_int(&request, PL_FACT_request_parts, 1, (struct pl_span){ 0 });
	pl_row_int(&request, PL_FACT_request_body_bytes, bytes, (struct pl_span){ 0 });
	pl_meeting_open(&meeting, &path, &arena);
	pl_meeting_request(&meeting, &request);
	result = number(&meeting.hops[0], PL_FACT_gateway_over_bytes);
	*most = number(&meeting.hops[0], PL_FACT_gateway_body_max);
	pl_arena_free(&arena);
	return result < 0 ? 0 : result;
}

static void a_parsers_own_limit_holds_for_what_it_parses(void **state)
{
	int64_t most;

	(void)state;
	assert_int_equal(over("phoenix", NULL, "form", 1000001, &most), 1);
	assert_int_equal(most, 1000000);
	assert_int_equal(over("phoenix", NULL, "json", 1000001, &most), 0);
	assert_int_equal(most, 8000000);
	assert_int_equal(over("actix", NULL, "form", 16385, &most), 1);
	assert_int_equal(over("actix", NULL, NULL, 16385, &most), 0);
	assert_int_equal(over("spring", NULL, "multipart", 10485761, &most), 1);
	assert_int_equal(over("spring", NULL, "json", 10485761, &most), 0);
}

/* A folder with one gateway profile of that text; the same folder each time, removed by remove_folder. */
static char dir[] = "/tmp/plimsoll-path-XXXXXX", file[128], gateways[64];

static const char *folder_with(const char *profile)
{
	FILE *out;

	if (gateways[0] == '\0') {
		assert_non_null(mkdtemp(dir));
		snprintf(gateways, sizeof(gateways), "%s/gateways", dir);
		snprintf(file, sizeof(file), "%s/mine.json", gateways);
		assert_int_equal(mkdir(gateways, 0700), 0);
	}
	out = fopen(file, "w");
	assert_non_null(out);
	fputs(profile, out);
	fclose(out);
	return dir;
}

static int remove_folder(void **state)
{
	(void)state;
	return remove(file) || rmdir(gateways) || rmdir(dir);
}

static void a_profile_of_ones_own_is_read_from_a_folder(void **state)
{
	const char *const dirs[] = {
		folder_with("{\"gateway\": \"mine\", \"name\": \"my gate\", \"limits\": ["
		            "{\"dimension\": \"body\", \"value\": 100, \"spares_multipart\": true, \"source\": \"me\"},"
		            "{\"dimension\": \"multipart-body\", \"value\": 500, \"exactly\": \"refused\", \"source\": \"me\"}]}"),
		NULL
	};
	int64_t most;

	(void)state;
	assert_int_equal(over("mine", dirs, "json", 101, &most), 1);
	assert_int_equal(over("mine", dirs, "multipart", 499, &most), 0);
	assert_int_equal(over("mine", dirs, "multipart", 500, &most), 1);
}

static void check_mistake(const char *profile, const char *message, uint64_t line, uint64_t column)
{
	const char *const dirs[] = { folder_with(profile), NULL };
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;

	path_of("mine", dirs, &arena, &err);
	assert_string_equal(err.message, message);
	assert_int_equal(err.status, PLIMSOLL_RULES);
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	pl_arena_free(&arena);
}

static void a_mistake_in_a_profile_is_told_with_its_place(void **state)
{
	(void)state;
	check_mistake("{\"gateway\": \"mine\", \"name\": \"m\",\n \"limits\": [{\"dimension\": \"body\", \"value\": 5}]}",
	              "a number needs a source", 2, 13);
	check_mistake("{\"gateway\": \"other\", \"name\": \"m\"}", "the gateway's id and its file's name differ", 1, 14);
	check_mistake("{\"gateway\": \"mine\",\n \"nmae\": \"m\"}", "there is no key \"nmae\"; did you mean \"name\"?", 2, 3);
#define WITH(list) "{\"gateway\": \"mine\", \"name\": \"m\",\n" list "}"
	check_mistake(WITH("\"refusals\": [{\"status\": [413]}]"), "certain, likely or possible is due here", 2, 14);
	check_mistake(WITH("\"refusals\": [{\"id\": \"a\", \"status\": [413], \"confidence\": \"likely\"}]"),
	              "a refusal needs a source", 2, 14);
	check_mistake(WITH("\"refusals\": [{\"id\": \"a\", \"source\": \"me\", \"confidence\": \"likely\"}]"),
	              "a refusal needs its status, or no_answer", 2, 14);
	check_mistake(WITH("\"refusals\": [{\"status\": [\"413\"]}]"), "an array of whole numbers is due here", 2, 25);
	check_mistake(WITH("\"refusals\": {}"), "an array of objects is due here", 2, 13);
	check_mistake(WITH("\"refusals\": [{\"id\": \"a\", \"headers\": [\"server\"]}]"),
	              "a name and a pattern are due: \"server: nginx*\"", 2, 37);
	check_mistake(WITH("\"signs\": [{}]"), "a sign is a header or a page", 2, 11);
	check_mistake(WITH("\"signs\": [1]"), "an array of objects is due here", 2, 10);
#undef WITH
}

static void a_refusal_of_ones_own_is_known_and_a_broken_file_hides_no_other(void **state)
{
	const char *const dirs[] = {
		folder_with("{\"gateway\": \"mine\", \"name\": \"my gate\", \"refusals\": [{\"id\": \"mine-1\", \"status\": [418],"
		            "\"body\": [\"no more than {bytes}\"], \"also\": [\"nginx\", \"gone\"], \"dimension\": \"body\","
		            "\"confidence\": \"certain\", \"source\": \"me\"}]}"),
		NULL
	};
	const struct pl_response response = { .status = 418, .body = PL_STR("no more than 12 please"), .has_body = true };
	struct pl_arena arena = { 0 };
	const struct pl_refuser *list;

	(void)state;
	assert_int_equal(pl_refusers(&response, dirs, &arena, &list), 2);
	assert_string_equal(pl_arena_str(&arena, list[0].gateway).ptr, "mine");
	assert_string_equal(pl_arena_str(&arena, list[1].name).ptr, "nginx");
	assert_int_equal(list[1].stated_limit, 12);
	folder_with("{\"gateway\": \"mine\", \"refusals\": 3}");
	assert_int_equal(pl_refusers(&response, dirs, &arena, &list), 0);
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hops_stand_in_the_order_given_with_their_settings),
		cmocka_unit_test(the_products_own_word_switches_its_limit_off),
		cmocka_unit_test(a_word_that_names_nothing_gets_the_nearest_that_does),
		cmocka_unit_test(a_parsers_own_limit_holds_for_what_it_parses),
		cmocka_unit_test(a_profile_of_ones_own_is_read_from_a_folder),
		cmocka_unit_test(a_mistake_in_a_profile_is_told_with_its_place),
		cmocka_unit_test(a_refusal_of_ones_own_is_known_and_a_broken_file_hides_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, remove_folder);
}

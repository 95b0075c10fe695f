/* Whatever runs at once, what is told is what one thread tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/memory.h"
#include "parallel.h"

#define FILES 1024

struct run {
	const char **paths;
	size_t len, next;
	bool is_backwards, has_met;
	struct pl_buf log;
	unsigned inside; /* callbacks under way */
};

static struct plimsoll_rules *rules;
static char *samples[FILES];
static size_t samples_len;
static char har[64];

static void add_folder(const char *folder)
{
	struct dirent **names;
	int len = scandir(folder, &names, NULL, alphasort);

	assert_true(len > 0);
	for (int i = 0; i < len; i++) {
		size_t room = strlen(folder) + strlen(names[i]->d_name) + 2;

		if (names[i]->d_type == DT_REG && samples_len < FILES) {
			samples[samples_len] = pl_memory_alloc(room);
			snprintf(samples[samples_len++], room, "%s/%s", folder, names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
}

/* Over a MiB, so that threads share it; every seventh body is broken, and every fifth entry is no request. */
static void write_har(size_t entries, bool is_cut, bool is_lines)
{
	FILE *file = fopen(har, "w");

	assert_non_null(file);
	fputs(is_lines ? "" : "{\"log\":{\"entries\":[", file);
	for (size_t i = 0; i < entries; i++) {
		fprintf(file, "%s{\"request\":{\"method\":\"POST\",\"url\":\"%s://example.com/%zu\",\"httpVersion\":\"HTTP/1.1\",\"headers\":[", i == 0 ? "" : is_lines ? "\n" : ",",
		        i % 5 == 4 ? "data" : "http", i);
		fputs("{\"name\":\"Host\",\"value\":\"example.com\"},{\"name\":\"Content-Type\",\"value\":\"application/json\"}],", file);
		fprintf(file, "\"postData\":{\"mimeType\":\"application/json\",\"text\":\"{\\\"n\\\":%zu,\\\"pad\\\":\\\"%0*d\\\"%s\"}}}", i, 3000 + (int)(i % 9) * 500,
		        0, i % 7 == 3 ? "" : "}");
	}
	fputs(is_cut || is_lines ? "" : "]}}", file);
	assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
	static const char *const via[] = { "nginx", NULL };
	const struct plimsoll_options options = { .via = via, .persona = PLIMSOLL_PEDANTIC };
	struct plimsoll_error err;

	(void)state;
	add_folder("samples/ok");
	add_folder("samples/bad");
	snprintf(har, sizeof(har), "/tmp/plimsoll-test-%ld.har", (long)getpid());
	rules = plimsoll_rules_open(&options, &err);
	return rules ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	plimsoll_rules_close(rules);
	while (samples_len > 0)
		free(samples[--samples_len]);
	unlink(har);
	return 0;
}

static bool next(void *ctx, struct plimsoll_input *input)
{
	struct run *run = ctx;

	if (run->next == run->len)
		return false;
	*input = (struct plimsoll_input){ .path = run->paths[run->is_backwards ? run->len - 1 - run->next : run->next] };
	run->next++;
	return true;
}

static int request(void *ctx, const struct plimsoll_request *request)
{
	struct run *run = ctx;

	run->has_met |= run->inside++ > 0;
	pl_buf_printf(&run->log, "%.*s %d %.*s\n", (int)request->file.len, request->file.ptr, (int)request->entry, (int)request->url.len,
	              request->url.ptr ? request->url.ptr : "");
	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];

		pl_buf_printf(&run->log, "  %d:%d %.*s %.*s|%.*s\n", (int)f->place.line, (int)f->place.offset, (int)f->rule.len, f->rule.ptr,
		              (int)f->message.len, f->message.ptr, (int)f->place.excerpt.len, f->place.excerpt.len ? f->place.excerpt.ptr : "");
	}
	run->inside--;
	return 0;
}

static void done(void *ctx, enum plimsoll_status status, const struct plimsoll_error *err)
{
	struct run *run = ctx;

	run->has_met |= run->inside > 0;
	pl_buf_printf(&run->log, "= %d %s\n", (int)status, status == PLIMSOLL_OK || status == PLIMSOLL_STOPPED ? "" : err->message);
}

static struct pl_buf checked(const char **paths, size_t len, bool is_backwards, unsigned jobs)
{
	struct run run = { .paths = paths, .len = len, .is_backwards = is_backwards };

	pl_buf_init(&run.log, 64 << 20);
	pl_check_parallel(rules, jobs, &(struct pl_inputs){ &run, next, request, done });
	assert_false(run.has_met || run.log.is_full);
	assert_true(run.log.len > 0);
	return run.log;
}

static void check_the_same(const char **paths, size_t len, bool is_backwards, unsigned jobs)
{
	struct pl_buf one = checked(paths, len, is_backwards, 1), many = checked(paths, len, is_backwards, jobs);
	size_t at = 0;

	while (at < one.len && at < many.len && one.ptr[at] == many.ptr[at])
		at++;
	if (at < one.len || at < many.len)
		fail_msg("%u at once, from byte %zu: %.*s and not %.*s", jobs, at, (int)(many.len - at < 200 ? many.len - at : 200), many.ptr + at,
		         (int)(one.len - at < 200 ? one.len - at : 200), one.ptr + at);
	pl_buf_free(&one);
	pl_buf_free(&many);
}

static void all_samples_are_told_in_their_order(void **state)
{
	const char *paths[FILES];

	(void)state;
	for (size_t i = 0; i < samples_len; i++)
		paths[i] = samples[i];
	check_the_same(paths, samples_len, false, 2);
	check_the_same(paths, samples_len, true, 3);
}

static void what_cannot_be_read_disturbs_no_other(void **state)
{
	const char *paths[] = { "/nowhere/at/all", samples[0], "samples", samples[1], "/dev/null", "Makefile", samples[2] };

	(void)state;
	check_the_same(paths, 7, false, 4);
}

static void entries_of_a_large_har_are_told_in_their_order(void **state)
{
	const char *paths[] = { samples[0], har, samples[1] };

	(void)state;
	write_har(400, false, false);
	for (unsigned jobs = 2; jobs < 6; jobs++)
		check_the_same(paths, 3, false, jobs);
}

static void lines_of_ndjson_are_told_in_their_order(void **state)
{
	const char *paths[] = { samples[0], har, samples[1] };

	(void)state;
	write_har(400, false, true);
	check_the_same(paths, 3, false, 3);
}

static void a_har_that_is_cut_off_is_told_as_far_as_it_goes(void **state)
{
	const char *paths[] = { har, samples[0] };

	(void)state;
	write_har(400, true, false);
	check_the_same(paths, 2, false, 3);
}

static void a_large_file_of_another_kind_is_one_share(void **state)
{
	const char *paths[] = { har, samples[0] };
	FILE *file = fopen(har, "w");

	(void)state;
	assert_non_null(file);
	fprintf(file, "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2000000\r\n\r\n%0*d", 2000000, 0);
	for (int i = 0; i < 20; i++)
		fputs("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", file);
	assert_int_equal(fclose(file), 0);
	check_the_same(paths, 2, false, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_samples_are_told_in_their_order),
		cmocka_unit_test(what_cannot_be_read_disturbs_no_other),
		cmocka_unit_test(entries_of_a_large_har_are_told_in_their_order),
		cmocka_unit_test(lines_of_ndjson_are_told_in_their_order),
		cmocka_unit_test(a_har_that_is_cut_off_is_told_as_far_as_it_goes),
		cmocka_unit_test(a_large_file_of_another_kind_is_one_share),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* Baselines: what an entry silences, what it does not, and that what is written is found again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/sieve.h"

#define TEXT(literal) ((struct plimsoll_text){ literal, sizeof(literal) - 1 })

static struct plimsoll_finding finding(struct plimsoll_text rule, struct plimsoll_text pointer)
{
	return (struct plimsoll_finding){ .rule = rule, .place = { .pointer = pointer } };
}

static struct plimsoll_request request(struct plimsoll_text url, const struct plimsoll_finding *findings, size_t len)
{
	return (struct plimsoll_request){ .method = TEXT("POST"), .url = url, .findings = findings, .findings_len = len };
}

static void write_to(const char *path, struct pl_baseline *baseline)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	pl_baseline_write(baseline, file);
	assert_int_equal(fclose(file), 0);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static char *name(char path[32])
{
	int fd;

	memcpy(path, "/tmp/plimsoll-test-XXXXXX", sizeof("/tmp/plimsoll-test-XXXXXX"));
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	return path;
}

static void read_back(struct pl_baseline *from, struct pl_baseline *to)
{
	struct plimsoll_error err;
	char path[32];

	write_to(name(path), from);
	if (!pl_baseline_read(to, path, &err))
		fail_msg("%llu: %s", (unsigned long long)err.line, err.message);
	unlink(path);
	to->path = NULL;
}

static void what_is_written_is_found_again_whatever_its_bytes_are(void **state)
{
	static const char odd[] = "/\"\\\x01\xff\xc3\xa9\n";
	const struct plimsoll_finding f = finding(TEXT("r"), (struct plimsoll_text){ odd, sizeof(odd) - 1 });
	const struct plimsoll_finding other = finding(TEXT("r"), TEXT("/a"));
	const struct plimsoll_request r = request(TEXT("http://h/\xff?\xfe=1\"&\"b"), &f, 1);
	struct pl_baseline written = { .len = 0 }, known;

	(void)state;
	pl_baseline_add(&written, &r, &f);
	read_back(&written, &known);
	assert_true(pl_baseline_has(&known, &r, &f));
	assert_false(pl_baseline_has(&known, &r, &other));
	pl_baseline_free(&written);
	pl_baseline_free(&known);
}

static void values_of_the_query_and_bytes_do_not_matter_but_names_and_places_do(void **state)
{
	struct plimsoll_finding f = finding(TEXT("r"), TEXT("/a")), moved = f, other = finding(TEXT("r"), TEXT("/b"));
	const struct plimsoll_request r = request(TEXT("http://h/p?a=1&b=2"), &f, 1);
	const struct plimsoll_request later = request(TEXT("http://h/p?a=3=&b="), &f, 1);
	const struct plimsoll_request elsewhere = request(TEXT("http://h/p?a=1&c=2"), &f, 1);
	struct pl_baseline b = { .len = 0 }, known;

	(void)state;
	moved.place.offset = 77;
	moved.place.line = 5;
	pl_baseline_add(&b, &r, &f);
	assert_int_equal(b.entries[0].request.len, strlen("POST http://h/p?a&b"));
	read_back(&b, &known);
	assert_true(pl_baseline_has(&known, &later, &moved));
	assert_false(pl_baseline_has(&known, &later, &other));
	assert_false(pl_baseline_has(&known, &elsewhere, &f));
	pl_baseline_free(&b);
	pl_baseline_free(&known);
}

static void the_file_is_sorted_and_says_each_thing_once(void **state)
{
	const struct plimsoll_finding a = finding(TEXT("a"), TEXT("")), b = finding(TEXT("b"), TEXT("/x"));
	const struct plimsoll_request r = request(TEXT("http://h/"), NULL, 0);
	struct pl_baseline one = { .len = 0 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	pl_baseline_add(&one, &r, &b);
	pl_baseline_add(&one, &r, &a);
	pl_baseline_add(&one, &r, &b);
	pl_baseline_write(&one, out);
	fclose(out);
	assert_string_equal(text, "{\n\"baseline\": 1,\n\"findings\": [\n"
	                          "{\"rule\": \"a\", \"request\": \"POST http://h/\"},\n"
	                          "{\"rule\": \"b\", \"request\": \"POST http://h/\", \"pointer\": \"/x\"}\n]\n}\n");
	free(text);
	pl_baseline_free(&one);
}

static void only_entries_of_requests_that_were_checked_are_stale(void **state)
{
	const struct plimsoll_finding f = finding(TEXT("a"), TEXT("")), g = finding(TEXT("b"), TEXT(""));
	const struct plimsoll_request r = request(TEXT("http://h/"), &f, 1), s = request(TEXT("http://i/"), &f, 1);
	struct pl_baseline b = { .len = 0 }, known;
	struct pl_sieve sieve = { .known = &known };
	struct plimsoll_request sieved;

	(void)state;
	pl_baseline_add(&b, &r, &f);
	pl_baseline_add(&b, &r, &g);
	pl_baseline_add(&b, &s, &g);
	read_back(&b, &known);
	pl_sieve_request(&sieve, &r, &sieved);
	assert_true(known.entries[0].is_seen && known.entries[0].is_met);
	assert_true(known.entries[1].is_seen && !known.entries[1].is_met);
	assert_false(known.entries[2].is_seen);
	pl_baseline_free(&b);
	pl_baseline_free(&known);
	pl_sieve_free(&sieve);
}

static void a_consequence_stands_for_itself_when_its_cause_is_silenced(void **state)
{
	struct plimsoll_finding f[2] = { finding(TEXT("cause"), TEXT("")), finding(TEXT("consequence"), TEXT("")) };
	const struct plimsoll_request r = request(TEXT("http://h/"), f, 2);
	struct pl_baseline b = { .len = 0 }, known, none = { .len = 0 };
	struct pl_sieve sieve = { .known = &none };
	struct plimsoll_request sieved;

	(void)state;
	f[0].more = 4;
	f[1].explained_by = TEXT("cause");
	pl_sieve_request(&sieve, &r, &sieved);
	assert_int_equal(sieved.findings_len, 2);
	assert_int_equal(sieved.findings[1].explained_by.len, 5);
	pl_baseline_add(&b, &r, &f[0]);
	read_back(&b, &known);
	sieve.known = &known;
	pl_sieve_request(&sieve, &r, &sieved);
	assert_int_equal(sieved.findings_len, 1);
	assert_int_equal(sieved.findings[0].explained_by.len, 0);
	assert_int_equal(sieve.silenced, 5);
	pl_baseline_free(&b);
	pl_baseline_free(&known);
	pl_sieve_free(&sieve);
}

static void refused(const char *text, uint64_t line, uint64_t column, const char *message)
{
	struct plimsoll_error err = { .line = 0 };
	struct pl_baseline b;
	char path[32];

	write_text(name(path), text);
	assert_false(pl_baseline_read(&b, path, &err));
	unlink(path);
	assert_int_equal(err.status, PLIMSOLL_RULES);
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	assert_non_null(strstr(err.message, message));
	pl_baseline_free(&b);
}

static void mistakes_have_a_place(void **state)
{
	(void)state;
	refused("{\n\"baseline\": 2}", 2, 13, "\"baseline\": 1 is due");
	refused("{\"findings\": []}", 1, 1, "\"baseline\": 1 is due");
	refused("{\"baseline\": 1,\n\"finding\": []}", 2, 2, "did you mean \"findings\"?");
	refused("{\"baseline\": 1, \"findings\": [{\"rule\": \"a\"}]}", 1, 30, "needs a rule and a request");
	refused("{\"baseline\": 1, \"findings\": [3]}", 1, 29, "an array of objects");
	refused("", 1, 1, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_found_again_whatever_its_bytes_are),
		cmocka_unit_test(values_of_the_query_and_bytes_do_not_matter_but_names_and_places_do),
		cmocka_unit_test(the_file_is_sorted_and_says_each_thing_once),
		cmocka_unit_test(only_entries_of_requests_that_were_checked_are_stale),
		cmocka_unit_test(a_consequence_stands_for_itself_when_its_cause_is_silenced),
		cmocka_unit_test(mistakes_have_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

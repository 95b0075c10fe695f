/* The arithmetic of limits: the largest files that messages promise are built, and one byte more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/meeting.h"
#include "plimsoll.h"

struct seen {
	const char *rule;
	bool is_raised;
	int64_t base64_file, multipart_file;
};

static int see(void *ctx, const struct plimsoll_request *r)
{
	struct seen *seen = ctx;

	for (size_t i = 0; i < r->findings_len; i++)
		seen->is_raised |= r->findings[i].rule.len == strlen(seen->rule) &&
		                   memcmp(r->findings[i].rule.ptr, seen->rule, r->findings[i].rule.len) == 0;
	return 0;
}

/* Whether `rule` speaks about a body of three pieces: `before`, `file` bytes and `behind`; as base64 or as it is. */
static bool raises(const char *rule, const char *via, uint64_t limit, const char *type, const char *before, size_t file,
                   bool is_base64, const char *behind)
{
	const char *const hops[] = { via, NULL };
	struct plimsoll_options options = { .limit = limit, .via = via ? hops : NULL };
	struct seen seen = { .rule = rule };
	struct plimsoll_error err = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	size_t text = is_base64 ? (file + 2) / 3 * 4 : file, pad = is_base64 ? (3 - file % 3) % 3 : 0;
	char path[] = "/tmp/plimsoll-limits-XXXXXX";
	FILE *out = fdopen(mkstemp(path), "wb");

	assert_non_null(out);
	assert_non_null(rules);
	fprintf(out, "POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", type,
	        strlen(before) + text + strlen(behind), before);
	fputs(is_base64 ? "JVBERi0x" : "%PDF-1.7", out);
	for (size_t i = 8; i < text - pad; i++)
		fputc('A', out);
	for (size_t i = 0; i < pad; i++)
		fputc('=', out);
	fputs(behind, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path },
	                                     &(struct plimsoll_sink){ &seen, see }, &err),
	                 PLIMSOLL_OK);
	remove(path);
	plimsoll_rules_close(rules);
	return seen.is_raised;
}

#define JSON_BEFORE "{\"name\":\"report.pdf\",\"content\":\""
#define JSON_BEHIND "\"}"
#define MULTIPART "multipart/form-data; boundary=" PL_MULTIPART_BOUNDARY

static bool json_is_over(uint64_t limit, size_t file)
{
	return raises("body-over-limit", NULL, limit, "application/json", JSON_BEFORE, file, true, JSON_BEHIND);
}

static bool multipart_is_over(uint64_t limit, size_t file)
{
	return raises("body-over-limit", NULL, limit, MULTIPART, PL_MULTIPART_BEFORE, file, false, PL_MULTIPART_BEHIND);
}

/* The two sizes that a request over the limit is told, by the program's own facts. */
static int promise(void *ctx, const struct plimsoll_request *r)
{
	static const char base64[] = "as base64 here", multipart[] = "as a multipart part";
	struct seen *seen = ctx;

	for (size_t i = 0; i < r->findings_len; i++) {
		const struct plimsoll_text fix = r->findings[i].fix;
		char text[512], digits[2][32] = { "", "" }, *at;

		snprintf(text, sizeof(text), "%.*s", (int)fix.len, fix.ptr);
		at = strstr(text, "fits is ");
		if (at == NULL)
			continue;
		assert_non_null(strstr(text, base64));
		assert_non_null(strstr(text, multipart));
		assert_int_equal(sscanf(at, "fits is %31s bytes as base64 here, %31s", digits[0], digits[1]), 2);
		for (size_t k = 0; k < 2; k++) {
			int64_t n = 0;

			for (const char *d = digits[k]; *d; d++)
				n = *d == ',' ? n : 10 * n + (*d - '0');
			*(k ? &seen->multipart_file : &seen->base64_file) = n;
		}
	}
	return 0;
}

static struct seen promised(uint64_t limit)
{
	struct plimsoll_options options = { .limit = limit };
	struct seen seen = { .rule = "" };
	struct plimsoll_error err = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	char path[] = "/tmp/plimsoll-limits-XXXXXX";
	FILE *out = fdopen(mkstemp(path), "wb");

	assert_non_null(out);
	assert_non_null(rules);
	fprintf(out, "POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
	        sizeof(JSON_BEFORE JSON_BEHIND) - 1 + 8000, JSON_BEFORE "JVBERi0x");
	for (size_t i = 8; i < 8000; i++)
		fputc('A', out);
	fputs(JSON_BEHIND, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path },
	                                     &(struct plimsoll_sink){ &seen, promise }, &err),
	                 PLIMSOLL_OK);
	remove(path);
	plimsoll_rules_close(rules);
	return seen;
}

static void the_largest_file_promised_passes_and_one_byte_more_does_not(void **state)
{
	(void)state;
	for (uint64_t limit = 4000; limit < 4008; limit++) {
		struct seen seen = promised(limit);

		assert_true(seen.base64_file > 0 && seen.multipart_file > 0);
		assert_false(json_is_over(limit, (size_t)seen.base64_file));
		assert_true(json_is_over(limit, (size_t)seen.base64_file + 1));
		assert_false(multipart_is_over(limit, (size_t)seen.multipart_file));
		assert_true(multipart_is_over(limit, (size_t)seen.multipart_file + 1));
	}
}

static bool json_says(const char *rule, const char *via)
{
	return raises(rule, via, 0, "application/json", JSON_BEFORE, 3000, true, JSON_BEHIND);
}

static bool multipart_says(const char *rule, const char *via)
{
	return raises(rule, via, 0, MULTIPART, PL_MULTIPART_BEFORE, 3000, false, PL_MULTIPART_BEHIND);
}

static void several_hops_are_one_prediction_and_one_hop_is_a_limit(void **state)
{
	(void)state;
	assert_true(json_says("body-over-limit", "nginx:client_max_body_size=2k"));
	assert_false(json_says("predicted-rejection", "nginx:client_max_body_size=2k"));
	assert_true(json_says("predicted-rejection", "nginx,express:limit=2k"));
	assert_false(json_says("body-over-limit", "nginx,express:limit=2k"));
	assert_false(json_says("predicted-rejection", "nginx,express"));
}

static void a_limit_counts_what_its_hop_counts(void **state)
{
	(void)state;
	assert_true(json_says("nofiles-over-limit", "modsecurity:SecRequestBodyNoFilesLimit=2k"));
	assert_false(multipart_says("nofiles-over-limit", "modsecurity:SecRequestBodyNoFilesLimit=2k"));
	assert_true(json_says("limit-by-shape", "modsecurity:SecRequestBodyNoFilesLimit=2k"));
	assert_true(json_says("body-over-limit", "express:limit=2k"));
	assert_false(multipart_says("body-over-limit", "express:limit=2k"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_largest_file_promised_passes_and_one_byte_more_does_not),
		cmocka_unit_test(several_hops_are_one_prediction_and_one_hop_is_a_limit),
		cmocka_unit_test(a_limit_counts_what_its_hop_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

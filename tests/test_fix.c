/* --fix: every rule that says it can be mended is, in its own sample; nothing else moves; what cannot be mended safely is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "fixing.h"
#include "rule/rule.h"

struct heard {
	size_t findings;
	char last[64];
};

static int hear(void *ctx, const struct plimsoll_request *request)
{
	struct heard *h = ctx;

	h->findings += request->findings_len;
	if (request->findings_len > 0)
		snprintf(h->last, sizeof(h->last), "%.*s", (int)request->findings[0].rule.len, request->findings[0].rule.ptr);
	return 0;
}

/* Every byte that no edit names is where it was, moved by what the edits before it add. */
static void assert_only_edits(const struct pl_fixer *fixer, struct pl_fixing_text before, struct pl_fixing_text after)
{
	size_t from = 0, to = 0;

	for (size_t i = 0; i <= fixer->edits.len; i++) {
		const struct pl_edit *edit = i < fixer->edits.len ? &fixer->edits.items[i] : NULL;
		size_t end = edit ? (size_t)edit->at : before.len, len = end - from;

		assert_true(end >= from && to + len <= after.len);
		assert_memory_equal(before.ptr + from, after.ptr + to, len);
		to += len;
		if (edit == NULL)
			break;
		assert_true(to + edit->text.len <= after.len);
		assert_memory_equal(edit->text.ptr, after.ptr + to, edit->text.len);
		to += edit->text.len;
		from = end + (size_t)edit->len;
	}
	assert_int_equal(to, after.len);
}

/* The sample mended, and checked again without a finding. */
static void mend_sample(const struct plimsoll_rules *rules, const char *sample)
{
	struct pl_fixing_text before = pl_fixing_read(sample), after;
	struct plimsoll_error err = { 0 };
	struct pl_fixer fixer;
	struct heard heard = { 0 };
	char path[32], kept[40];

	pl_fixing_make(path, before.ptr, before.len);
	pl_fixing_plan(&fixer, rules, path);
	if (!pl_fixer_finish(&fixer))
		fail_msg("%s: nothing to mend", sample);
	if (pl_fixer_write(&fixer, &err) != PLIMSOLL_OK)
		fail_msg("%s: %s", sample, err.message);
	after = pl_fixing_read(path);
	assert_only_edits(&fixer, before, after);
	plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path, .format = "raw" }, &(struct plimsoll_sink){ &heard, hear }, &err);
	if (heard.findings > 0)
		fail_msg("%s: mended, it raises %s", sample, heard.last);
	pl_fixer_close(&fixer);
	unlink(path);
	/* Of a message whose file has no place in what it becomes. */
	snprintf(kept, sizeof(kept), "%s.orig", path);
	assert_int_equal(unlink(kept) == 0, fixer.keeps_original);
	free(before.ptr);
	free(after.ptr);
}

/* The files that commands of the samples send. */
static void make_folder(char dir[32])
{
	static const char *const files[] = { "rows.ndjson", "rows.csv" };
	char path[64];
	FILE *file;

	snprintf(dir, 32, "/tmp/plimsoll-fix-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/report.pdf", dir);
	assert_non_null(file = fopen(path, "wb"));
	fputs("%PDF-1.4\n", file);
	fclose(file);
	snprintf(path, sizeof(path), "%s/data", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < 2; i++) {
		struct pl_fixing_text t;

		snprintf(path, sizeof(path), "samples/bad/data/%s", files[i]);
		t = pl_fixing_read(path);
		snprintf(path, sizeof(path), "%s/data/%s", dir, files[i]);
		assert_non_null(file = fopen(path, "wb"));
		assert_int_equal(fwrite(t.ptr, 1, t.len, file), t.len);
		fclose(file);
		free(t.ptr);
	}
}

static void remove_folder(const char *dir)
{
	static const char *const files[] = { "data/rows.ndjson", "data/rows.csv", "data", "report.pdf", "a.curl", "" };
	char path[64];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		remove(path);
	}
}

/* The command as it is printed, checked again without a finding; false when nothing of it is mended. */
static bool mend_command(const struct plimsoll_rules *rules, const char *sample)
{
	struct pl_fixing_text before = pl_fixing_read(sample), after;
	struct plimsoll_error err = { 0 };
	struct heard heard = { 0 };
	struct pl_fixer fixer;
	char dir[32], path[48], *printed;
	FILE *file, *out;
	bool is_mended;

	make_folder(dir);
	snprintf(path, sizeof(path), "%s/a.curl", dir);
	assert_non_null(file = fopen(path, "wb"));
	assert_int_equal(fwrite(before.ptr, 1, before.len, file), before.len);
	fclose(file);
	pl_fixing_plan(&fixer, rules, path);
	is_mended = pl_fixer_finish(&fixer);
	out = open_memstream(&printed, &after.len);
	assert_true(pl_fixer_print(&fixer, out));
	fclose(out);
	after.ptr = printed;
	assert_only_edits(&fixer, before, after);
	assert_non_null(file = fopen(path, "wb"));
	fwrite(after.ptr, 1, after.len, file);
	fclose(file);
	plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path }, &(struct plimsoll_sink){ &heard, hear }, &err);
	if (is_mended && heard.findings > 0)
		fail_msg("%s: mended, it raises %s: %s", sample, heard.last, after.ptr);
	pl_fixer_close(&fixer);
	remove_folder(dir);
	free(before.ptr);
	free(printed);
	return is_mended;
}

static bool is_sample_of(struct pl_str file, struct pl_str rule)
{
	return pl_str_starts(file, rule) && file.ptr[rule.len] == '.' &&
	       (pl_str_ends(file, PL_STR(".http")) || pl_str_ends(file, PL_STR(".curl")));
}

static void every_rule_that_can_be_mended_is_mended_in_its_samples(void **state)
{
	struct plimsoll_rules *rules = pl_fixing_rules();
	struct pl_rule_set set;
	struct plimsoll_error err;
	struct dirent **entries;
	int count = scandir("samples/bad", &entries, NULL, alphasort);
	size_t fixable = 0;

	(void)state;
	assert_true(count > 0 && pl_rule_set_load(&set, NULL, &err));
	for (size_t i = 0; i < set.len; i++) {
		const struct pl_rule *rule = pl_rule_set_rule(&set, i);
		size_t samples = 0;

		if (rule->edit.kind == PLIMSOLL_EDIT_NONE)
			continue;
		fixable++;
		for (int k = 0; k < count; k++) {
			char path[300];

			if (!is_sample_of(pl_str_from(entries[k]->d_name), rule->name))
				continue;
			snprintf(path, sizeof(path), "samples/bad/%s", entries[k]->d_name);
			if (strstr(path, ".http"))
				mend_sample(rules, path), samples++;
			else
				samples += mend_command(rules, path);
		}
		if (samples == 0)
			fail_msg("%.*s says that it can be mended, and no sample of it is", PL_STR_ARG(rule->name));
	}
	assert_true(fixable >= 30);
	for (int k = 0; k < count; k++)
		free(entries[k]);
	free(entries);
	pl_rule_set_free(&set);
	plimsoll_rules_close(rules);
}

/* `before` mended is `after`; the same when nothing may be. */
static void check(const char *before, size_t before_len, const char *after, const char *why)
{
	struct plimsoll_rules *rules = pl_fixing_rules();
	struct plimsoll_error err;
	struct pl_fixer fixer;
	struct pl_fixing_text got;
	char path[32];

	pl_fixing_make(path, before, before_len);
	pl_fixing_plan(&fixer, rules, path);
	if (pl_fixer_finish(&fixer))
		assert_int_equal(pl_fixer_write(&fixer, &err), PLIMSOLL_OK);
	got = pl_fixing_read(path);
	got.ptr[got.len] = '\0';
	assert_string_equal(got.ptr, after);
	if (why) {
		assert_true(fixer.fixed_len > 0 && fixer.fixed[fixer.fixed_len - 1].left > 0);
		assert_string_equal(fixer.fixed[fixer.fixed_len - 1].why, why);
	}
	pl_fixer_close(&fixer);
	plimsoll_rules_close(rules);
	unlink(path);
	free(got.ptr);
}

#define CHECK(before, after, why) check(before, sizeof(before) - 1, after, why)
#define POST PL_FIXING_POST
#define JSON PL_FIXING_JSON
#define SIXTY_FOUR "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgpLb2JqCjIg"

static void several_edits_of_one_message_keep_its_length_true(void **state)
{
	(void)state;
	CHECK(POST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 126\r\n\r\n"
	           "{\"file\":\"data:application/pdf;base64," SIXTY_FOUR "\\nZW5kCg==\"}",
	      JSON "Content-Length: 91\r\n\r\n{\"file\":\"" SIXTY_FOUR "ZW5kCg==\"}", NULL);
}

/* What a script with that command would be. */
static void check_command(const char *before, const char *after)
{
	struct plimsoll_rules *rules = pl_fixing_rules();
	struct pl_fixer fixer;
	char path[40], *printed;
	size_t len;
	FILE *out = open_memstream(&printed, &len), *file;

	snprintf(path, sizeof(path), "/tmp/plimsoll-fix-%d.curl", (int)getpid());
	assert_non_null(file = fopen(path, "wb"));
	fputs(before, file);
	fclose(file);
	pl_fixing_plan(&fixer, rules, path);
	pl_fixer_finish(&fixer);
	assert_true(pl_fixer_print(&fixer, out));
	fclose(out);
	assert_string_equal(printed, after);
	pl_fixer_close(&fixer);
	plimsoll_rules_close(rules);
	unlink(path);
	free(printed);
}

static void a_command_is_mended_within_the_quotes_of_its_words(void **state)
{
	(void)state;
	check_command("curl -d '{\"a\": 1}' https://h.example/\n", "curl -H 'Content-Type: application/json' -d '{\"a\": 1}' https://h.example/\n");
	check_command("curl https://h.example/ -H \"content-type: application/x-www-form-urlencoded\" -d '{\"a\": 1}'\n",
	              "curl https://h.example/ -H \"content-type: application/json\" -d '{\"a\": 1}'\n");
	check_command("set -e; curl https://h.example/ \\\n  -H 'Content-Length: 3' --header 'A: b' -d a=1 && echo done\n",
	              "set -e; curl https://h.example/ --header 'A: b' -d a=1 && echo done\n");
	check_command("curl https://h.example/ --json '{\"file\":\"data:application/pdf;base64," SIXTY_FOUR "\\nZW5kCg==\"}'\n",
	              "curl https://h.example/ --json '{\"file\":\"" SIXTY_FOUR "ZW5kCg==\"}'\n");
	check_command("curl https://h.example/ -sH 'Content-Length: 3' -d a=1\n", "curl https://h.example/ -sH 'Content-Length: 3' -d a=1\n");
	check_command("curl https://h.example/ --json $'{\"file\":\"" SIXTY_FOUR "\\\\nZW5kCg==\"}'\n",
	              "curl https://h.example/ --json $'{\"file\":\"" SIXTY_FOUR "\\\\nZW5kCg==\"}'\n");
}

static void lines_of_a_head_keep_their_line_ends(void **state)
{
	(void)state;
	CHECK("POST /a HTTP/1.1\nHost: api.example.com\nContent-Type: application/json\n\n{}",
	      "POST /a HTTP/1.1\nHost: api.example.com\nContent-Type: application/json\nContent-Length: 2\n\n{}", NULL);
	CHECK(JSON "Transfer-Encoding: chunked\r\nContent-Length: 2\r\ncontent-length: 3\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	      JSON "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", NULL);
}

static void the_next_message_of_a_file_is_left_alone(void **state)
{
	(void)state;
	CHECK(JSON "Content-Length: 6\r\n\r\n\xEF\xBB\xBF[1]" "GET /b HTTP/1.1\r\nHost: h\r\n\r\n",
	      JSON "Content-Length: 3\r\n\r\n[1]" "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", NULL);
	CHECK(JSON "Content-Length: 99\r\n\r\n[1]\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
	      JSON "Content-Length: 99\r\n\r\n[1]\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
	      "the body holds what may be the next request");
}

static void a_body_in_chunks_or_under_a_digest_is_left(void **state)
{
	(void)state;
	CHECK(JSON "Transfer-Encoding: chunked\r\n\r\n6\r\n\xEF\xBB\xBF[1]\r\n0\r\n\r\n",
	      JSON "Transfer-Encoding: chunked\r\n\r\n6\r\n\xEF\xBB\xBF[1]\r\n0\r\n\r\n",
	      "the body is in chunks, whose sizes would change");
	CHECK(JSON "Content-Length: 6\r\nContent-MD5: LiWPlDw+6/KCQqA3mm1xpA==\r\n\r\n\xEF\xBB\xBF[1]",
	      JSON "Content-Length: 6\r\nContent-MD5: LiWPlDw+6/KCQqA3mm1xpA==\r\n\r\n\xEF\xBB\xBF[1]",
	      "a digest or a signature in the head is of the body as it is");
}

static void the_mended_file_keeps_its_permissions_and_a_link_is_no_file(void **state)
{
	static const char bad[] = JSON "Content-Length: 6\r\n\r\n\xEF\xBB\xBF[1]";
	struct plimsoll_rules *rules = pl_fixing_rules();
	struct plimsoll_error err = { 0 };
	struct pl_fixer fixer;
	struct stat st;
	char path[32], link[40];

	(void)state;
	pl_fixing_make(path, bad, sizeof(bad) - 1);
	assert_int_equal(chmod(path, 0640), 0);
	snprintf(link, sizeof(link), "%s.link", path);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(pl_fixer_open(&fixer, link, true, false, &err), PLIMSOLL_IO);
	assert_non_null(strstr(err.message, "symbolic link"));
	assert_int_equal(pl_fixer_open(&fixer, "/dev/null", true, false, &err), PLIMSOLL_IO);
	pl_fixing_plan(&fixer, rules, path);
	assert_true(pl_fixer_finish(&fixer));
	assert_int_equal(pl_fixer_write(&fixer, &err), PLIMSOLL_OK);
	pl_fixer_close(&fixer);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	unlink(link);
	unlink(path);
	plimsoll_rules_close(rules);
}

static void a_file_that_changes_meanwhile_is_left(void **state)
{
	static const char bad[] = JSON "Content-Length: 6\r\n\r\n\xEF\xBB\xBF[1]";
	struct plimsoll_rules *rules = pl_fixing_rules();
	struct plimsoll_error err = { 0 };
	struct pl_fixer fixer;
	struct pl_fixing_text after;
	char path[32];
	FILE *file;

	(void)state;
	pl_fixing_make(path, bad, sizeof(bad) - 1);
	pl_fixing_plan(&fixer, rules, path);
	assert_true(pl_fixer_finish(&fixer));
	file = fopen(path, "ab");
	assert_non_null(file);
	fputs("more", file);
	fclose(file);
	assert_int_equal(pl_fixer_write(&fixer, &err), PLIMSOLL_IO);
	assert_non_null(strstr(err.message, "changed while it was checked"));
	after = pl_fixing_read(path);
	assert_int_equal(after.len, sizeof(bad) - 1 + 4);
	free(after.ptr);
	pl_fixer_close(&fixer);
	unlink(path);
	plimsoll_rules_close(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_that_can_be_mended_is_mended_in_its_samples),
		cmocka_unit_test(several_edits_of_one_message_keep_its_length_true),
		cmocka_unit_test(a_command_is_mended_within_the_quotes_of_its_words),
		cmocka_unit_test(lines_of_a_head_keep_their_line_ends),
		cmocka_unit_test(the_next_message_of_a_file_is_left_alone),
		cmocka_unit_test(a_body_in_chunks_or_under_a_digest_is_left),
		cmocka_unit_test(the_mended_file_keeps_its_permissions_and_a_link_is_no_file),
		cmocka_unit_test(a_file_that_changes_meanwhile_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

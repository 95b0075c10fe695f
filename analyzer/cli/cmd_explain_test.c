/* plimsoll explain --test: each folder of DIR is an exchange: its files of evidence, the options of its file `args` (one word a
 * line), and in `expect` the diagnosis that must come first and, behind it, the gateway to blame; or "none". */
#include "cli/explain_report.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bytes.h"

#define WORDS_MAX 64
#define FILE_MAX ((size_t)64 << 10)

struct test {
	const struct pl_cli *cli;
	struct pl_arena arena;
	struct pl_explainer explainer;
	struct plimsoll_rules *rules;
	uint64_t passed, failed;
};

static void wrong(struct test *t, const char *folder, const char *what, struct pl_str detail)
{
	fprintf(t->cli->out, "%s: %s%.*s\n", folder, what, PL_STR_ARG(detail));
	t->failed++;
}

/* The text of a file in a folder, without what ends its last line; empty when there is none. */
static struct pl_str text_of(struct test *t, const char *folder, const char *name)
{
	FILE *file = fopen(pl_arena_printf(&t->arena, "%s/%s", folder, name).ptr, "rb");
	char *text = pl_arena_alloc(&t->arena, FILE_MAX + 1);
	size_t len;

	if (file == NULL)
		return (struct pl_str){ NULL, 0 };
	len = fread(text, 1, FILE_MAX, file);
	fclose(file);
	while (len > 0 && strchr("\r\n ", text[len - 1]))
		text[--len] = '\0';
	return (struct pl_str){ text, len };
}

static bool is_evidence(const char *name)
{
	return name[0] != '.' && strcmp(name, "expect") != 0 && strcmp(name, "args") != 0 && strcmp(name, "about") != 0;
}

/* The command line that the folder stands for. */
static bool read_words(struct test *t, const char *folder, struct pl_cli *cli)
{
	char *words[WORDS_MAX + 1], *rest = NULL, *text = (char *)(uintptr_t)text_of(t, folder, "args").ptr;
	struct dirent **entries;
	int len = 0, count;

	for (char *word = text ? strtok_r(text, "\n", &rest) : NULL; word && len < WORDS_MAX / 2; word = strtok_r(NULL, "\n", &rest))
		words[len++] = word;
	count = scandir(folder, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		if (is_evidence(entries[i]->d_name) && len < WORDS_MAX)
			words[len++] = (char *)(uintptr_t)pl_arena_printf(&t->arena, "%s/%s", folder, entries[i]->d_name).ptr;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return pl_cli_parse(cli, t->cli->command, len, words);
}

/* "hop-limit nginx" or "wire-growth", and "next" with the experiment in a second line; "none" */
static struct pl_str found(struct test *t, const struct pl_explanation *x)
{
	struct pl_str gateway, name;

	if (x->suspects_len == 0)
		return PL_STR("none");
	gateway = pl_explain_gateway(&x->suspects[0], x);
	name = x->next.experiment ? x->next.experiment->name : PL_STR("none");
	return pl_arena_printf(&t->arena, "%.*s%s%.*s\nnext %.*s", PL_STR_ARG(x->suspects[0].diagnosis->name),
	                       gateway.len > 0 ? " " : "", PL_STR_ARG(gateway), PL_STR_ARG(name));
}

static void test_exchange(struct test *t, const char *folder, const struct pl_cli *cli)
{
	struct pl_str expected = text_of(t, folder, "expect"), is;
	struct pl_explanation explanation;
	struct pl_evidence evidence;

	pl_evidence_open(&evidence, t->rules, cli->has_entry, cli->entry, &t->arena);
	if (pl_explain_gather(cli, &evidence) != PL_EXIT_OK) {
		wrong(t, folder, "cannot be read", PL_STR(""));
	} else if (evidence.len != 1) {
		wrong(t, folder, "is not one exchange", PL_STR(""));
	} else {
		pl_explain(&t->explainer, &evidence.exchanges[0], &explanation);
		is = found(t, &explanation);
		if (pl_str_equal(is, expected))
			t->passed++;
		else
			wrong(t, folder, pl_arena_printf(&t->arena, "expects %.*s and finds ", PL_STR_ARG(expected)).ptr, is);
	}
	pl_evidence_close(&evidence);
}

static void test_folder(struct test *t, const char *folder)
{
	struct pl_cli cli = { .files = NULL };

	if (text_of(t, folder, "expect").len == 0)
		wrong(t, folder, "has no file `expect`", PL_STR(""));
	else if (!read_words(t, folder, &cli))
		wrong(t, folder, "its `args` cannot be read", PL_STR(""));
	else
		test_exchange(t, folder, &cli);
	pl_cli_free(&cli);
}

static void test_all(struct test *t, const char *dir)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		struct pl_str folder = pl_arena_printf(&t->arena, "%s/%s", dir, entries[i]->d_name);
		struct stat st;

		if (entries[i]->d_name[0] != '.' && stat(folder.ptr, &st) == 0 && S_ISDIR(st.st_mode))
			test_folder(t, folder.ptr);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

int pl_explain_test(const struct pl_cli *cli)
{
	struct test t = { .cli = cli };
	struct plimsoll_options options = pl_cli_options(cli);
	struct plimsoll_error err;
	int status = PL_EXIT_OK;

	options.wants_facts = true;
	t.rules = plimsoll_rules_open(&options, &err);
	if (t.rules == NULL || !pl_explainer_open(&t.explainer, cli->rule_dirs.items, &t.arena, &err) ||
	    !pl_explainer_apis(&t.explainer, cli->api, &err))
		status = pl_cli_fail(&err);
	else
		test_all(&t, cli->files_len > 0 ? cli->files[0] : "samples/exchanges");
	if (status == PL_EXIT_OK)
		fprintf(cli->out, "%llu passed, %llu failed\n", (unsigned long long)t.passed, (unsigned long long)t.failed);
	plimsoll_rules_close(t.rules);
	pl_arena_free(&t.arena);
	return status != PL_EXIT_OK ? status : t.failed > 0 || t.passed == 0 ? PL_EXIT_FINDINGS : PL_EXIT_OK;
}

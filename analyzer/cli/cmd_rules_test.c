/* plimsoll rules --test: a rule without a sample that raises it, or one that speaks up on a correct request,
 * is a fault of the rule, and so is a built-in one that does not explain itself. DIR/bad/RULE.EXT raises RULE, with
 * the options of DIR/bad/RULE.args; everything in DIR/ok is silent. */
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "rule/rule.h"

#define ARGS_MAX 1024

struct test {
	const struct pl_cli *cli;
	const char *dir;
	struct pl_rule_set set;
	struct pl_arena arena;
	bool *has_sample; /* by index into the set */
	size_t passed, failed;
};

/* What one sample said. */
struct heard {
	struct pl_str wanted; /* a rule's name; empty when silence is */
	struct pl_buf others; /* the rules that spoke */
	size_t requests, findings, undecided;
	bool is_raised;
};

static int hear(void *ctx, const struct plimsoll_request *request)
{
	struct heard *h = ctx;

	h->requests++;
	h->findings += request->findings_len;
	h->undecided += request->undecided_len;
	for (size_t i = 0; i < request->findings_len; i++) {
		struct pl_str rule = { request->findings[i].rule.ptr, request->findings[i].rule.len };

		h->is_raised |= pl_str_equal(rule, h->wanted);
		pl_buf_printf(&h->others, " %.*s", PL_STR_ARG(rule));
	}
	for (size_t i = 0; i < request->undecided_len; i++)
		pl_buf_printf(&h->others, " %.*s (undecided)", (int)request->undecided[i].rule.len,
		              request->undecided[i].rule.ptr);
	return 0;
}

/* The options of a sample: the words of its sidecar, then the rule folders of the command line. */
static bool read_args(struct test *t, struct pl_str stem, struct pl_cli *cli)
{
	struct pl_str path = pl_arena_printf(&t->arena, "%.*s.args", PL_STR_ARG(stem));
	char *text = pl_arena_alloc(&t->arena, ARGS_MAX + 1), *words[64], *rest = NULL;
	FILE *file = fopen(path.ptr, "r");
	int len = 0;

	if (file) {
		text[fread(text, 1, ARGS_MAX, file)] = '\0';
		fclose(file);
	}
	for (char *word = strtok_r(text, " \n\t", &rest); word && len < 64;
	     word = strtok_r(NULL, " \n\t", &rest))
		words[len++] = word;
	if (!pl_cli_parse(cli, &pl_commands[0], len, words))
		return false;
	for (size_t i = 0; i < t->cli->rule_dirs.len; i++)
		cli->rule_dirs.items[cli->rule_dirs.len++] = t->cli->rule_dirs.items[i];
	return cli->rule_dirs.len <= PL_CLI_LIST;
}

static bool listen_to(struct test *t, struct pl_str path, struct pl_str stem, struct heard *heard)
{
	const struct plimsoll_sink sink = { heard, hear };
	struct plimsoll_error err;
	struct plimsoll_rules *rules;
	struct pl_cli cli;
	bool is_read = false;

	if (read_args(t, stem, &cli)) {
		const struct plimsoll_options options = pl_cli_options(&cli);
		const struct plimsoll_input input = pl_cli_input(&cli, path.ptr);

		rules = plimsoll_rules_open(&options, &err);
		is_read = rules && plimsoll_check_file(rules, &input, &sink, &err) == PLIMSOLL_OK;
		if (!is_read)
			pl_cli_fail(&err);
		plimsoll_rules_close(rules);
	}
	pl_cli_free(&cli);
	return is_read;
}

static void judge(struct test *t, struct pl_str path, struct pl_str stem, struct pl_str wanted)
{
	struct heard heard = { .wanted = wanted };
	bool is_good;

	pl_buf_init(&heard.others, 4096);
	is_good = listen_to(t, path, stem, &heard) && heard.requests > 0 &&
	          (wanted.len > 0 ? heard.is_raised : heard.findings + heard.undecided == 0);
	if (is_good) {
		t->passed++;
	} else {
		t->failed++;
		fprintf(t->cli->out, "%.*s: %s%.*s; it says:%.*s\n", PL_STR_ARG(path),
		        wanted.len > 0 ? "does not raise " : "is correct and not silent", PL_STR_ARG(wanted),
		        heard.others.len > 0 ? (int)heard.others.len : 8,
		        heard.others.len > 0 ? heard.others.ptr : " nothing");
	}
	pl_buf_free(&heard.others);
}

/* The rule that a file of DIR/bad is a sample of: its name up to the first point. */
static size_t rule_of(const struct test *t, const char *name)
{
	struct pl_str stem = { name, strcspn(name, ".") };

	for (size_t i = 0; i < t->set.len; i++)
		if (pl_str_equal(pl_rule_set_rule(&t->set, i)->name, stem))
			return i;
	return t->set.len;
}

static void judge_file(struct test *t, struct pl_str path, const char *name, bool is_bad)
{
	struct pl_str stem = { path.ptr, path.len - strlen(name) + strcspn(name, ".") };
	size_t rule = rule_of(t, name);

	if (!is_bad) {
		judge(t, path, stem, PL_STR(""));
	} else if (rule == t->set.len) {
		t->failed++;
		fprintf(t->cli->out, "%.*s: is named after no rule\n", PL_STR_ARG(path));
	} else {
		t->has_sample[rule] = true;
		judge(t, path, stem, pl_rule_set_rule(&t->set, rule)->name);
	}
}

/* Folders below hold files that samples refer to. */
static bool judge_folder(struct test *t, const char *folder)
{
	struct pl_str dir = pl_arena_printf(&t->arena, "%s/%s", t->dir, folder);
	struct dirent **entries;
	int count = scandir(dir.ptr, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		struct pl_str path =
		    pl_arena_printf(&t->arena, "%.*s/%s", PL_STR_ARG(dir), entries[i]->d_name);
		struct stat st;

		if (stat(path.ptr, &st) == 0 && S_ISREG(st.st_mode) && !pl_str_ends(path, PL_STR(".args")))
			judge_file(t, path, entries[i]->d_name, strcmp(folder, "bad") == 0);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return count >= 0;
}

/* With --rules, only the rules of those folders need samples here. */
static bool needs_sample(const struct test *t, const struct pl_rule *rule)
{
	for (size_t i = 0; i < t->cli->rule_dirs.len; i++)
		if (pl_str_starts(rule->path, pl_str_from(t->cli->rule_dirs.items[i])))
			return true;
	return t->cli->rule_dirs.len == 0;
}

/* What a rule that comes with plimsoll owes its reader and this one does not give, or NULL. */
static const char *debt(const struct pl_rule *rule)
{
	const struct {
		bool is_paid;
		const char *what;
	} dues[] = {
		{ rule->summary.len > 0, "it has no summary" },
		{ rule->explain_len > 0, "it has no explain" },
		{ rule->fix != NULL, "it has no fix" },
		{ rule->bad.len > 0, "it has no bad example" },
		{ rule->good.len > 0, "it has no good example" },
		{ !pl_str_equal(rule->bad, rule->good), "its bad and good examples are the same" },
		{ rule->see_len > 0, "it has no reference in see" },
	};

	for (size_t i = 0; i < sizeof(dues) / sizeof(dues[0]); i++)
		if (!dues[i].is_paid)
			return dues[i].what;
	return NULL;
}

/* Users' own rules may be as short as they like. */
static void judge_words(struct test *t)
{
	for (size_t i = 0; t->cli->rule_dirs.len == 0 && i < t->set.len; i++) {
		const char *missing = debt(pl_rule_set_rule(&t->set, i));

		if (missing) {
			t->failed++;
			fprintf(t->cli->out, "%.*s: %s\n", PL_STR_ARG(pl_rule_set_rule(&t->set, i)->name), missing);
		}
	}
}

static int judge_all(struct test *t)
{
	if (!judge_folder(t, "bad")) {
		pl_cli_say("%s/bad: cannot be read as a folder of samples: %s", t->dir, strerror(errno));
		return PL_EXIT_INPUT;
	}
	judge_folder(t, "ok");
	for (size_t i = 0; i < t->set.len; i++)
		if (!t->has_sample[i] && needs_sample(t, pl_rule_set_rule(&t->set, i))) {
			t->failed++;
			fprintf(t->cli->out, "%.*s: there is no sample %s/bad/%.*s.http that raises it\n",
			        PL_STR_ARG(pl_rule_set_rule(&t->set, i)->name), t->dir, PL_STR_ARG(pl_rule_set_rule(&t->set, i)->name));
		}
	judge_words(t);
	fprintf(t->cli->out, "%zu passed, %zu failed\n", t->passed, t->failed);
	return t->failed > 0 ? PL_EXIT_FINDINGS : PL_EXIT_OK;
}

int pl_cli_test_rules(const struct pl_cli *cli)
{
	struct test t = { .cli = cli, .dir = cli->files_len > 0 ? cli->files[0] : "samples" };
	struct plimsoll_error err;
	int status;

	if (pl_rule_set_load(&t.set, cli->rule_dirs.items, &err)) {
		t.has_sample = pl_memory_alloc(t.set.len + 1);
		status = judge_all(&t);
		free(t.has_sample);
	} else {
		status = pl_cli_fail(&err);
	}
	pl_rule_set_free(&t.set);
	pl_arena_free(&t.arena);
	return status;
}

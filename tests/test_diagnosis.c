/* Diagnoses as files: what a mistake in one is answered with, and how clues become a rank and a confidence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "explain/explain.h"

struct setup {
	char dir[32], folder[64], file[96];
	const char *dirs[2];
	struct pl_arena arena;
	struct pl_explainer explainer;
	struct plimsoll_error err;
};

/* Loads the built-in packs and one file of a folder: "diagnoses" or "errors". */
static bool load(struct setup *s, const char *folder, const char *name, const char *text)
{
	FILE *file;

	*s = (struct setup){ .dir = "/tmp/plimsoll-pack-XXXXXX" };
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->folder, sizeof(s->folder), "%s/%s", s->dir, folder);
	assert_int_equal(mkdir(s->folder, 0700), 0);
	snprintf(s->file, sizeof(s->file), "%s/%s.json", s->folder, name);
	file = fopen(s->file, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	s->dirs[0] = s->dir;
	return pl_explainer_open(&s->explainer, s->dirs, &s->arena, &s->err);
}

static void unload(struct setup *s)
{
	pl_arena_free(&s->arena);
	unlink(s->file);
	rmdir(s->folder);
	rmdir(s->dir);
}

#define DIAGNOSIS(clues, against)                                                                                       \
	"{\"diagnosis\": \"mine\", \"title\": \"t\", \"verdict\": \"the status is {exchange.status}\",\n"                   \
	"\"for\": [" clues "],\n\"against\": [" against "],\n\"fix\": \"f\", \"predicts\": [{\"experiment\": \"raw-probe\", \"outcome\": \"below\"}]}"
#define CLUE(when, weight, kind)                                                                                        \
	"{\"when\": \"" when "\", \"because\": \"" kind "\", \"weight\": " #weight ", \"kind\": \"" kind "\"}"

#define PREDICTING(prediction)                                                                                          \
	"{\"diagnosis\": \"mine\", \"title\": \"t\", \"verdict\": \"v\", \"for\": [" CLUE("true", 1, "sign") "],\n"              \
	"\"fix\": \"f\", \"predicts\": [{" prediction "}]}"
#define OUTCOME(name) "{\"outcome\": \"" name "\", \"seen\": \"s\"}"
#define EXPERIMENT(name, outcomes) "{\"experiment\": \"" name "\", \"run\": \"true\", \"outcomes\": [" outcomes "]}"

static void refused(const char *folder, const char *name, const char *text, const char *message)
{
	struct setup s;

	assert_false(load(&s, folder, name, text));
	assert_int_equal(s.err.status, PLIMSOLL_RULES);
	assert_true(s.err.line > 0);
	assert_string_equal(s.err.path, s.file);
	if (!strstr(s.err.message, message))
		fail_msg("'%s' has no '%s'", s.err.message, message);
	unload(&s);
}

static void a_mistake_is_named_with_its_place(void **state)
{
	(void)state;
	refused("diagnoses", "mine", "{", "");
	refused("diagnoses", "mine", "{\"diagnosis\": \"mine\", \"titel\": \"\"}", "title");
	refused("diagnoses", "other", DIAGNOSIS(CLUE("true", 1, "sign"), ""), "differ");
	refused("diagnoses", "mine", DIAGNOSIS("", ""), "nothing speaks for it");
	refused("diagnoses", "mine", DIAGNOSIS(CLUE("exchange.statuss == 1", 1, "sign"), ""), "did you mean 'exchange.status'");
	refused("diagnoses", "mine", DIAGNOSIS(CLUE("field.bytes > 1", 1, "sign"), ""), "cannot be seen");
	refused("diagnoses", "mine", DIAGNOSIS(CLUE("exchange.status", 1, "sign"), ""), "true or false");
	refused("diagnoses", "mine", DIAGNOSIS(CLUE("true", 0, "sign"), ""), "weight");
	refused("diagnoses", "mine", DIAGNOSIS(CLUE("true", 101, "sign"), ""), "weight");
	refused("diagnoses", "mine", DIAGNOSIS(CLUE("true", 1, "rumour"), ""), "hint, sign, proof");
	refused("diagnoses", "mine", DIAGNOSIS("{\"because\": \"b\", \"weight\": 1, \"kind\": \"sign\"}", ""), "findings");
	refused("diagnoses", "mine", DIAGNOSIS("{\"when\": \"true\", \"weight\": 1, \"kind\": \"sign\"}", ""), "because");
	refused("diagnoses", "mine", PREDICTING("\"experiment\": \"prayer\", \"outcome\": \"below\""), "no such experiment");
	refused("diagnoses", "mine", PREDICTING("\"experiment\": \"raw-probe\", \"outcome\": \"well\""), "no such outcome");
	refused("experiments", "mine", EXPERIMENT("x", OUTCOME("a") "," OUTCOME("b")), "differ");
	refused("experiments", "mine", EXPERIMENT("mine", OUTCOME("a")), "at least two");
	refused("experiments", "mine", EXPERIMENT("mine", OUTCOME("a") "," OUTCOME("a")), "name of its own");
	refused("experiments", "mine", EXPERIMENT("mine", OUTCOME("a") "," OUTCOME("b") "," OUTCOME("c") "," OUTCOME("d") "," OUTCOME("e")),
	        "more than 4");
	refused("errors", "mine", "{\"errors\": \"mine\", \"by\": \"b\", \"from\": \"nowhere\", \"texts\": []}", "no such word");
	refused("errors", "mine", "{\"errors\": \"mine\", \"by\": \"b\", \"from\": \"log\", \"source\": \"s\", \"texts\": [{\"text\": \"a # b\", \"tells\": \"x\"}]}",
	        "numbers");
	refused("errors", "mine", "{\"errors\": \"mine\", \"by\": \"b\", \"from\": \"log\", \"texts\": [{\"text\": \"*abcd\", \"tells\": \"x\"}]}",
	        "four characters");
	refused("errors", "mine", "{\"errors\": \"mine\", \"by\": \"b\", \"from\": \"log\", \"texts\": [{\"text\": \"abcd\"}]}", "tells");
	refused("errors", "mine", "{\"errors\": \"mine\", \"by\": \"b\", \"from\": \"log\", \"texts\": [{\"text\": \"abcd\", \"tells\": \"x\"}]}",
	        "where the text was seen");
}

static const struct pl_suspect *suspect_of(struct setup *s, const char *clues, struct pl_explanation *x)
{
	struct pl_exchange e = { .has_response = true, .response = { .status = 299 } };

	if (!load(s, "diagnoses", "mine", clues))
		fail_msg("%s", s->err.message);
	pl_explain(&s->explainer, &e, x);
	return x->suspects_len > 0 ? &x->suspects[0] : NULL;
}

static void the_kind_of_clues_says_how_sure_it_is(void **state)
{
	static const struct {
		const char *text;
		bool is_there;
		enum pl_clue_kind confidence;
		int64_t score;
	} cases[] = {
		{ DIAGNOSIS(CLUE("exchange.status == 299", 50, "hint"), ""), true, PL_CLUE_HINT, 50 },
		{ DIAGNOSIS(CLUE("exchange.status == 299", 1, "proof"), ""), true, PL_CLUE_PROOF, 1 },
		{ DIAGNOSIS(CLUE("true", 5, "hint") "," CLUE("true", 5, "sign"), ""), true, PL_CLUE_SIGN, 10 },
		{ DIAGNOSIS(CLUE("true", 9, "proof"), CLUE("true", 2, "sign")), true, PL_CLUE_SIGN, 7 },
		{ DIAGNOSIS(CLUE("true", 9, "proof"), CLUE("true", 2, "hint")), true, PL_CLUE_PROOF, 7 },
		{ DIAGNOSIS(CLUE("true", 9, "proof"), CLUE("false", 2, "sign")), true, PL_CLUE_PROOF, 9 },
		{ DIAGNOSIS(CLUE("true", 9, "proof"), CLUE("true", 9, "hint")), false, 0, 0 },
		{ DIAGNOSIS(CLUE("exchange.status == 413", 9, "proof"), ""), false, 0, 0 },
		{ DIAGNOSIS(CLUE("exchange.stored_bytes > 1", 9, "proof"), ""), false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pl_explanation x;
		struct setup s;
		const struct pl_suspect *suspect = suspect_of(&s, cases[i].text, &x);

		assert_int_equal(suspect != NULL, cases[i].is_there);
		if (suspect) {
			assert_int_equal(suspect->confidence, cases[i].confidence);
			assert_int_equal(suspect->score, cases[i].score);
			assert_true(pl_str_equal(x.verdict, PL_STR("the status is 299")));
		}
		unload(&s);
	}
}

static void reasons_stand_by_weight(void **state)
{
	struct pl_explanation x;
	struct setup s;
	const struct pl_suspect *suspect =
		suspect_of(&s, DIAGNOSIS(CLUE("true", 1, "hint") "," CLUE("true", 3, "proof") "," CLUE("true", 2, "sign"), ""), &x);

	(void)state;
	assert_non_null(suspect);
	assert_int_equal(suspect->pro_len, 3);
	assert_true(pl_str_equal(suspect->pro[0].text, PL_STR("proof")));
	assert_true(pl_str_equal(suspect->pro[1].text, PL_STR("sign")));
	assert_true(pl_str_equal(suspect->pro[2].text, PL_STR("hint")));
	unload(&s);
}

static void a_text_of_ones_own_gives_a_clue(void **state)
{
	struct pl_exchange e = { .request = NULL };
	struct pl_explanation x;
	struct setup s;

	(void)state;
	assert_true(load(&s, "errors", "mine",
	                 "{\"errors\": \"mine\", \"by\": \"us\", \"from\": \"client\", \"source\": \"our own\", \"texts\": [{\"text\": \"der Koffer # ist zu gross\", "
	                 "\"numbers\": [\"sent\"], \"tells\": \"client-limit\"}]}"));
	pl_exchange_say(&e, PL_STR("Fehler: Der Koffer 5 MB ist zu gross; token=geheim-1234567890"));
	pl_explain(&s.explainer, &e, &x);
	assert_int_equal(x.suspects_len, 1);
	assert_true(pl_str_equal(x.suspects[0].diagnosis->name, PL_STR("client-limit")));
	assert_int_equal(pl_row_get(&x.row, PL_FACT_exchange_stated_bytes)->number, 5000000);
	unload(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mistake_is_named_with_its_place),
		cmocka_unit_test(the_kind_of_clues_says_how_sure_it_is),
		cmocka_unit_test(reasons_stand_by_weight),
		cmocka_unit_test(a_text_of_ones_own_gives_a_clue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Loading packs: the built-in one first, which is compiled already, then folders; each file becomes one checked rule. */
#include "rule/rule.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/plain_file.h"
#include "base/memory.h"
#include "rule/built_in.h"
#include "rule/json_document.h"

static const char *const keys[] = { "rule", "severity", "each", "when",    "at",   "message",  "fix",       "summary",
	                            "explain", "bad",   "good", "see",     "explains", "confidence", "persona",
	                            "fixable", "edit" };

struct loader {
	struct pl_rule_set *set;
	struct pl_document document;
	struct pl_rule *rule;
	struct pl_rule_traits *traits;
	struct plimsoll_error *err;
};

static bool required(struct loader *l, const char *key, struct pl_str *value)
{
	if (!pl_document_string(&l->document, key, value, l->err))
		return false;
	if (value->len > 0)
		return true;
	pl_fail(l->err, PLIMSOLL_RULES, l->document.path, "the key \"%s\" is missing", key);
	pl_fail_at(l->err, l->document.text, 0);
	return false;
}

static bool none_of(struct loader *l, const char *key, const char *const *names, size_t count)
{
	struct pl_str message = pl_arena_printf(&l->set->arena, "\"%s\" takes one of these:", key);

	for (size_t i = 0; i < count; i++)
		message = pl_arena_printf(&l->set->arena, "%.*s%s%s", PL_STR_ARG(message), i ? ", " : " ", names[i]);
	return pl_document_fail(&l->document, key, 0, l->err, message.ptr);
}

/* One of `names` as its index; `fallback` when the key is not there. */
static bool one_of(struct loader *l, const char *key, const char *const *names, size_t count, int fallback, int *index)
{
	struct pl_str value;

	if (!pl_document_string(&l->document, key, &value, l->err))
		return false;
	*index = fallback;
	if (value.ptr == NULL && fallback >= 0)
		return true;
	for (*index = 0; (size_t)*index < count; ++*index)
		if (value.ptr && pl_str_equal(value, pl_str_from(names[*index])))
			return true;
	return none_of(l, key, names, count);
}

static bool compile_when(struct loader *l)
{
	struct pl_str text;
	size_t at = 0;

	if (!required(l, "when", &text))
		return false;
	l->rule->when = pl_expression_compile(text, l->traits->each, &l->set->arena, l->set->wanted, &at, l->err);
	if (l->rule->when == NULL) {
		struct plimsoll_error inner = *l->err;

		return pl_document_fail(&l->document, "when", at, l->err, inner.message);
	}
	if (pl_expression_type(l->rule->when) != PL_TYPE_FLAG)
		return pl_document_fail(&l->document, "when", 0, l->err, "a condition is due: something true or false");
	l->traits->uses_gateway |= pl_expression_uses_gateway(l->rule->when);
	return true;
}

static bool compile_text(struct loader *l, const char *key, const struct pl_message_template **message)
{
	struct pl_str text;
	size_t at = 0;

	if (!required(l, key, &text))
		return false;
	*message = pl_message_compile(text, l->traits->each, &l->set->arena, l->set->wanted, &at, l->err);
	if (*message == NULL) {
		struct plimsoll_error inner = *l->err;

		return pl_document_fail(&l->document, key, at, l->err, inner.message);
	}
	l->traits->uses_gateway |= pl_message_uses_gateway(*message);
	return true;
}

static bool find_at(struct loader *l, enum pl_fact *at)
{
	struct pl_str name;

	*at = PL_FACTS;
	if (!pl_document_string(&l->document, "at", &name, l->err) || name.ptr == NULL)
		return name.ptr == NULL;
	*at = pl_fact_find(name);
	if (*at == PL_FACTS)
		return pl_document_fail(&l->document, "at", 0, l->err, "there is no such fact; `plimsoll facts` lists them");
	l->set->wanted[*at] = true;
	return true;
}

static bool read_enums(struct loader *l)
{
	static const char *const severities[] = { "note", "warning", "error" };
	static const char *const personas[] = { "default", "strict", "pedantic" };
	static const char *const confidences[] = { "certain", "likely", "possible" };
	int severity, persona, confidence, each;

	if (!one_of(l, "severity", severities, 3, -1, &severity) || !one_of(l, "persona", personas, 3, 0, &persona) ||
	    !one_of(l, "confidence", confidences, 3, 0, &confidence) ||
	    !one_of(l, "each", pl_scope_names, PL_SCOPES, -1, &each))
		return false;
	l->rule->severity = (enum plimsoll_severity)severity;
	l->traits->persona = (enum plimsoll_persona)persona;
	l->rule->confidence = pl_str_from(confidences[confidence]);
	l->traits->each = (enum pl_scope)each;
	if (l->traits->each == PL_SCOPE_gateway || l->traits->each == PL_SCOPE_api || l->traits->each == PL_SCOPE_exchange)
		return pl_document_fail(&l->document, "each", 0, l->err, "rules run for each request, header, part, content or field");
	return true;
}

static const char *const edit_names[] = { "replace", "add", "header", "length", "unwrap", "data-uri", "decode", "unpercent",
	                                  "undouble", "base64", "unstringify", "drop-option", "option-name", "at-sign",
	                                  "to-json", "to-multipart" };
#define EDITS ((int)(sizeof(edit_names) / sizeof(edit_names[0])))

/* "fixable": "safe", "edit": {"do": "replace", "at": FACT, "with": "…"}. Without `at` it is the finding's own place; what is
 * replaced without `with` goes. */
static bool read_edit(struct loader *l)
{
	static const char *const edit_keys[] = { "do", "at", "with" }, *const kinds[] = { "safe", "unsafe", "no" };
	struct pl_rule_edit *edit = &l->rule->edit;
	struct loader inner = *l;
	bool is_there;
	struct pl_str with;
	int fixable, kind;

	if (!one_of(l, "fixable", kinds, 3, 2, &fixable) ||
	    !pl_document_object(&l->document, "edit", &is_there, &inner.document, l->err))
		return false;
	if (is_there != (fixable < 2))
		return pl_document_fail(&l->document, "fixable", 0, l->err, "\"fixable\" (safe or unsafe) and \"edit\" go together");
	if (!is_there)
		return true;
	if (!pl_document_knows(&inner.document, edit_keys, 3, l->err) ||
	    !one_of(&inner, "do", edit_names, (size_t)EDITS, -1, &kind) || !find_at(&inner, &edit->at))
		return false;
	edit->kind = (enum plimsoll_edit_kind)(kind + 1);
	edit->is_safe = fixable == 0;
	if (edit->kind >= PLIMSOLL_EDIT_OPTION_NAME)
		return compile_text(&inner, "with", &edit->with);
	if (edit->kind > PLIMSOLL_EDIT_HEADER || !pl_document_string(&inner.document, "with", &with, l->err))
		return edit->kind > PLIMSOLL_EDIT_HEADER;
	return (edit->kind == PLIMSOLL_EDIT_REPLACE && with.ptr == NULL) || compile_text(&inner, "with", &edit->with);
}

static bool read_rule(struct loader *l)
{
	struct pl_rule *r = l->rule;
	struct pl_arena *arena = &l->set->arena;
	const struct pl_document *d = &l->document;

	return pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), l->err) && required(l, "rule", &r->name) && read_enums(l) && compile_when(l) && find_at(l, &r->at) && read_edit(l) &&
	       compile_text(l, "message", &r->message) && compile_text(l, "fix", &r->fix) &&
	       required(l, "summary", &r->summary) && pl_document_string(d, "bad", &r->bad, l->err) &&
	       pl_document_string(d, "good", &r->good, l->err) &&
	       pl_document_strings(d, "explain", arena, &r->explain, &r->explain_len, l->err) &&
	       pl_document_strings(d, "see", arena, &r->see, &r->see_len, l->err) &&
	       pl_document_strings(d, "explains", arena, &r->explains, &r->explains_len, l->err);
}

/* "rules/framing/content-length-list.json" gives the topic "framing" and the stem "content-length-list". */
static void split_path(struct pl_str path, struct pl_str *topic, struct pl_str *stem)
{
	size_t slash = path.len, before;

	while (slash > 0 && path.ptr[slash - 1] != '/')
		slash--;
	for (before = slash ? slash - 1 : 0; before > 0 && path.ptr[before - 1] != '/';)
		before--;
	*topic = (struct pl_str){ path.ptr + before, slash ? slash - 1 - before : 0 };
	*stem = (struct pl_str){ path.ptr + slash, path.len - slash - strlen(".json") };
}

static void add_rule(struct pl_rule_set *set, const struct pl_rule *rule)
{
	if (set->len % 64 == 0)
		set->rules = pl_memory_grow(set->rules, (set->len + 64) * sizeof(const struct pl_rule *));
	set->rules[set->len++] = rule;
}

static bool load_file(struct pl_rule_set *set, const char *path, struct pl_str text, struct plimsoll_error *err)
{
	struct loader l = { .set = set, .err = err };
	struct pl_str stem;
	bool is_good;

	l.rule = pl_arena_alloc(&set->arena, sizeof(*l.rule));
	l.rule->traits = l.traits = pl_arena_alloc(&set->arena, sizeof(*l.traits));
	l.rule->path = pl_str_from(path);
	split_path(l.rule->path, &l.rule->topic, &stem);
	if (!pl_document_open(&l.document, l.rule->path.ptr, text, &set->arena, err))
		return false;
	is_good = read_rule(&l);
	if (is_good && !pl_str_equal(l.rule->name, stem))
		is_good = pl_document_fail(&l.document, "rule", 0, err, "the rule's name and its file's name differ");
	pl_document_close(&l.document);
	if (!is_good)
		return false;
	l.traits->guard = pl_guard_of(l.rule->when, l.traits->each);
	l.rule->order = set->len;
	add_rule(set, l.rule);
	return true;
}

/* What else is data stands in folders of its own, of which the Makefile knows too. */
static bool is_rule_path(struct pl_str path)
{
	static const char *const others[] = { "/gateways/", "/apis/", "/errors/", "/diagnoses/", "/experiments/" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (pl_str_find(path, pl_str_from(others[i])) < path.len)
			return false;
	return pl_str_ends(path, PL_STR(".json"));
}

static bool load_path(struct pl_rule_set *set, const char *path, struct plimsoll_error *err)
{
	FILE *file = pl_plain_file_open(path);
	struct pl_str kept;
	char *text;
	size_t len;

	if (file == NULL) {
		pl_fail(err, PLIMSOLL_RULES, path, "cannot be read: %s", strerror(errno));
		return false;
	}
	text = pl_memory_alloc(PL_LIMIT_RULE_FILE + 1);
	len = fread(text, 1, PL_LIMIT_RULE_FILE + 1, file);
	fclose(file);
	kept = pl_arena_str(&set->arena, (struct pl_str){ text, len });
	free(text);
	if (len <= PL_LIMIT_RULE_FILE)
		return load_file(set, path, kept, err);
	pl_fail(err, PLIMSOLL_RULES, path, "is larger than 1 MiB, which no rule is");
	return false;
}

/* Every *.json in `dir` and in the folders directly below it, by name. */
static bool load_dir(struct pl_rule_set *set, const char *dir, bool is_top, struct plimsoll_error *err)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, NULL, alphasort);
	bool is_good = count >= 0;

	if (count < 0)
		pl_fail(err, PLIMSOLL_RULES, dir, "cannot be read as a folder of rules: %s", strerror(errno));
	for (int i = 0; i < count; i++) {
		struct pl_str path = pl_arena_printf(&set->arena, "%s/%s", dir, entries[i]->d_name);
		struct stat st;

		if (is_good && entries[i]->d_name[0] != '.' && stat(path.ptr, &st) == 0) {
			if (S_ISDIR(st.st_mode) && is_top)
				is_good = load_dir(set, path.ptr, false, err);
			else if (S_ISREG(st.st_mode) && is_rule_path(path))
				is_good = load_path(set, path.ptr, err);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return is_good;
}

/* Of one name the last loaded stands last. */
static int by_name(const void *a, const void *b)
{
	const struct pl_rule *x = *(const struct pl_rule *const *)a, *y = *(const struct pl_rule *const *)b;
	int order = pl_str_order(x->name, y->name);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Of one name only the last loaded stays. */
static void sort_rules(struct pl_rule_set *set)
{
	size_t kept = 0;

	if (set->len > 0)
		qsort(set->rules, set->len, sizeof(const struct pl_rule *), by_name);
	for (size_t i = 0; i < set->len; i++)
		if (i + 1 == set->len || !pl_str_equal(set->rules[i]->name, set->rules[i + 1]->name))
			set->rules[kept++] = set->rules[i];
	set->len = kept;
}

static bool consequences_exist(const struct pl_rule_set *set, struct plimsoll_error *err)
{
	for (size_t i = 0; i < set->len; i++)
		for (size_t k = 0; k < set->rules[i]->explains_len; k++)
			if (pl_rule_set_find(set, set->rules[i]->explains[k]) == NULL) {
				pl_fail(err, PLIMSOLL_RULES, set->rules[i]->path.ptr, "explains \"%.*s\", and there is no such rule",
				        PL_STR_ARG(set->rules[i]->explains[k]));
				return false;
			}
	return true;
}

/* With folders every rule is read, since any may be replaced and any may explain another. */
static bool load_folders(struct pl_rule_set *set, const char *const *dirs, struct plimsoll_error *err)
{
	struct pl_rule_traits *traits;

	set->len = 0;
	for (size_t i = 0; i < pl_built_in_len; i++)
		add_rule(set, pl_built_in_rule(set->built_in, i));
	for (; *dirs; dirs++)
		if (!load_dir(set, *dirs, true, err))
			return false;
	sort_rules(set);
	set->traits = traits = pl_arena_alloc(&set->arena, (set->len + 1) * sizeof(*traits));
	for (size_t i = 0; i < set->len; i++)
		traits[i] = *set->rules[i]->traits;
	return consequences_exist(set, err);
}

bool pl_rule_set_load(struct pl_rule_set *set, const char *const *dirs, struct plimsoll_error *err)
{
	*set = (struct pl_rule_set){ .traits = pl_built_in_traits, .built_in = pl_built_in_open(), .len = pl_built_in_len };
	memcpy(set->wanted, pl_built_in_wanted, sizeof(set->wanted));
	return dirs == NULL || *dirs == NULL || load_folders(set, dirs, err);
}

void pl_rule_set_free(struct pl_rule_set *set)
{
	pl_arena_free(&set->arena);
	pl_built_in_close(set->built_in);
	free(set->rules);
	*set = (struct pl_rule_set){ .len = 0 };
}

const struct pl_rule *pl_rule_set_rule(const struct pl_rule_set *set, size_t number)
{
	return set->rules ? set->rules[number] : pl_built_in_rule(set->built_in, number);
}

size_t pl_rule_set_number(const struct pl_rule_set *set, struct pl_str name)
{
	size_t low = 0, high = set->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = pl_str_order(name, pl_rule_set_rule(set, middle)->name);

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return set->len;
}

const struct pl_rule *pl_rule_set_find(const struct pl_rule_set *set, struct pl_str name)
{
	size_t number = pl_rule_set_number(set, name);

	return number < set->len ? pl_rule_set_rule(set, number) : NULL;
}

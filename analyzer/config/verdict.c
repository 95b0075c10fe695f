/* What a configuration says of a finding. */
#include "config/config.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"

static bool rule_exists(const struct pl_config *c, const struct plimsoll_rules *rules, const char *name, size_t at,
                        struct plimsoll_error *err)
{
	struct plimsoll_error inner;

	if (plimsoll_rules_has(rules, name, &inner))
		return true;
	pl_fail(err, PLIMSOLL_RULES, c->path, "%s", inner.message);
	pl_fail_at(err, c->text, at);
	return false;
}

bool pl_config_rules_exist(const struct pl_config *c, const struct plimsoll_rules *rules, struct plimsoll_error *err)
{
	for (size_t i = 0; i < c->verdicts_len; i++)
		if (!rule_exists(c, rules, c->verdicts[i].rule, c->verdicts[i].at, err))
			return false;
	for (size_t i = 0; i < c->ignores_len; i++)
		if (!rule_exists(c, rules, c->ignores[i].rule, c->ignores[i].at, err))
			return false;
	return true;
}

static bool is_rule(const char *name, struct plimsoll_text rule)
{
	return pl_str_equal(pl_str_from(name), (struct pl_str){ rule.ptr, rule.len });
}

/* A URL is data and may hold anything: what stands behind a NUL is not compared. */
static bool matches(const char *glob, struct plimsoll_text text)
{
	struct pl_arena arena = { .blocks = NULL };
	bool is_match = glob == NULL;

	if (!is_match)
		is_match = fnmatch(glob, pl_arena_str(&arena, (struct pl_str){ text.ptr, text.len }).ptr, 0) == 0;
	pl_arena_free(&arena);
	return is_match;
}

int pl_config_verdict(const struct pl_config *c, struct plimsoll_text rule, enum plimsoll_persona rule_persona,
                      enum plimsoll_persona persona, const struct plimsoll_request *request)
{
	for (size_t i = c->verdicts_len; i > 0; i--)
		if (is_rule(c->verdicts[i - 1].rule, rule) && matches(c->verdicts[i - 1].url, request->url))
			return c->verdicts[i - 1].verdict;
	return rule_persona <= persona ? PL_VERDICT_ON : PL_VERDICT_OFF;
}

/* As seen from the folder of the file, or as it was given when it stands elsewhere. */
static bool matches_file(const struct pl_config *c, const char *glob, struct plimsoll_text file)
{
	struct pl_arena arena = { .blocks = NULL };
	char *whole;
	struct pl_str path;
	bool is_match;

	if (glob == NULL)
		return true;
	whole = realpath(pl_arena_str(&arena, (struct pl_str){ file.ptr, file.len }).ptr, NULL);
	path = pl_str_from(whole);
	if (whole && c->folder.len > 0 && pl_str_starts(path, c->folder))
		path = pl_str_after(path, c->folder.len);
	else
		path = (struct pl_str){ file.ptr, file.len };
	is_match = matches(glob, (struct plimsoll_text){ path.ptr, path.len });
	free(whole);
	pl_arena_free(&arena);
	return is_match;
}

static bool speaks_of(const struct pl_config *c, const struct pl_ignore *ignore, const struct plimsoll_request *request)
{
	return matches(ignore->url, request->url) && matches_file(c, ignore->file, request->file);
}

void pl_config_see(struct pl_config *c, const struct plimsoll_request *request)
{
	for (size_t i = 0; i < c->ignores_len; i++)
		if (!c->ignores[i].is_seen)
			c->ignores[i].is_seen = speaks_of(c, &c->ignores[i], request);
}

const char *pl_config_ignores(struct pl_config *c, struct plimsoll_text rule, const struct plimsoll_request *request)
{
	const char *reason = NULL;

	for (size_t i = 0; i < c->ignores_len; i++)
		if (is_rule(c->ignores[i].rule, rule) && speaks_of(c, &c->ignores[i], request)) {
			c->ignores[i].is_used = true;
			reason = c->ignores[i].reason;
		}
	return reason;
}

/* .plimsoll.json: what a project has decided about its requests. Docs: plimsoll-check(1); docs/plimsoll.schema.json. */
#ifndef PL_CONFIG_CONFIG_H
#define PL_CONFIG_CONFIG_H

#include "base/arena.h"
#include "plimsoll.h"

enum { PL_VERDICT_OFF = -2, PL_VERDICT_ON = -1 }; /* else a severity */

/* What is decided about a rule, for all requests or for those whose URL a glob matches. */
struct pl_verdict {
	const char *rule, *url; /* url: NULL for all */
	int verdict;
	size_t at; /* of the rule's name in the text */
};

/* Findings that are not to be told, and why. */
struct pl_ignore {
	const char *rule, *url, *file, *reason; /* url and file: globs or NULL */
	size_t at;
	bool is_seen, is_used; /* a request was checked that it speaks of; and it silenced something there */
};

/* Zero-initialise for one that decides nothing. */
struct pl_config {
	struct pl_arena arena;
	const char *path;
	struct pl_str text, folder;   /* folder: absolute, with a slash at its end */
	const char **rule_dirs, **via, **enabled; /* NULL-terminated, or NULL; enabled: as in plimsoll_options */
	const char **allow_hosts;     /* that may be probed; NULL-terminated, or NULL */
	const char *api, *openapi;    /* one of them at most; openapi: a path; NULL when not said */
	uint64_t limit;               /* 0 when there is none */
	int persona, fail_on;         /* fail_on: a severity or 3 for never; both -1 when the file does not say */
	struct pl_verdict *verdicts;  /* the last that fits holds */
	size_t verdicts_len;
	struct pl_ignore *ignores;
	size_t ignores_len;
};

/* The keys that are read, each list ended by NULL. */
extern const char *const pl_config_keys[], *const pl_config_override_keys[], *const pl_config_ignore_keys[];

/* PLIMSOLL_RULES fills *err, with the place where there is one. Free it in any case. */
bool pl_config_read(struct pl_config *config, const char *path, struct plimsoll_error *err);
void pl_config_free(struct pl_config *config);
/* Is every rule that the file names one of these? */
bool pl_config_rules_exist(const struct pl_config *config, const struct plimsoll_rules *rules, struct plimsoll_error *err);
/* PL_VERDICT_OFF, a severity, or PL_VERDICT_ON for the rule's own one. `persona`: what is shown where nothing is decided. */
int pl_config_verdict(const struct pl_config *config, struct plimsoll_text rule, enum plimsoll_persona rule_persona,
                      enum plimsoll_persona persona, const struct plimsoll_request *request);
/* A request is about to be looked at: entries that speak of it can be told from those that had nothing to do. */
void pl_config_see(struct pl_config *config, const struct plimsoll_request *request);
/* Why a finding of that rule is ignored here, or NULL when it is not. Marks the entries that say so as used. */
const char *pl_config_ignores(struct pl_config *config, struct plimsoll_text rule, const struct plimsoll_request *request);
#endif

/* What a shell makes of a command that its writer did not mean: quotes that are none, or that are not closed. */
#ifndef PL_SOURCE_CURL_DAMAGE_H
#define PL_SOURCE_CURL_DAMAGE_H

#include "parse/shell_words.h"

struct pl_curl_damage {
	const char *text; /* static; NULL when there is none */
	size_t at, len;   /* in the source of the words */
};

/* The first damage of a command's words. */
struct pl_curl_damage pl_curl_damage(const struct pl_shell_words *words, enum pl_shell shell);
#endif

/* Each sign stands at the beginning of a word, where it can only be meant as a quote or an option. */
#include "source/curl_damage.h"

#include "base/bytes.h"

static bool starts_with_any(struct pl_str text, const char *const *signs)
{
	for (; *signs; signs++)
		if (pl_str_starts(text, pl_str_from(*signs)))
			return true;
	return false;
}

static const char *damage_of(const struct pl_shell_word *word, enum pl_shell shell)
{
	static const char *const quotes[] = { "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x9c", "\xe2\x80\x9d", NULL };
	static const char *const dashes[] = { "\xe2\x80\x93", "\xe2\x80\x94", NULL };
	static const char *const escapes[] = { "{\\\"", "[{\\\"", "[\\\"", NULL };

	if (starts_with_any(word->text, quotes))
		return "a typographic quote is no quote to the shell: the words behind it fall apart and the quote is sent";
	if (starts_with_any(word->text, dashes))
		return "a long dash is no hyphen: curl takes the option for a URL";
	if (shell == PL_SHELL_CMD && word->text.len > 1 && word->text.ptr[0] == '\'')
		return "cmd.exe knows no single quotes: they are sent, and blanks inside of them part the words";
	if (starts_with_any(word->text, escapes))
		return "the backslashes in front of the quotes are kept, and sent: nothing takes them away inside single quotes";
	return NULL;
}

struct pl_curl_damage pl_curl_damage(const struct pl_shell_words *words, enum pl_shell shell)
{
	if (words->problem)
		return (struct pl_curl_damage){ words->problem, words->problem_at, 1 };
	for (size_t i = 0; i < words->len; i++) {
		const struct pl_shell_word *word = &words->items[i];
		const char *text = word->is_operator ? NULL : damage_of(word, shell);

		if (text)
			return (struct pl_curl_damage){ text, word->at, word->len };
	}
	return (struct pl_curl_damage){ NULL, 0, 0 };
}

/* From the words of a shell command to curl's options, as curl's own getopt reads them. */
#include "source/curl_command.h"

#include "base/bytes.h"

/* What may stand in front of a command's name: a prompt, an assignment, a word that runs the next. */
static bool goes_before(const struct pl_shell_word *word)
{
	static const char *const words[] = { "$",    ">",       "%",    "sudo", "time", "env",  "exec", "command",
		                             "then", "do",      "else", "if",   "while", "until", "!",   "{", "nohup" };
	size_t equals = pl_str_find_char(word->text, '=');

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pl_str_equal(word->text, pl_str_from(words[i])))
			return true;
	if (equals == 0 || equals == word->text.len || pl_is_digit(word->text.ptr[0]))
		return false;
	for (size_t i = 0; i < equals; i++)
		if (!pl_is_alpha(word->text.ptr[i]) && !pl_is_digit(word->text.ptr[i]) && word->text.ptr[i] != '_')
			return false;
	return true;
}

static bool is_curl(struct pl_str name)
{
	for (size_t i = name.len; i > 0; i--)
		if (name.ptr[i - 1] == '/' || name.ptr[i - 1] == '\\') {
			name = pl_str_after(name, i);
			break;
		}
	return pl_str_equal(name, PL_STR("curl")) || pl_str_equal_nocase(name, PL_STR("curl.exe"));
}

static bool is_redirection(const struct pl_shell_word *word)
{
	return word->is_operator && (word->text.ptr[0] == '<' || word->text.ptr[0] == '>' ||
	                             pl_str_equal(word->text, PL_STR("&>")));
}

static bool ends_command(const struct pl_shell_word *word)
{
	return word->is_operator && !is_redirection(word);
}

struct taking {
	struct pl_arena *arena;
	struct pl_curl_command *command;
	const struct pl_shell_words *words;
	struct pl_str source;
	size_t at, end;
};

static struct pl_curl_item *push(struct taking *t)
{
	struct pl_curl_command *command = t->command;
	struct pl_curl_item *grown;

	if (command->len == command->room) {
		command->room = command->room ? 2 * command->room : 32;
		grown = pl_arena_alloc(t->arena, command->room * sizeof(*grown));
		if (command->len > 0)
			memcpy(grown, command->items, command->len * sizeof(*grown));
		command->items = grown;
	}
	return &command->items[command->len++];
}

static void add(struct taking *t, enum pl_curl_option option, bool is_off, const struct pl_shell_word *first,
                const struct pl_shell_word *word, struct pl_str text)
{
	const struct pl_shell_word *last = word ? word : first;
	struct pl_span place = { 1, first->at, last->at + last->len - first->at };

	if (option != PL_CURL_PASSES_BY)
		*push(t) = (struct pl_curl_item){ option, is_off, { text, word, place } };
}

/* Keeps the first reason; `name` is a piece of what stands at `word`. */
static void refuse(struct taking *t, const struct pl_shell_word *word, struct pl_str name, const char *why)
{
	if (t->command->error.len > 0)
		return;
	t->command->error = pl_arena_printf(t->arena, "option %.*s %s", (int)(name.len < 64 ? name.len : 64), name.ptr, why);
	t->command->error_at = (struct pl_span){ 1, word->at, word->len };
}

/* The next word that is no operator of a redirection; NULL at the end. */
static const struct pl_shell_word *next_word(struct taking *t)
{
	return t->at < t->end && !t->words->items[t->at].is_operator ? &t->words->items[t->at++] : NULL;
}

static void take_long(struct taking *t, const struct pl_shell_word *first)
{
	bool is_off;
	const struct pl_curl_option_info *info = pl_curl_option_find(pl_str_after(first->text, 2), &is_off);
	const struct pl_shell_word *value;

	if (info == NULL) {
		refuse(t, first, first->text, "is not known to curl");
		return;
	}
	value = info->has_value ? next_word(t) : NULL;
	if (!info->has_value || value)
		add(t, info->option, is_off, first, value, value ? value->text : PL_STR(""));
	else
		refuse(t, first, first->text, "needs a value, and none follows");
}

/* Letters together, the last of which may have its value behind it or in the next word. */
static void take_letters(struct taking *t, const struct pl_shell_word *first)
{
	for (size_t i = 1; i < first->text.len; i++) {
		const struct pl_curl_option_info *info = pl_curl_option_letter(first->text.ptr[i]);
		const struct pl_shell_word *value = first;
		struct pl_str text = pl_str_after(first->text, i + 1);
		struct pl_str name = { (char[]){ '-', first->text.ptr[i] }, 2 };

		if (info == NULL) {
			refuse(t, first, name, "is not known to curl");
			return;
		}
		if (!info->has_value) {
			add(t, info->option, false, first, NULL, PL_STR(""));
			continue;
		}
		if (text.len == 0 && (value = next_word(t)))
			text = value->text;
		if (value)
			add(t, info->option, false, first, value, text);
		else
			refuse(t, first, name, "needs a value, and none follows");
		return;
	}
}

/* A redirection: only standard input matters. */
static void take_redirection(struct taking *t)
{
	const struct pl_shell_word *operator = &t->words->items[t->at++];
	struct pl_curl_stdin *input = &t->command->input;
	const struct pl_shell_word *word = next_word(t);
	struct pl_span place;

	if (word == NULL || operator->text.ptr[0] != '<')
		return;
	place = (struct pl_span){ 1, operator->at, word->at + word->len - operator->at };
	*input = (struct pl_curl_stdin){ .kind = PL_CURL_STDIN_UNKNOWN };
	if (pl_str_equal(operator->text, PL_STR("<"))) {
		input->kind = PL_CURL_STDIN_FILE;
		input->file = (struct pl_curl_value){ word->text, word, place };
	} else if (pl_str_equal(operator->text, PL_STR("<<<"))) {
		*input = (struct pl_curl_stdin){ .kind = PL_CURL_STDIN_TEXT, .word = word, .text = word->text, .place = place };
	} else if (pl_str_starts(operator->text, PL_STR("<<"))) {
		input->kind = PL_CURL_STDIN_TEXT;
		input->text = (struct pl_str){ t->source.ptr + t->words->document_at, t->words->document_len };
		input->place = (struct pl_span){ 1, t->words->document_at, t->words->document_len };
	}
}

static void take_options(struct taking *t)
{
	bool takes_options = true;

	while (t->at < t->end) {
		const struct pl_shell_word *word = &t->words->items[t->at];

		if (is_redirection(word)) {
			take_redirection(t);
			continue;
		}
		t->at++;
		if (word->is_operator)
			continue;
		if (takes_options && pl_str_equal(word->text, PL_STR("--")))
			takes_options = false;
		else if (takes_options && pl_str_starts(word->text, PL_STR("--")))
			take_long(t, word);
		else if (takes_options && word->text.len > 1 && word->text.ptr[0] == '-')
			take_letters(t, word);
		else
			add(t, PL_CURL_URL, false, word, word, word->text);
	}
}

bool pl_curl_command_next(const struct pl_shell_words *words, size_t *at, struct pl_str source, struct pl_arena *arena,
                          struct pl_curl_command *command)
{
	while (*at < words->len) {
		struct taking t = { .arena = arena, .command = command, .words = words, .source = source, .at = *at };

		for (t.end = t.at; t.end < words->len && !ends_command(&words->items[t.end]);)
			t.end++;
		*at = t.end < words->len ? t.end + 1 : t.end;
		while (t.at < t.end && !words->items[t.at].is_operator && goes_before(&words->items[t.at]))
			t.at++;
		/* A prompt of > reads as a redirection. */
		if (t.at + 1 < t.end && pl_str_equal(words->items[t.at].text, PL_STR(">")) &&
		    is_curl(words->items[t.at + 1].text))
			t.at++;
		if (t.at == t.end || words->items[t.at].is_operator || !is_curl(words->items[t.at].text))
			continue;
		t.at++;
		*command = (struct pl_curl_command){ .items = NULL };
		take_options(&t);
		return true;
	}
	return false;
}

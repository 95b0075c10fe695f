/* Shell words: each case is a command and its words, one in <…>, an operator in {…}, with $ behind an expansion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parse/shell_words.h"

/* Every piece says where its bytes come from; a verbatim one must be what stands there. */
static void check_pieces(struct pl_str source, const struct pl_shell_word *word)
{
	assert_true(word->at <= source.len && word->len <= source.len - word->at);
	for (size_t i = 0; i < word->pieces_len; i++) {
		const struct pl_shell_piece *piece = &word->pieces[i];
		size_t end = i + 1 < word->pieces_len ? piece[1].word_at : word->text.len;

		assert_true(piece->word_at < end && (i > 0 || piece->word_at == 0));
		assert_true(piece->at >= word->at && piece->at + piece->source_len <= word->at + word->len);
		if (piece->source_len == end - piece->word_at)
			assert_memory_equal(source.ptr + piece->at, word->text.ptr + piece->word_at, piece->source_len);
	}
}

/* `source` is split as an exact-size copy, so that a sanitizer sees a read past its end. */
static void check(struct pl_str text, enum pl_shell shell, const char *expected)
{
	char *copy = malloc(text.len + !text.len);
	struct pl_str source = { copy, text.len };
	struct pl_arena arena = { 0 };
	struct pl_shell_words words;
	struct pl_buf out;

	assert_non_null(copy);
	memcpy(copy, text.ptr, text.len);
	pl_shell_words_split(source, shell, &arena, &words);
	pl_buf_init(&out, 1 << 16);
	for (size_t i = 0; i < words.len; i++) {
		const struct pl_shell_word *word = &words.items[i];

		check_pieces(source, word);
		pl_buf_printf(&out, word->is_operator ? "{%.*s}" : "<%.*s>", PL_STR_ARG(word->text));
		if (word->has_expansion)
			pl_buf_add_char(&out, '$');
	}
	if (words.document_at > 0)
		pl_buf_printf(&out, "[%.*s]", (int)words.document_len, source.ptr + words.document_at);
	if (words.problem)
		pl_buf_printf(&out, " %zu %s", words.problem_at, words.problem);
	if (words.end < source.len)
		pl_buf_printf(&out, " end %zu", words.end);
	pl_buf_add_char(&out, '\0');
	assert_string_equal(out.ptr, expected);
	pl_buf_free(&out);
	pl_arena_free(&arena);
	free(copy);
}

#define BASH(source, expected) check(PL_STR(source), PL_SHELL_BASH, expected)
#define CMD(source, expected) check(PL_STR(source), PL_SHELL_CMD, expected)

static void quotes_come_off_and_stretches_join(void **state)
{
	(void)state;
	BASH("curl -d'a b'\"c d\"e\\ f ''", "<curl><-da bc de f><>");
	BASH("\"\\\" \\\\ \\$ \\` \\n '\"", "<\" \\ $ ` \\n '>");
	BASH("'it'\\''s'", "<it's>");
	BASH("", "");
	BASH("a\rb", "<a\rb>");
}

static void ansi_quotes_know_their_escapes(void **state)
{
	(void)state;
	BASH("$'a\\n\\t\\\\\\'\\x41\\u00e9\\101\\e\\q'b", "<a\n\t\\'A\xc3\xa9" "A\033\\qb>");
	BASH("$'\\U1F600\\u1z'", "<\xf0\x9f\x98\x80\x01z>");
	BASH("$'\\xg\\cA'", "<\\xg\x01>");
	BASH("$\"a\"", "<a>");
}

static void lines_join_at_a_backslash(void **state)
{
	(void)state;
	BASH("curl \\\n  -X \\\r\n P\\\nOST", "<curl><-X><POST>");
	BASH("\"a\\\nb\" 'a\\\nb'", "<ab><a\\\nb>");
	BASH("a\\", "<a>");
}

static void a_command_ends_at_its_line_or_semicolon(void **state)
{
	(void)state;
	BASH("# it's a comment\n\n  a b\nc", "<a><b> end 23");
	BASH("a b;c", "<a><b> end 3");
	BASH("\n;;a #x\r\nb", "<a> end 8");
	BASH("a b#c", "<a><b#c>");
	BASH("a |\nb && c\nd", "<a>{|}<b>{&&}<c> end 10");
}

static void operators_are_words_of_their_own(void **state)
{
	(void)state;
	BASH("a<b>>c 2>/dev/null 2>&1 x2>y", "<a>{<}<b>{>>}<c>{>}</dev/null>{>&}<1><x2>{>}<y>");
	BASH("a b?c=1&d=2", "<a><b?c=1>{&}<d=2>");
	BASH("a '|' \\> \"&\"", "<a><|><>><&>");
	BASH("a <<< $B", "<a>{<<<}<$B>$");
	BASH("a 12 3", "<a><12><3>");
}

static void a_here_document_is_found_behind_the_line(void **state)
{
	(void)state;
	BASH("a <<X b\n1\n2\nX\nc", "<a>{<<}<X><b>[1\n2\n] end 14");
	BASH("a <<-'X'\n\t1\n\tX\n", "<a>{<<-}<X>[\t1\n]");
	BASH("a <<X <<Y\n1\nX\n2\nY\nc", "<a>{<<}<X>{<<}<Y>[2\n] end 18");
	BASH("a <<X\n1", "<a>{<<}<X>[1]");
	BASH("a <<X", "<a>{<<}<X>[]");
}

static void an_expansion_stays_and_is_marked(void **state)
{
	(void)state;
	BASH("$A \"b $C_1!\" '$D' \\$E $ \"$\"", "<$A>$<b $C_1!>$<$D><$E><$><$>");
	BASH("\"$(cat \"a )\" (b))\" x", "<$(cat \"a )\" (b))>$<x>");
	BASH("`a b`c ${d:-e f} $1", "<`a b`c>$<${d:-e f}>$<$1>$");
	BASH("x$'a'$B", "<xa$B>$");
}

static void what_is_not_closed_is_named_with_its_place(void **state)
{
	(void)state;
	BASH("a 'b c", "<a><b c> 2 the single quote is not closed");
	BASH("a \"b\\", "<a><b\\> 2 the double quote is not closed");
	BASH("a $'b\\", "<a><b\\> 2 the $' quote is not closed");
	BASH("$(a 'b", "<$(a 'b>$ 0 the $( is not closed");
	BASH("`a\\", "<`a\\>$ 0 the ` is not closed");
	BASH("${", "<${>$ 0 the ${ is not closed");
}

static void cmd_quotes_and_carets_come_off(void **state)
{
	(void)state;
	CMD("curl \"http://a/?b=1&c=2\" ^\n  -H \"d: e\"\r\nx", "<curl><http://a/?b=1&c=2><-H><d: e> end 38");
	CMD("curl ^\"http://a/?b=1^&c=2^\" ^\r\n  -X ^\"POST^\"", "<curl><http://a/?b=1&c=2><-X><POST>");
	CMD("--data-raw ^\"^{^\\^\"a^\\^\":^\\^\"b^%^20c^\\^\"^}^\"", "<--data-raw><{\"a\":\"b%20c\"}>");
	CMD("\"{\\\"a\\\":1}\" \"x\"\"y\"", "<{\"a\":1}><x\"y>");
	CMD("^\"a\\\\^\" a\\b a^^b \"a^b\"", "<a\\><a\\b><a^b><a^b>");
	CMD("\"a\"^\n\n\"b\"", "<a\nb>");
	CMD("\"a\"^\r\n\r\n\"b\"", "<a\nb>");
}

static void cmd_operators_end_words_outside_its_own_quotes(void **state)
{
	(void)state;
	CMD("a b?c=1&d=2 ^& \"&\" > f", "<a><b?c=1>{&}<d=2><&><&>{>}<f>");
	CMD("\"a\\\"&b\"", "<a\">{&}<b> 4 an operator of cmd.exe stands inside the quotes");
	CMD("\"a\nb", "<a> 0 the double quote is not closed end 2");
	CMD("a ^", "<a>");
}

static void the_shell_is_guessed_from_its_escapes(void **state)
{
	(void)state;
	assert_int_equal(pl_shell_guess(PL_STR("curl ^\"http://a/^\"")), PL_SHELL_CMD);
	assert_int_equal(pl_shell_guess(PL_STR("# don't\ncurl \"http://a/\" ^\r\n -I")), PL_SHELL_CMD);
	assert_int_equal(pl_shell_guess(PL_STR("curl \"a\\\"^\" ^\n -I")), PL_SHELL_CMD);
	assert_int_equal(pl_shell_guess(PL_STR("curl 'a' -d '^\"'")), PL_SHELL_BASH);
	assert_int_equal(pl_shell_guess(PL_STR("curl \"a^\" \\\n -d ^\"")), PL_SHELL_BASH);
	assert_int_equal(pl_shell_guess(PL_STR("curl a \"")), PL_SHELL_BASH);
	assert_int_equal(pl_shell_guess(PL_STR("# only")), PL_SHELL_BASH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_come_off_and_stretches_join),
		cmocka_unit_test(ansi_quotes_know_their_escapes),
		cmocka_unit_test(lines_join_at_a_backslash),
		cmocka_unit_test(a_command_ends_at_its_line_or_semicolon),
		cmocka_unit_test(operators_are_words_of_their_own),
		cmocka_unit_test(a_here_document_is_found_behind_the_line),
		cmocka_unit_test(an_expansion_stays_and_is_marked),
		cmocka_unit_test(what_is_not_closed_is_named_with_its_place),
		cmocka_unit_test(cmd_quotes_and_carets_come_off),
		cmocka_unit_test(cmd_operators_end_words_outside_its_own_quotes),
		cmocka_unit_test(the_shell_is_guessed_from_its_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Message templates. */
#include "rule/message_piece.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/number.h"

#define QUOTED_MAX 80 /* characters of a value that messages quote */

/* The end of the expression that begins at `at`: the first } outside of quotes. */
static size_t expression_end(struct pl_str text, size_t at)
{
	char quote = 0;

	for (; at < text.len; at++) {
		char c = text.ptr[at];

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '\'' || c == '"')
			quote = c;
		else if (c == '}')
			break;
	}
	return at;
}

/* Splits "expression|filter"; a || is the operator. False when the filter is unknown. */
static bool split_filter(struct pl_str *inner, enum pl_piece_filter *filter)
{
	static const char *const names[] = { "", "bytes", "grouped", "quoted", "shell" };
	size_t bar = inner->len;

	while (bar > 0 && (pl_is_alpha(inner->ptr[bar - 1])))
		bar--;
	*filter = PL_FILTER_NONE;
	if (bar == 0 || inner->ptr[bar - 1] != '|' || (bar > 1 && inner->ptr[bar - 2] == '|'))
		return true;
	for (size_t i = 1; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_equal(pl_str_after(*inner, bar), pl_str_from(names[i]))) {
			*filter = (enum pl_piece_filter)i;
			inner->len = bar - 1;
			return true;
		}
	return false;
}

/* "exchange.wire_bytes": WIRE_BYTES */
static struct pl_str last_name(struct pl_str name, struct pl_arena *arena)
{
	char *capitals;

	for (size_t dot; (dot = pl_str_find_char(name, '.')) < name.len;)
		name = pl_str_after(name, dot + 1);
	capitals = pl_arena_bytes(arena, name.len + 1);
	for (size_t i = 0; i < name.len; i++)
		capitals[i] = name.ptr[i] >= 'a' && name.ptr[i] <= 'z' ? (char)(name.ptr[i] - 'a' + 'A') : name.ptr[i];
	return (struct pl_str){ capitals, name.len };
}

struct compiler {
	struct pl_str text;
	bool is_in_if;
	enum pl_scope each;
	struct pl_arena *arena;
	bool *wanted;
	size_t *problem_at;
	struct plimsoll_error *err;
};

static struct pl_message_piece *wrong(struct compiler *c, size_t at, const char *message)
{
	pl_fail(c->err, PLIMSOLL_RULES, NULL, "%s", message);
	*c->problem_at = at;
	return NULL;
}

/* {expression|filter}, {if condition} or {end}: what stands between the braces, at `at` of the text. */
static struct pl_message_piece *compile_inner(struct compiler *c, struct pl_message_piece *piece, struct pl_str inner, size_t at)
{
	if (pl_str_equal(inner, PL_STR("end"))) {
		piece->role = PL_PIECE_END;
		if (!c->is_in_if)
			return wrong(c, at, "an {end} that no {if ...} opens");
		c->is_in_if = false;
		return piece;
	}
	if (pl_str_starts(inner, PL_STR("if "))) {
		piece->role = PL_PIECE_IF;
		if (c->is_in_if)
			return wrong(c, at, "an {if ...} inside another; close that with {end} first");
		c->is_in_if = true;
		inner = pl_str_after(inner, 3);
		at += 3;
	} else if (!split_filter(&inner, &piece->filter)) {
		return wrong(c, at + inner.len - 1, "there is no such filter; bytes, grouped, quoted and shell are there");
	}
	piece->value = pl_expression_compile(inner, c->each, c->arena, c->wanted, c->problem_at, c->err);
	if (piece->value == NULL) {
		*c->problem_at += at;
		return NULL;
	}
	if (piece->filter == PL_FILTER_SHELL)
		piece->text = last_name(inner, c->arena);
	if (piece->role == PL_PIECE_IF && pl_expression_type(piece->value) != PL_TYPE_FLAG)
		return wrong(c, at, "what stands behind if must be true or false");
	return piece;
}

/* The piece at *at, which moves behind it. */
static struct pl_message_piece *next_piece(struct compiler *c, size_t *at)
{
	struct pl_message_piece *piece = pl_arena_alloc(c->arena, sizeof(*piece));
	size_t start = *at, end = start;
	struct pl_str inner;

	while (end < c->text.len && c->text.ptr[end] != '{' && c->text.ptr[end] != '}')
		end++;
	if (end > start || (end + 1 < c->text.len && c->text.ptr[end + 1] == c->text.ptr[end])) {
		bool is_brace = end == start;

		piece->text = (struct pl_str){ c->text.ptr + start, is_brace ? 1 : end - start };
		*at = is_brace ? start + 2 : end;
		return piece;
	}
	if (c->text.ptr[start] == '}')
		return wrong(c, start, "a } that no { opens; write }} for a brace");
	end = expression_end(c->text, start + 1);
	if (end == c->text.len)
		return wrong(c, start, "the { is not closed; write {{ for a brace");
	inner = (struct pl_str){ c->text.ptr + start + 1, end - start - 1 };
	if (compile_inner(c, piece, inner, start + 1) == NULL)
		return NULL;
	*at = end + 1;
	return piece;
}

const struct pl_message_template *pl_message_compile(struct pl_str text, enum pl_scope each, struct pl_arena *arena,
                                                     bool wanted[PL_FACTS], size_t *problem_at,
                                                     struct plimsoll_error *err)
{
	struct compiler c = { text, false, each, arena, wanted, problem_at, err };
	struct pl_message_template *message = pl_arena_alloc(arena, sizeof(*message));
	const struct pl_message_piece **last = &message->first;

	message->text = text;
	for (size_t at = 0; at < text.len;) {
		struct pl_message_piece *piece = next_piece(&c, &at);

		if (piece == NULL)
			return NULL;
		message->uses_gateway |= piece->value && pl_expression_uses_gateway(piece->value);
		*last = piece;
		last = &piece->next;
	}
	if (c.is_in_if) {
		wrong(&c, text.len, "an {if ...} without its {end}");
		return NULL;
	}
	return message;
}

struct pl_str pl_message_text(const struct pl_message_template *message)
{
	return message->text;
}

bool pl_message_uses_gateway(const struct pl_message_template *message)
{
	return message->uses_gateway;
}

static void write_quoted(struct pl_str text, struct pl_buf *out)
{
	size_t len = text.len > QUOTED_MAX ? QUOTED_MAX : text.len;

	while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
		len--;
	pl_buf_add_char(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x20 || c == 0x7F)
			pl_buf_printf(out, "\\x%02x", c);
		else
			pl_buf_add_char(out, (char)c);
	}
	pl_buf_add_str(out, len < text.len ? PL_STR("\xe2\x80\xa6\"") : PL_STR("\""));
}

/* In single quotes, but for words of characters that mean nothing to any shell; control bytes are left out. */
static void write_shell(struct pl_str text, struct pl_buf *out)
{
	bool is_plain = text.len > 0;

	for (size_t i = 0; i < text.len; i++)
		is_plain &= pl_is_alpha(text.ptr[i]) || pl_is_digit(text.ptr[i]) || (text.ptr[i] && strchr("-._/:@,+", text.ptr[i]));
	if (is_plain) {
		pl_buf_add_str(out, text);
		return;
	}
	pl_buf_add_char(out, '\'');
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\'')
			pl_buf_add_str(out, PL_STR("'\\''"));
		else if ((unsigned char)text.ptr[i] >= 0x20 && text.ptr[i] != 0x7F)
			pl_buf_add_char(out, text.ptr[i]);
	pl_buf_add_char(out, '\'');
}

static void write_int(int64_t number, enum pl_piece_filter filter, struct pl_buf *out)
{
	char text[PL_NUMBER_TEXT];
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	if (number < 0)
		pl_buf_add_char(out, '-');
	if (filter == PL_FILTER_NONE || filter == PL_FILTER_SHELL)
		pl_buf_printf(out, "%llu", (unsigned long long)size);
	else
		pl_buf_add_str(out, pl_str_from(filter == PL_FILTER_BYTES ? pl_number_bytes(text, size) : pl_number_grouped(text, size)));
}

static void write_value(const struct pl_message_piece *piece, const struct pl_row *row, struct pl_buf *out)
{
	struct pl_result r = pl_expression_evaluate(piece->value, row);

	if (piece->filter == PL_FILTER_SHELL && (r.kind == PL_RESULT_ABSENT || r.kind == PL_RESULT_UNKNOWN || r.kind == PL_RESULT_ERROR)) {
		pl_buf_add_str(out, piece->text);
		return;
	}
	switch (r.kind) {
	case PL_RESULT_FLAG:
		pl_buf_add_str(out, r.flag ? PL_STR("true") : PL_STR("false"));
		break;
	case PL_RESULT_INT:
		write_int(r.number, piece->filter, out);
		break;
	case PL_RESULT_STR:
		if (piece->filter == PL_FILTER_QUOTED)
			write_quoted(r.text, out);
		else if (piece->filter == PL_FILTER_SHELL)
			write_shell(r.text, out);
		else
			pl_buf_add_str(out, r.text);
		break;
	case PL_RESULT_LIST:
		for (size_t i = 0; i < r.items_len; i++)
			pl_buf_printf(out, "%s%.*s", i ? ", " : "", PL_STR_ARG(r.items[i]));
		break;
	case PL_RESULT_ABSENT:
		pl_buf_add_str(out, PL_STR("(none)"));
		break;
	case PL_RESULT_UNKNOWN:
	case PL_RESULT_ERROR:
		pl_buf_add_str(out, PL_STR("(unknown)"));
		break;
	}
}

static bool is_true(const struct pl_expression *condition, const struct pl_row *row)
{
	struct pl_result r = pl_expression_evaluate(condition, row);

	return r.kind == PL_RESULT_FLAG && r.flag;
}

void pl_message_write(const struct pl_message_template *message, const struct pl_row *row, struct pl_buf *out)
{
	bool is_written = true;

	for (const struct pl_message_piece *piece = message->first; piece; piece = piece->next) {
		if (piece->role != PL_PIECE_TEXT_OR_VALUE)
			is_written = piece->role == PL_PIECE_END || is_true(piece->value, row);
		else if (is_written && piece->value)
			write_value(piece, row, out);
		else if (is_written)
			pl_buf_add_str(out, piece->text);
	}
}

bool pl_message_is_known(const struct pl_message_template *message, const struct pl_row *row)
{
	bool is_written = true;

	for (const struct pl_message_piece *piece = message->first; piece; piece = piece->next) {
		if (piece->role != PL_PIECE_TEXT_OR_VALUE) {
			is_written = piece->role == PL_PIECE_END || is_true(piece->value, row);
		} else if (is_written && piece->value) {
			struct pl_result r = pl_expression_evaluate(piece->value, row);

			if (r.kind == PL_RESULT_ABSENT || r.kind == PL_RESULT_UNKNOWN || r.kind == PL_RESULT_ERROR)
				return false;
		}
	}
	return true;
}

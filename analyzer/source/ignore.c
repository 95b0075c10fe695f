/* One line, one comment; rules are parted by commas, and what comes behind them is the reason. */
#include "source/ignore.h"

#include "base/bytes.h"
#include "source/line.h"

void pl_ignore_add(struct pl_message *m, struct pl_arena *arena, struct pl_inline_ignore ignore)
{
	/* Powers of two: the list is full when its length is one. */
	if ((m->ignores_len & (m->ignores_len - 1)) == 0) {
		struct pl_inline_ignore *grown = pl_arena_alloc(arena, (m->ignores_len ? 2 * m->ignores_len : 1) * sizeof(*grown));

		if (m->ignores_len > 0)
			memcpy(grown, m->ignores, m->ignores_len * sizeof(*grown));
		m->ignores = grown;
	}
	m->ignores[m->ignores_len++] = ignore;
}

/* What a comment says to plimsoll. */
static bool is_ours(struct pl_str line, struct pl_str *said)
{
	line = pl_str_trim(line);
	if (!pl_str_starts(line, PL_STR("#")) && !pl_str_starts(line, PL_STR("//")))
		return false;
	while (line.len > 0 && (line.ptr[0] == '#' || line.ptr[0] == '/'))
		line = pl_str_after(line, 1);
	line = pl_str_trim(line);
	if (!pl_str_starts(line, PL_STR("plimsoll:")))
		return false;
	*said = pl_str_trim(pl_str_after(line, strlen("plimsoll:")));
	return true;
}

static size_t name_len(struct pl_str s)
{
	size_t len = 0;

	while (len < s.len && !pl_is_blank(s.ptr[len]) && s.ptr[len] != ',')
		len++;
	return len;
}

/* Names up to the first that no comma follows. */
static struct pl_str names_of(struct pl_str said, struct pl_str *reason)
{
	struct pl_str rest = said;

	for (;;) {
		rest = pl_str_after(rest, name_len(rest));
		*reason = pl_str_trim(rest);
		if (!pl_str_starts(*reason, PL_STR(",")))
			return (struct pl_str){ said.ptr, (size_t)(rest.ptr - said.ptr) };
		rest = pl_str_trim(pl_str_after(*reason, 1));
	}
}

void pl_ignores_scan(struct pl_message *m, struct pl_arena *arena, struct pl_str text, struct pl_span place)
{
	struct pl_str rest = text, said, reason;

	while (rest.len > 0) {
		struct pl_str line = pl_line_next(&rest), names;

		if (!is_ours(line, &said))
			continue;
		if (!pl_str_starts(said, PL_STR("ignore")) || (said.len > 6 && !pl_is_blank(said.ptr[6])))
			names = reason = (struct pl_str){ said.ptr, 0 };
		else
			names = names_of(pl_str_trim(pl_str_after(said, 6)), &reason);
		do {
			struct pl_str name = { names.ptr, name_len(names) };

			pl_ignore_add(m, arena, (struct pl_inline_ignore){ name, reason, { place.origin, place.off + (size_t)(name.ptr - text.ptr), name.len } });
			names = pl_str_after(names, name.len);
			while (names.len > 0 && (names.ptr[0] == ',' || pl_is_blank(names.ptr[0])))
				names = pl_str_after(names, 1);
		} while (names.len > 0);
	}
}

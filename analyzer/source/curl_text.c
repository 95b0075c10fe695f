/* Stretches in a growing array of the arena. */
#include "source/curl_text.h"

#include "base/number.h"

static struct pl_curl_stretch *push(struct pl_curl_text *t, uint64_t bytes)
{
	if (t->len == t->room) {
		struct pl_curl_stretch *grown;

		t->room = t->room ? 2 * t->room : 16;
		grown = pl_arena_alloc(t->arena, t->room * sizeof(*grown));
		if (t->len > 0)
			memcpy(grown, t->items, t->len * sizeof(*grown));
		t->items = grown;
	}
	t->bytes = pl_add_capped(t->bytes, bytes);
	return &t->items[t->len++];
}

void pl_curl_text_add(struct pl_curl_text *t, struct pl_str bytes, struct pl_span place)
{
	if (bytes.len > 0)
		*push(t, bytes.len) = (struct pl_curl_stretch){ .text = bytes, .place = place };
}

void pl_curl_text_add_exact(struct pl_curl_text *t, struct pl_str bytes, struct pl_span place)
{
	struct pl_curl_stretch *last = t->len > 0 ? &t->items[t->len - 1] : NULL;

	if (last && last->is_exact && last->text.ptr + last->text.len == bytes.ptr && last->place.origin == place.origin &&
	    last->place.off + last->text.len == place.off) {
		last->text.len += bytes.len;
		last->place.len += bytes.len;
		t->bytes = pl_add_capped(t->bytes, bytes.len);
	} else if (bytes.len > 0) {
		*push(t, bytes.len) = (struct pl_curl_stretch){ .text = bytes, .place = place, .is_exact = true };
	}
}

/* Index of the piece that holds byte `at` of the word. */
static size_t piece_at(const struct pl_shell_word *word, size_t at)
{
	size_t low = 0, high = word->pieces_len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (word->pieces[middle].word_at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* No escape makes more bytes than it has, so that its bytes stand inside of it. */
void pl_curl_text_add_value(struct pl_curl_text *t, const struct pl_curl_value *value, struct pl_str slice)
{
	size_t at, end;

	if (value->word == NULL) {
		pl_curl_text_add(t, slice, value->place);
		return;
	}
	at = (size_t)(slice.ptr - value->word->text.ptr);
	end = at + slice.len;
	for (size_t i = slice.len > 0 ? piece_at(value->word, at) : 0; at < end; i++) {
		const struct pl_shell_piece *piece = &value->word->pieces[i];
		size_t stop = i + 1 < value->word->pieces_len ? piece[1].word_at : value->word->text.len;
		struct pl_str bytes = { value->word->text.ptr + at, (stop < end ? stop : end) - at };

		pl_curl_text_add_exact(t, bytes,
		                       (struct pl_span){ value->place.origin, piece->at + (at - piece->word_at), bytes.len });
		at += bytes.len;
	}
}

void pl_curl_text_add_file(struct pl_curl_text *t, struct pl_curl_file *file)
{
	*push(t, file->sent) = (struct pl_curl_stretch){ .file = file, .place = file->at };
}

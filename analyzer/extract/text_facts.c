/* What text is made of, and whether that is what its charset says. */
#include "extract/text_facts.h"

#include "base/bytes.h"
#include "base/scan.h"

#define SEQUENCE_MAX 5 /* bytes of the longest sequence looked for */

void pl_text_facts_begin(struct pl_text_facts *t, const struct pl_context *x)
{
	*t = (struct pl_text_facts){ 0 };
	t->wants_sequences = pl_context_wants(x, PL_FACT_content_replacement_characters) ||
	                     pl_context_wants(x, PL_FACT_content_mojibake);
}

#define DOUBTFUL_MIN 3 /* sequences that stand for themselves in few texts only; so many are a sign */

/* Length of a sequence of UTF-8 that was read as Latin-1 or Windows-1252 and encoded again, or 0. Only those
 * that text of any language hardly holds otherwise: C2 or C3 before anything but a closing quotation mark, which may
 * follow a capital with an accent, E2 80 and F0 9F. */
static size_t mojibake_at(const unsigned char *p, size_t len)
{
	if (len < 4 || p[0] != 0xC3)
		return 0;
	if ((p[1] == 0x82 || p[1] == 0x83) && p[2] == 0xC2 && p[3] >= 0x80 && p[3] <= 0xBF)
		return p[3] == 0xBB ? 0 : 4;
	if (p[1] == 0x83 && p[2] == 0xC5)
		return 4;
	if (p[1] == 0xA2 && p[2] == 0xC2 && p[3] >= 0x80 && p[3] <= 0x9F)
		return 4;
	if (p[1] == 0xB0 && ((p[2] == 0xC2 && p[3] == 0x9F) || (p[2] == 0xC5 && p[3] == 0xB8)))
		return 4;
	return len >= 5 && p[1] == 0xA2 && p[2] == 0xE2 && p[3] == 0x82 && p[4] == 0xAC ? 5 : 0;
}

/* A with a circumflex before a sign, or a capital before a no-break space. */
static bool is_doubtful(const unsigned char *p)
{
	return p[1] == 0x82 || (p[1] == 0x83 && p[2] == 0xC2 && p[3] == 0xA0);
}

static struct pl_span place(struct pl_span base, size_t at, size_t len)
{
	return (struct pl_span){ base.origin, base.off + at, len };
}

static void count(uint64_t *counter, struct pl_span *first, struct pl_span at)
{
	if ((*counter)++ == 0)
		*first = at;
}

/* Sequences that begin in the first `starts` of `len` bytes. */
static void search(struct pl_text_facts *t, const unsigned char *ptr, size_t len, size_t starts,
                   struct pl_span base)
{
	const unsigned char *p = ptr;

	while (p < ptr + starts && (p = memmem(p, len - (size_t)(p - ptr), "\xEF\xBF\xBD", 3)) &&
	       p < ptr + starts)
		count(&t->replacements, &t->replacement_at, place(base, (size_t)(p++ - ptr), 3));
	for (p = ptr; p < ptr + starts && (p = memchr(p, 0xC3, starts - (size_t)(p - ptr))); p++) {
		size_t at = (size_t)(p - ptr), n = mojibake_at(p, len - at);

		if (n > 0 && is_doubtful(p))
			count(&t->doubtful, &t->doubtful_at, place(base, at, n));
		else if (n > 0)
			count(&t->mojibake, &t->mojibake_at, place(base, at, n));
	}
}

static void keep(struct pl_text_facts *t, const struct pl_run *run)
{
	t->carry_len = run->len < sizeof(t->carry) ? run->len : sizeof(t->carry);
	t->carry_at = place(pl_run_span(run, 0), run->len - t->carry_len, 0);
	memcpy(t->carry, run->ptr + run->len - t->carry_len, t->carry_len);
}

/* Every sequence is found once, by where it begins: in the bytes carried over, in the run, or in its last
 * bytes, which are carried over in turn. */
static void sequences(struct pl_text_facts *t, const struct pl_run *run)
{
	unsigned char joined[sizeof(t->carry) + SEQUENCE_MAX - 1];
	size_t more = run->len < SEQUENCE_MAX - 1 ? run->len : SEQUENCE_MAX - 1, len = t->carry_len + more;
	size_t decided =
	    run->len < SEQUENCE_MAX ? len > SEQUENCE_MAX - 1 ? len - (SEQUENCE_MAX - 1) : 0 : t->carry_len;

	if (t->carry_len == 0)
		t->carry_at = pl_run_span(run, 0);
	memcpy(joined, t->carry, t->carry_len);
	memcpy(joined + t->carry_len, run->ptr, more);
	search(t, joined, len, decided < t->carry_len ? decided : t->carry_len, t->carry_at);
	if (run->len >= SEQUENCE_MAX - 1) {
		search(t, run->ptr, run->len, run->len - (SEQUENCE_MAX - 1), pl_run_span(run, 0));
		keep(t, run);
		return;
	}
	t->carry_at = place(t->carry_at, decided, 0);
	t->carry_len = len - decided;
	memcpy(t->carry, joined + decided, t->carry_len);
}

static void end_carry(struct pl_text_facts *t)
{
	search(t, t->carry, t->carry_len, t->carry_len, t->carry_at);
	t->carry_len = 0;
}

static void utf8(struct pl_text_facts *t, struct pl_run run)
{
	uint64_t before = t->utf8.bytes;
	bool is_valid = pl_utf8_add(&t->utf8, run.ptr, run.len);
	size_t ascii;

	if (!is_valid && t->utf8.broken_at < before)
		t->broken_at = t->sequence_at;
	else if (!is_valid)
		t->broken_at = place(pl_run_span(&run, 0), (size_t)(t->utf8.broken_at - before), 1);
	else if (t->utf8.need > 0 && t->utf8.start >= before)
		t->sequence_at = place(pl_run_span(&run, 0), (size_t)(t->utf8.start - before), 1);
	ascii = pl_scan_ascii(run.ptr, run.len);
	if (ascii < run.len && t->non_ascii_at.origin == 0)
		t->non_ascii_at = place(pl_run_span(&run, 0), ascii, 1);
	if (!is_valid)
		run.len = t->utf8.broken_at < before ? 0 : (size_t)(t->utf8.broken_at - before);
	if (ascii >= run.len)
		end_carry(t);
	else if (t->wants_sequences)
		sequences(t, &run);
}

/* The first `plain` bytes are known to hold none. */
static void find_nul(struct pl_text_facts *t, struct pl_run run, size_t plain)
{
	const unsigned char *nul;

	if (t->nul_at.origin || plain == run.len)
		return;
	nul = memchr(run.ptr + plain, 0, run.len - plain);
	if (nul)
		t->nul_at = place(pl_run_span(&run, 0), (size_t)(nul - run.ptr), 1);
}

void pl_text_facts_add(struct pl_text_facts *t, struct pl_run run)
{
	size_t plain;

	if (t->at.origin == 0)
		t->at = pl_run_span(&run, run.len);
	t->bytes += run.len;
	t->is_lost |= pl_run_is_hole(&run);
	if (t->is_lost || run.len == 0 || (t->utf8.is_broken && t->nul_at.origin))
		return;
	plain = pl_scan_plain(run.ptr, run.len);
	find_nul(t, run, plain);
	if (t->utf8.is_broken)
		return;
	if (plain == run.len && pl_utf8_add_ascii(&t->utf8, run.len))
		end_carry(t);
	else
		utf8(t, run);
}

void pl_text_facts_finish(struct pl_text_facts *t)
{
	if (!t->is_lost && !t->utf8.is_broken && !pl_utf8_finish(&t->utf8))
		t->broken_at = t->sequence_at;
	end_carry(t);
}

static bool is_one_of(struct pl_str name, const char *first, const char *second)
{
	return pl_str_equal(name, pl_str_from(first)) || pl_str_equal(name, pl_str_from(second));
}

/* Text without a charset is UTF-8 nowadays; XML says its own encoding inside. */
static bool implies_utf8(const struct pl_row *content)
{
	if (pl_row_get(content, PL_FACT_content_is_xml_type)->flag)
		return false;
	if (pl_row_get(content, PL_FACT_content_is_text_type)->flag)
		return true;
	return pl_row_get(content, PL_FACT_content_in_part)->flag &&
	       !pl_row_get(content, PL_FACT_part_is_file)->flag &&
	       !pl_row_get(content, PL_FACT_content_has_declared_type)->flag;
}

static void charset(const struct pl_text_facts *t, struct pl_row *row)
{
	struct pl_str declared = pl_row_text(row, PL_FACT_content_charset);
	bool is_utf8 = is_one_of(declared, "utf-8", "utf8") || (declared.len == 0 && implies_utf8(row));

	if (is_utf8 && t->utf8.is_broken) {
		pl_row_flag(row, PL_FACT_content_utf8_invalid, t->broken_at);
		pl_row_str(row, PL_FACT_content_charset_mismatch, PL_STR("utf-8"), t->broken_at);
	} else if (is_one_of(declared, "us-ascii", "ascii") && t->non_ascii_at.origin) {
		pl_row_str(row, PL_FACT_content_charset_mismatch, declared, t->non_ascii_at);
	} else if (pl_str_starts(declared, PL_STR("utf-16")) &&
	           (t->bytes % 2 || (t->nul_at.origin == 0 && t->non_ascii_at.origin == 0))) {
		pl_row_str(row, PL_FACT_content_charset_mismatch, declared, t->at);
	}
}

void pl_text_facts_fill(const struct pl_text_facts *t, struct pl_row *row, bool is_binary)
{
	static const enum pl_fact all[] = { PL_FACT_content_utf8_invalid, PL_FACT_content_charset_mismatch,
		                            PL_FACT_content_replacement_characters, PL_FACT_content_mojibake,
		                            PL_FACT_content_nul_bytes };

	if (t->is_lost) {
		for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
			pl_row_unknown(row, all[i]);
		return;
	}
	if (t->nul_at.origin)
		pl_row_flag(row, PL_FACT_content_nul_bytes, t->nul_at);
	pl_row_int(row, PL_FACT_content_replacement_characters, t->replacements, t->replacement_at);
	if (t->mojibake > 0)
		pl_row_int(row, PL_FACT_content_mojibake, t->mojibake + t->doubtful, t->mojibake_at);
	else
		pl_row_int(row, PL_FACT_content_mojibake, t->doubtful < DOUBTFUL_MIN ? 0 : t->doubtful,
		           t->doubtful < DOUBTFUL_MIN ? t->mojibake_at : t->doubtful_at);
	if (!is_binary && t->bytes > 0)
		charset(t, row);
}

/* No surrogate without its pair and no control characters but line breaks and tabs: else two chance bytes are
 * no mark. */
static bool is_utf16_text(const unsigned char *p, size_t len, bool is_little)
{
	bool high = false;

	for (size_t i = 0; i + 1 < len; i += 2) {
		unsigned unit =
		    is_little ? (unsigned)(p[i] | p[i + 1] << 8) : (unsigned)(p[i] << 8 | p[i + 1]);

		if ((unit < 0x20 && unit != '\t' && unit != '\r' && unit != '\n') || unit >= 0xFFFE ||
		    (unit >= 0xDC00 && unit < 0xE000) != high)
			return false;
		high = unit >= 0xD800 && unit < 0xDC00;
	}
	return true;
}

const char *pl_text_bom(const unsigned char *p, size_t len)
{
	if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		return "utf-8";
	if (len >= 4 && memcmp(p, "\xFF\xFE\0\0", 4) == 0)
		return "utf-32le";
	if (len >= 4 && memcmp(p, "\0\0\xFE\xFF", 4) == 0)
		return "utf-32be";
	if (len >= 2 && p[0] == 0xFF && p[1] == 0xFE && is_utf16_text(p + 2, len - 2, true))
		return "utf-16le";
	if (len >= 2 && p[0] == 0xFE && p[1] == 0xFF && is_utf16_text(p + 2, len - 2, false))
		return "utf-16be";
	return NULL;
}

/* Are the first units, `width` bytes each with the significant one at `at`, all printable ASCII? */
static bool is_wide_ascii(const unsigned char *p, size_t len, size_t width, size_t at)
{
	for (size_t i = 0; i < len && i < 16 * width; i++) {
		unsigned char c = p[i];

		if (i % width != at ? c != 0 : (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c > 0x7E)
			return false;
	}
	return len >= 2 * width;
}

const char *pl_text_wide(const unsigned char *p, size_t len)
{
	return is_wide_ascii(p, len, 2, 0)   ? "utf-16le"
	       : is_wide_ascii(p, len, 2, 1) ? "utf-16be"
	       : is_wide_ascii(p, len, 4, 0) ? "utf-32le"
	       : is_wide_ascii(p, len, 4, 3) ? "utf-32be"
	                                     : NULL;
}

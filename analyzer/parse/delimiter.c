/* Where multipart delimiters may stand. */
#include "parse/delimiter.h"

#include "base/bytes.h"
#include "base/scan.h"

#define BLANKS_MAX 1024 /* behind a delimiter; more is junk */

void pl_delimiter_set(struct pl_delimiter *d, struct pl_str boundary)
{
	size_t len = boundary.len < PL_LIMIT_BOUNDARY ? boundary.len : PL_LIMIT_BOUNDARY;

	memcpy(d->text, "--", 2);
	if (len > 0)
		memcpy(d->text + 2, boundary.ptr, len);
	d->len = 2 + len;
}

/* The line's end at `at`, or what stands there instead. */
static enum pl_delimiter_kind line_end(const unsigned char *p, size_t at, size_t len, bool is_final,
                                       struct pl_delimiter_line *line)
{
	bool has_cr = at < len && p[at] == '\r';

	line->end = PL_LINE_NONE;
	line->len = at;
	if (at + has_cr == len) {
		line->len = len;
		return is_final ? PL_DELIMITER_FOUND : PL_DELIMITER_UNSURE;
	}
	if (p[at + has_cr] != '\n')
		return PL_DELIMITER_JUNK;
	line->end = has_cr ? PL_LINE_CRLF : PL_LINE_LF;
	line->len = at + has_cr + 1;
	return PL_DELIMITER_FOUND;
}

struct pl_delimiter_line pl_delimiter_judge(const struct pl_delimiter *d, const unsigned char *p, size_t len,
                                            bool is_final)
{
	struct pl_delimiter_line line = { .kind = PL_DELIMITER_NONE };
	size_t known = len < d->len ? len : d->len, at = d->len;

	if (d->len == 2 || memcmp(p, d->text, known) != 0)
		return line;
	if (len < d->len || (!is_final && (len == at || (len == at + 1 && p[at] == '-')))) {
		line.kind = is_final ? PL_DELIMITER_NONE : PL_DELIMITER_UNSURE;
		return line;
	}
	line.is_close = len >= at + 2 && p[at] == '-' && p[at + 1] == '-';
	at += line.is_close ? 2 : 0;
	line.text_len = at;
	while (at < len && pl_is_blank((char)p[at]) && line.blanks <= BLANKS_MAX) {
		line.blanks++;
		at++;
	}
	line.kind = line.blanks > BLANKS_MAX ? PL_DELIMITER_JUNK : line_end(p, at, len, is_final, &line);
	return line;
}

size_t pl_delimiter_find_dashes(const unsigned char *p, size_t from, size_t len)
{
	from += pl_scan_dashless(p + from, len - from);
	while (from + 1 < len) {
		const unsigned char *dash = memchr(p + from, '-', len - 1 - from);

		if (dash == NULL)
			return len;
		if (dash[1] == '-')
			return (size_t)(dash - p);
		from = (size_t)(dash - p) + 1;
	}
	return len;
}

size_t pl_delimiter_break_before(const unsigned char *p, size_t at)
{
	if (at == 0 || p[at - 1] != '\n')
		return 0;
	return at > 1 && p[at - 2] == '\r' ? 2 : 1;
}

size_t pl_delimiter_undecided(const unsigned char *p, size_t len)
{
	size_t dash = len > 0 && p[len - 1] == '-' ? 1 : 0, at = len - dash,
	       n = pl_delimiter_break_before(p, at);

	if (dash == 0 && at > 0 && p[at - 1] == '\r')
		n = 1;
	return n + dash;
}

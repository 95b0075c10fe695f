/* Secrets told by the name before them. A lexical look: text may begin and end anywhere, and masking too much is the lesser
 * evil. */
#include "secret_scan.h"

#include "base/bytes.h"
#include "secret_names.h"

static bool is_name_char(char c)
{
	return pl_is_alpha(c) || pl_is_digit(c) || c == '_' || c == '-';
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static size_t skip_any(struct pl_str t, size_t at, const char *set)
{
	while (at < t.len && is_one_of(t.ptr[at], set))
		at++;
	return at;
}

static size_t skip_until(struct pl_str t, size_t at, const char *set)
{
	while (at < t.len && !is_one_of(t.ptr[at], set))
		at++;
	return at;
}

static bool follows(struct pl_str t, size_t at, const char *word)
{
	return at <= t.len && pl_str_starts(pl_str_after(t, at), pl_str_from(word));
}

struct pl_str pl_secret_of_header(struct pl_str value)
{
	size_t end = 0;

	while (end < value.len && is_name_char(value.ptr[end]))
		end++;
	if (end == 0 || end + 1 >= value.len || value.ptr[end] != ' ')
		return value;
	return pl_str_after(value, skip_any(value, end, " "));
}

/* From behind an opening quote to the quote that closes it. An opening quote that was itself escaped is closed by one. */
static size_t quoted_end(struct pl_str t, size_t at, char quote, bool is_escaped)
{
	for (; at < t.len; at++) {
		if (t.ptr[at] == quote)
			return at;
		if (t.ptr[at] != '\\')
			continue;
		if (is_escaped && at + 1 < t.len && t.ptr[at + 1] == quote)
			return at;
		at++;
	}
	return t.len;
}

/* The value at `at`: quoted, or up to one of `ends`. */
static struct pl_str value_at(struct pl_str t, size_t at, const char *ends)
{
	bool is_escaped = at + 1 < t.len && t.ptr[at] == '\\' && is_one_of(t.ptr[at + 1], "\"'");
	size_t open = at + (is_escaped ? 1 : 0), end;

	if (open < t.len && is_one_of(t.ptr[open], "\"'")) {
		end = quoted_end(t, open + 1, t.ptr[open], is_escaped);
		return (struct pl_str){ t.ptr + open + 1, end - open - 1 };
	}
	end = skip_until(t, at, ends);
	return (struct pl_str){ t.ptr + at, end - at };
}

/* The value that belongs to the name [from, to), when that is the name of a secret. */
static bool named_value(struct pl_str t, size_t from, size_t to, struct pl_str *secret)
{
	struct pl_str name = { t.ptr + from, to - from };
	size_t quote = follows(t, to, "\\\"") || follows(t, to, "\\'") ? to + 1 : to;
	bool is_quoted = quote < t.len && is_one_of(t.ptr[quote], "\"'");
	size_t at = skip_any(t, is_quoted ? quote + 1 : to, " \t");
	size_t value = skip_any(t, at + 1, " \t\\\",'");

	if (at >= t.len)
		return false;
	if (is_quoted && t.ptr[at] == ',' && follows(t, value, "value")) {
		at = skip_any(t, value + 5, "\"\\' \t");
		if (at >= t.len || t.ptr[at] != ':')
			return false;
	}
	if (t.ptr[at] == ':' && pl_secret_name(name, PL_SECRET_HEADER | PL_SECRET_FIELD)) {
		at = skip_any(t, at + 1, " \t\n");
		*secret = pl_secret_of_header(value_at(t, at, is_quoted ? ",}] \t\r\n\"'" : "\r\n\"'"));
		return true;
	}
	if (t.ptr[at] == '=' && pl_secret_name(name, PL_SECRET_QUERY | PL_SECRET_FIELD)) {
		*secret = value_at(t, at + 1, "&;, \t\r\n\"'<>#");
		return true;
	}
	return false;
}

/* `user:password` between "://" and "@". */
static bool user_information(struct pl_str t, size_t at, struct pl_str *secret)
{
	size_t end = skip_until(t, at + 3, "/?# \t\r\n\"'<>"), last = end;

	while (last > at + 3 && t.ptr[last - 1] != '@')
		last--;
	if (last <= at + 4)
		return false;
	*secret = (struct pl_str){ t.ptr + at + 3, last - at - 4 };
	return true;
}

/* The value of a curl option that carries credentials, beside the option or behind it. */
static bool option_value(struct pl_str t, size_t at, struct pl_str *secret)
{
	static const char *const options[] = { "--oauth2-bearer", "--proxy-user", "--user", "--cookie", "--pass", "-u", "-U", "-b" };

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t len = strlen(options[i]), value = at + len;

		if (!follows(t, at, options[i]) || value >= t.len)
			continue;
		if (len > 2 && !is_one_of(t.ptr[value], " =\t\r\n\\^"))
			continue;
		value = skip_any(t, value, len > 2 ? " =\t\r\n" : " \t\r\n");
		*secret = value_at(t, follows(t, value, "$'") ? value + 1 : value, " \t\r\n");
		return true;
	}
	return false;
}

bool pl_secret_next(struct pl_str t, bool is_command, size_t *at, struct pl_str *secret)
{
	bool has_pair = pl_str_find_char(t, ':') < t.len || pl_str_find_char(t, '=') < t.len;

	/* A name tells of a value behind one of these; text mostly has neither. */
	for (size_t i = *at; i < t.len && (has_pair || is_command); i++) {
		bool begins = i == 0 || !is_name_char(t.ptr[i - 1]);
		size_t end = i;
		bool is_found = false;

		if (is_command && t.ptr[i] == '-' && (i == 0 || is_one_of(t.ptr[i - 1], " \t\r\n")))
			is_found = option_value(t, i, secret);
		else if (t.ptr[i] == ':' && follows(t, i, "://"))
			is_found = user_information(t, i, secret);
		if (!is_found && begins && is_name_char(t.ptr[i])) {
			while (end < t.len && is_name_char(t.ptr[end]))
				end++;
			is_found = named_value(t, i, end, secret);
		}
		if (is_found && secret->len > 0) {
			*at = (size_t)(secret->ptr - t.ptr) + secret->len;
			return true;
		}
	}
	*at = t.len;
	return false;
}

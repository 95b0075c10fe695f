/* Facts of the request target (RFC 9112 section 3.2): its form, its bytes, its query. */
#include "extract/target_facts.h"

#include "base/bytes.h"
#include "extract/authority.h"

#define BASE64_MIN 64    /* characters of a query value that an unescaped + makes a fault */
#define RESERVED ":/?#&=+@,\" {}[]" /* what a value needs encoded */
#define BASE64_LARGE 2048 /* characters that are a file's, not a token's */

struct target {
	struct pl_row *row;
	const struct pl_message *message;
	struct pl_str text;
};

static struct pl_span place(const struct target *t, size_t off, size_t len)
{
	return pl_message_place(t->message, t->message->head.target_at + off, len);
}

static void set(const struct target *t, enum pl_fact fact, const char *text, size_t off, size_t len)
{
	if (!pl_row_has(t->row, fact))
		pl_row_str(t->row, fact, pl_str_from(text), place(t, off, len));
}

static bool is_scheme(struct pl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!pl_is_alpha(s.ptr[i]) && (i == 0 || (!pl_is_digit(s.ptr[i]) && !memchr("+-.", s.ptr[i], 3))))
			return false;
	return s.len > 0;
}

/* RFC 9112 section 3.2.4, and the two methods of SSDP (UPnP Device Architecture 2.0 section 1), which speak to a group. */
static bool takes_asterisk(struct pl_str method)
{
	return pl_str_equal(method, PL_STR("OPTIONS")) || pl_str_equal(method, PL_STR("M-SEARCH")) ||
	       pl_str_equal(method, PL_STR("NOTIFY"));
}

static const char *form_problem(struct pl_str method, struct pl_str target)
{
	bool is_url = pl_str_find(target, PL_STR("://")) < pl_str_find_char(target, '/');

	if (pl_str_equal(method, PL_STR("CONNECT")))
		return target.ptr[0] == '/' || is_url || pl_str_find_char(target, ':') == target.len ||
		                       pl_str_find_char(target, '/') < target.len
		           ? "CONNECT takes host:port and nothing else"
		           : NULL;
	if (target.ptr[0] == '/' || is_url)
		return NULL;
	if (pl_str_equal(target, PL_STR("*")))
		return takes_asterisk(method) ? NULL : "* is a target of OPTIONS alone";
	return "it begins with neither / nor a scheme and ://";
}

static void absolute_facts(const struct target *t)
{
	size_t scheme_len = pl_str_find(t->text, PL_STR("://"));
	struct pl_str scheme = { t->text.ptr, scheme_len }, authority = pl_authority_of(t->text), host;
	struct pl_str named = pl_row_text(t->row, PL_FACT_request_host);
	bool is_tls = pl_str_equal_nocase(scheme, PL_STR("https"));
	const char *problem;

	if (scheme_len >= pl_str_find_char(t->text, '/'))
		return;
	host = pl_authority_without_user(authority);
	problem = !is_scheme(scheme) ? "no scheme is written so"
	          : host.len == 0    ? "the host is missing"
	                             : pl_authority_problem(host);
	if (problem)
		set(t, PL_FACT_request_uri_error, problem, 0, t->text.len);
	if (host.len < authority.len)
		pl_row_flag(t->row, PL_FACT_request_has_userinfo, place(t, scheme_len + 3, authority.len - host.len));
	if (named.len > 0 && !pl_authority_equal(host, named, is_tls ? PL_STR("443") : PL_STR("80")))
		pl_row_str(t->row, PL_FACT_request_target_host, host,
		           place(t, (size_t)(host.ptr - t->text.ptr), host.len));
}

static const char *raw_byte(unsigned char c, bool is_query)
{
	return c == ' '                ? "a space"
	       : c < ' ' || c == 0x7F  ? "a control character"
	       : c > 0x7F              ? "a byte above 0x7F"
	       : c == '\\' && !is_query ? "a backslash"
	                               : NULL;
}

/* The byte of %XX at `at`, or -1. */
static int escaped(struct pl_str text, size_t at)
{
	if (at + 2 >= text.len || text.ptr[at] != '%' || pl_hex_value(text.ptr[at + 1]) < 0 ||
	    pl_hex_value(text.ptr[at + 2]) < 0)
		return -1;
	return pl_hex_value(text.ptr[at + 1]) << 4 | pl_hex_value(text.ptr[at + 2]);
}

/* %00, %uXXXX, and escapes that begin an overlong form of UTF-8 (RFC 3629 section 3). */
static const char *odd_escape(struct pl_str text, size_t at)
{
	int first = escaped(text, at), second = escaped(text, at + 3);
	bool is_continued = second >= 0x80 && second <= 0xBF;

	if (first == 0)
		return "a NUL byte, %00";
	if (first < 0 && at + 5 < text.len && pl_lower(text.ptr[at + 1]) == 'u' && pl_hex_value(text.ptr[at + 2]) >= 0 &&
	    pl_hex_value(text.ptr[at + 3]) >= 0)
		return "an escape %uXXXX, which is no percent-encoding";
	if (is_continued && (first == 0xC0 || first == 0xC1 || (first == 0xE0 && second < 0xA0) ||
	                     (first == 0xF0 && second < 0x90)))
		return "an overlong form of UTF-8";
	return NULL;
}

static void byte_facts(const struct target *t)
{
	bool is_query = false;

	for (size_t i = 0; i < t->text.len; i++) {
		unsigned char c = (unsigned char)t->text.ptr[i];
		const char *problem = raw_byte(c, is_query);

		is_query |= c == '?';
		if (problem)
			set(t, PL_FACT_request_target_raw_byte, problem, i, 1);
		if (c == '#' && !pl_row_get(t->row, PL_FACT_request_target_fragment)->flag)
			pl_row_flag(t->row, PL_FACT_request_target_fragment, place(t, i, t->text.len - i));
		if (c == '"' || c == '<' || c == '>')
			set(t, PL_FACT_request_target_encoding_error, "a quote or angle bracket that is not encoded", i, 1);
		if (c != '%')
			continue;
		if ((problem = odd_escape(t->text, i)))
			set(t, PL_FACT_request_target_odd_escape, problem, i, 3);
		else if (escaped(t->text, i) < 0)
			set(t, PL_FACT_request_target_encoding_error, "a % that two hexadecimal digits do not follow", i, 1);
	}
}

static bool is_secret_name(struct pl_str name)
{
	static const char *const names[] = { "access_token", "api_key",  "apikey",     "api-key",      "auth_token",
		                             "id_token",     "password", "client_secret", "refresh_token", "x-api-key" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_equal_nocase(name, pl_str_from(names[i])))
			return true;
	return false;
}

/* Names whose values are base64 by somebody's specification, or are handed back as they came. */
static bool may_carry_base64(struct pl_str name)
{
	static const char *const words[] = { "saml", "token", "cursor", "signature", "policy", "state", "code" };
	char lower[64];
	size_t len = name.len < sizeof(lower) ? name.len : sizeof(lower);

	for (size_t i = 0; i < len; i++)
		lower[i] = pl_lower(name.ptr[i]);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pl_str_find((struct pl_str){ lower, len }, pl_str_from(words[i])) < len)
			return true;
	return false;
}

/* Base64 text as a query value: its length in characters, or 0. *plus is the first + in it. */
static size_t base64_chars(struct pl_str value, size_t *plus)
{
	size_t chars = 0, digits = 0, capitals = 0, padding = 0;

	*plus = value.len;
	for (size_t i = 0; i < value.len; i++, chars++) {
		int byte = value.ptr[i] == '%' ? escaped(value, i) : (unsigned char)value.ptr[i];
		char c = (char)byte;

		if (byte < 0 || (!pl_is_alpha(c) && !pl_is_digit(c) && !memchr("+/=", c, 3)) || (padding > 0 && c != '='))
			return 0;
		if (c == '+' && value.ptr[i] == '+' && *plus == value.len)
			*plus = i;
		digits += pl_is_digit(c);
		capitals += c >= 'A' && c <= 'Z';
		padding += c == '=';
		i += value.ptr[i] == '%' ? 2 : 0;
	}
	return chars % 4 == 0 && padding <= 2 && digits > 0 && capitals > chars / 8 ? chars : 0;
}

bool pl_is_still_encoded(struct pl_str decoded)
{
	size_t escapes = 0;

	for (size_t i = 0; i < decoded.len; i++) {
		char c = decoded.ptr[i];
		int byte = c == '%' ? escaped(decoded, i) : 0;

		if (c == '%' && byte >= ' ' && (byte >= 0x80 || memchr(RESERVED, byte, sizeof(RESERVED) - 1))) {
			escapes += byte < 0x80;
			i += 2;
		} else if (!pl_is_alpha(c) && !pl_is_digit(c) && (c == '\0' || !memchr("-._~", c, 4))) {
			return false;
		}
	}
	return escapes > 0;
}

static bool is_double_encoded(struct pl_str value)
{
	char decoded[256];
	size_t len = 0;

	if (value.len >= 3 * sizeof(decoded))
		return false;
	for (size_t i = 0; i < value.len && len < sizeof(decoded); i++) {
		int byte = escaped(value, i);

		decoded[len++] = byte < 0 ? value.ptr[i] : (char)byte;
		i += byte < 0 ? 0 : 2;
	}
	return pl_is_still_encoded((struct pl_str){ decoded, len });
}

static void value_facts(const struct target *t, struct pl_str name, struct pl_str value)
{
	size_t off = (size_t)(value.ptr - t->text.ptr), plus, chars = base64_chars(value, &plus);
	struct pl_span at = place(t, off, value.len);

	if (value.len >= 8 && is_secret_name(name) && !pl_row_has(t->row, PL_FACT_request_query_secret))
		pl_row_str(t->row, PL_FACT_request_query_secret, name, place(t, (size_t)(name.ptr - t->text.ptr), name.len));
	if (is_double_encoded(value) && !pl_row_has(t->row, PL_FACT_request_query_double_encoded))
		pl_row_str(t->row, PL_FACT_request_query_double_encoded, name, at);
	if (may_carry_base64(name) || pl_row_has(t->row, PL_FACT_request_query_base64))
		return;
	if ((chars >= BASE64_MIN && plus < value.len) || chars >= BASE64_LARGE) {
		pl_row_str(t->row, PL_FACT_request_query_base64, name, at);
		pl_row_int(t->row, PL_FACT_request_query_base64_bytes, value.len, at);
		if (plus < value.len)
			pl_row_flag(t->row, PL_FACT_request_query_base64_plus, place(t, off + plus, 1));
	}
}

static void query_facts(const struct target *t)
{
	size_t query = pl_str_find_char(t->text, '?'), end = pl_str_find_char(t->text, '#');
	struct pl_str rest = pl_str_after(t->text, query < end ? query + 1 : t->text.len);

	if (query < end)
		rest.len -= t->text.len - end;
	while (rest.len > 0) {
		size_t len = pl_str_find_char(rest, '&');
		struct pl_str pair = { rest.ptr, len };
		size_t equals = pl_str_find_char(pair, '=');

		if (equals < len)
			value_facts(t, (struct pl_str){ pair.ptr, equals }, pl_str_after(pair, equals + 1));
		rest = pl_str_after(rest, len < rest.len ? len + 1 : len);
	}
}

void pl_target_facts(struct pl_context *x, const struct pl_message *m)
{
	struct target t = { &x->request, m, m->head.target };
	const char *problem;

	if (t.text.len == 0)
		return;
	pl_row_int(t.row, PL_FACT_request_target_bytes, t.text.len, place(&t, 0, t.text.len));
	if ((problem = form_problem(m->head.method, t.text)))
		set(&t, PL_FACT_request_target_error, problem, 0, t.text.len);
	absolute_facts(&t);
	byte_facts(&t);
	query_facts(&t);
}

/* Facts of credentials: Basic (RFC 7617), Bearer (RFC 6750), Digest (RFC 7616), and what programs send in their place. */
#include "extract/auth_facts.h"

#include "base/bytes.h"
#include "parse/base64.h"
#include "parse/params.h"

#define DECODED_MAX 1024 /* of Basic credentials, looked at */

struct credentials {
	struct pl_row *row;
	struct pl_str scheme, rest;
	struct pl_span at;
};

/* IANA's HTTP Authentication Schemes, and those that large services define for themselves. */
static bool is_known_scheme(struct pl_str scheme)
{
	static const char *const known[] = { "basic",    "bearer",        "concealed", "digest",
		                             "dpop",     "gnap",          "hoba",      "mutual",
		                             "negotiate", "oauth",        "privatetoken", "scram-sha-1",
		                             "scram-sha-256", "vapid",    "ntlm",      "aws4-hmac-sha256",
		                             "aws4-ecdsa-p256-sha256", "aws", "sharedkey", "sharedkeylite",
		                             "sharedaccesssignature", "hawk", "apikey",    "token",
		                             "signature", "hmac",         "goog4-rsa-sha256", "goog4-hmac-sha256",
		                             "githubapp", "key",          "jwt",       "splunk",
		                             "zoho-oauthtoken", "ssws",   "bot",       "genie-key" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (pl_str_equal_nocase(scheme, pl_str_from(known[i])))
			return true;
	return false;
}

static void set(const struct credentials *c, enum pl_fact fact, const char *text)
{
	pl_row_str(c->row, fact, pl_str_from(text), c->at);
}

static bool has_char(struct pl_str s, char c)
{
	return pl_str_find_char(s, c) < s.len;
}

/* token68 of RFC 9110 section 11.2. */
static bool is_token68(struct pl_str s)
{
	while (s.len > 0 && s.ptr[s.len - 1] == '=')
		s.len--;
	for (size_t i = 0; i < s.len; i++)
		if (!pl_is_alpha(s.ptr[i]) && !pl_is_digit(s.ptr[i]) && !memchr("-._~+/", s.ptr[i], 6))
			return false;
	return s.len > 0;
}

static const char *placeholder(const struct credentials *c)
{
	static const char *const words[] = { "undefined", "null", "none", "nil", "nan", "[object Object]", "true", "false" };
	struct pl_str rest = c->rest;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pl_str_equal_nocase(rest, pl_str_from(words[i])))
			return "the credentials are a word that a program writes for a value it does not have";
	if (pl_str_starts_nocase(rest, PL_STR("Bearer ")) || pl_str_starts_nocase(rest, PL_STR("Basic ")))
		return "the scheme stands there twice";
	if (rest.len > 1 && (rest.ptr[0] == '"' || rest.ptr[0] == '\'') && rest.ptr[rest.len - 1] == rest.ptr[0])
		return "the credentials stand in quotes";
	return NULL;
}

/* 4*n characters of the standard alphabet with right padding (RFC 4648 section 4). */
static bool is_base64(struct pl_str s)
{
	size_t padding = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '=')
			padding++;
		else if (padding > 0 || (!pl_is_alpha(s.ptr[i]) && !pl_is_digit(s.ptr[i]) && !memchr("+/", s.ptr[i], 2)))
			return false;
	}
	return s.len % 4 == 0 && padding <= 2;
}

static void basic_facts(const struct credentials *c)
{
	unsigned char decoded[DECODED_MAX];
	size_t len;

	if (has_char(c->rest, ':')) {
		set(c, PL_FACT_header_basic_error, "user:password stands there as it is");
		return;
	}
	if (!is_base64(c->rest)) {
		set(c, PL_FACT_header_basic_error, "what follows Basic is not base64");
		return;
	}
	len = pl_base64_decode(c->rest, decoded, sizeof(decoded));
	if (!memchr(decoded, ':', len))
		pl_row_flag(c->row, PL_FACT_header_basic_no_colon, c->at);
	for (size_t i = 0; i < len; i++)
		if (decoded[i] < 0x20 || decoded[i] == 0x7F) {
			set(c, PL_FACT_header_basic_control,
			    decoded[i] == '\n' && i + 1 == len ? "a line feed at their end" : "a control character");
			return;
		}
}

/* Username, realm, nonce, uri and response are required (RFC 7616 section 3.4). */
static void digest_facts(const struct credentials *c)
{
	static const char *const needed[] = { "username", "realm", "nonce", "uri", "response" };
	bool has[sizeof(needed) / sizeof(needed[0])] = { 0 };
	struct pl_str rest = c->rest;

	while (rest.len > 0) {
		size_t equals = pl_str_find_char(rest, '='), end = equals + 1;
		struct pl_str name = pl_str_trim((struct pl_str){ rest.ptr, equals });
		bool is_quoted = false;

		if (equals == rest.len || !pl_is_token(name)) {
			set(c, PL_FACT_header_auth_digest_error, "a parameter is not name=value");
			return;
		}
		for (; end < rest.len && (is_quoted || rest.ptr[end] != ','); end++)
			is_quoted ^= rest.ptr[end] == '"' && rest.ptr[end - 1] != '\\';
		for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
			has[i] |= pl_str_equal_nocase(name, pl_str_from(needed[i])) ||
			          (i == 0 && pl_str_equal_nocase(name, PL_STR("username*")));
		rest = pl_str_trim(pl_str_after(rest, end < rest.len ? end + 1 : end));
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!has[i]) {
			pl_row_str(c->row, PL_FACT_header_auth_digest_error,
			           pl_str_from(i == 0   ? "username is missing"
			                       : i == 1 ? "realm is missing"
			                       : i == 2 ? "nonce is missing"
			                       : i == 3 ? "uri is missing"
			                                : "response is missing"),
			           c->at);
			return;
		}
}

void pl_auth_facts(struct pl_row *row, struct pl_str value, struct pl_span line, struct pl_span at)
{
	struct credentials c = { .row = row, .at = at.len ? at : line };
	size_t space = pl_str_find_char(value, ' ');
	const char *problem;

	c.scheme = (struct pl_str){ value.ptr, space };
	c.rest = pl_str_trim(pl_str_after(value, space));
	pl_row_str_lower(row, PL_FACT_header_auth_scheme, is_known_scheme(c.scheme) ? c.scheme : PL_STR("other"), c.at);
	if (value.len == 0 || (c.rest.len == 0 && is_known_scheme(c.scheme))) {
		pl_row_flag(row, PL_FACT_header_auth_empty, c.at);
		return;
	}
	if ((problem = placeholder(&c))) {
		set(&c, PL_FACT_header_auth_placeholder, problem);
		return;
	}
	if (pl_str_equal_nocase(c.scheme, PL_STR("basic")))
		basic_facts(&c);
	if (pl_str_equal_nocase(c.scheme, PL_STR("bearer")) && !is_token68(c.rest))
		set(&c, PL_FACT_header_bearer_error,
		    has_char(c.rest, ' ') ? "a space stands in the token" : "a character stands in it that no token has");
	if (pl_str_equal_nocase(c.scheme, PL_STR("digest")))
		digest_facts(&c);
}

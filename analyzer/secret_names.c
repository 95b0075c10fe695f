/* Names of secrets. Sources: Authorization and its kin are RFC 9110 section 11 and RFC 6265; OAuth's parameters RFC 6749
 * (sections 2.3.1, 4.1.2, 5.1), RFC 6750 section 2.3, RFC 7636 and RFC 7521; signed URLs as AWS (Signature Version 4, query
 * parameters), Google Cloud Storage (X-Goog-Signature) and Azure (shared access signatures: sig) document them; the words
 * are those that HAR sanitizers and error trackers scrub. */
#include "secret_names.h"

#include "base/bytes.h"

#define ANY (PL_SECRET_HEADER | PL_SECRET_FIELD | PL_SECRET_QUERY)
#define VALUES (PL_SECRET_FIELD | PL_SECRET_QUERY)
#define NAME_MAX_LEN 128

#define WORD(text) { text, sizeof(text) - 1 }

enum match { WHOLE, AT_END, ANYWHERE };

/* Lower case, without - and _. */
static const struct {
	struct pl_str word;
	enum match match;
	unsigned scopes;
} names[] = {
	{ WORD("authorization"), ANYWHERE, ANY },
	{ WORD("password"), ANYWHERE, ANY },
	{ WORD("passwd"), ANYWHERE, ANY },
	{ WORD("passphrase"), ANYWHERE, ANY },
	{ WORD("secret"), ANYWHERE, ANY },
	{ WORD("apikey"), ANYWHERE, ANY },
	{ WORD("accesskey"), ANYWHERE, ANY },
	{ WORD("privatekey"), ANYWHERE, ANY },
	{ WORD("subscriptionkey"), ANYWHERE, ANY },
	{ WORD("credential"), ANYWHERE, ANY },
	{ WORD("signature"), ANYWHERE, ANY },
	{ WORD("token"), ANYWHERE, PL_SECRET_HEADER },
	{ WORD("token"), AT_END, ANY },
	{ WORD("cookie"), WHOLE, ANY },
	{ WORD("cookie2"), WHOLE, PL_SECRET_HEADER },
	{ WORD("setcookie"), WHOLE, PL_SECRET_HEADER },
	{ WORD("xauth"), WHOLE, PL_SECRET_HEADER },
	{ WORD("xauthkey"), WHOLE, PL_SECRET_HEADER },
	{ WORD("xsessionid"), WHOLE, PL_SECRET_HEADER },
	{ WORD("xfunctionskey"), WHOLE, PL_SECRET_HEADER },
	{ WORD("pwd"), WHOLE, VALUES },
	{ WORD("pass"), WHOLE, VALUES },
	{ WORD("jwt"), WHOLE, ANY },
	{ WORD("bearer"), WHOLE, VALUES },
	{ WORD("auth"), WHOLE, PL_SECRET_QUERY },
	{ WORD("sessionid"), WHOLE, VALUES },
	{ WORD("jsessionid"), WHOLE, PL_SECRET_QUERY },
	{ WORD("phpsessid"), WHOLE, PL_SECRET_QUERY },
	{ WORD("key"), WHOLE, PL_SECRET_QUERY },
	{ WORD("sig"), WHOLE, PL_SECRET_QUERY },
	{ WORD("code"), WHOLE, PL_SECRET_QUERY },
	{ WORD("codeverifier"), WHOLE, VALUES },
	{ WORD("assertion"), WHOLE, VALUES },
	{ WORD("clientassertion"), WHOLE, VALUES },
	{ WORD("samlresponse"), WHOLE, VALUES },
};

bool pl_secret_name(struct pl_str name, unsigned scopes)
{
	char plain[NAME_MAX_LEN];
	struct pl_str text = { plain, 0 };

	for (size_t i = 0; i < name.len && text.len < sizeof(plain); i++)
		if (name.ptr[i] != '-' && name.ptr[i] != '_')
			plain[text.len++] = pl_lower(name.ptr[i]);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct pl_str word = names[i].word;

		if (word.len > text.len || !(names[i].scopes & scopes))
			continue;
		if (names[i].match != ANYWHERE && text.ptr[text.len - 1] != word.ptr[word.len - 1])
			continue;
		if (names[i].match == WHOLE     ? pl_str_equal(text, word)
		    : names[i].match == AT_END ? pl_str_ends(text, word)
		                                : pl_str_find(text, word) < text.len)
			return true;
	}
	return false;
}

bool pl_secret_name_again(struct pl_judged_names *judged, struct pl_str name, unsigned scopes)
{
	const size_t slots = sizeof(judged->slots) / sizeof(judged->slots[0]);
	struct pl_judged_name *known;
	size_t slot;

	if (name.len == 0 || name.len > sizeof(known->text))
		return pl_secret_name(name, scopes);
	slot = 31 * name.len + 7 * (size_t)(unsigned char)name.ptr[0] + (unsigned char)name.ptr[name.len - 1];
	known = &judged->slots[slot % slots];
	if (known->len != name.len || known->scopes != scopes || memcmp(known->text, name.ptr, name.len) != 0) {
		*known = (struct pl_judged_name){ (unsigned char)name.len, (unsigned char)scopes, pl_secret_name(name, scopes), { 0 } };
		memcpy(known->text, name.ptr, name.len);
	}
	return known->is_secret;
}

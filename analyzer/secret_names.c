/* Names of secrets. Sources: Authorization and its kin are RFC 9110 section 11 and RFC 6265; OAuth's parameters RFC 6749
 * (sections 2.3.1, 4.1.2, 5.1), RFC 6750 section 2.3, RFC 7636 and RFC 7521; signed URLs as AWS (Signature Version 4, query
 * parameters), Google Cloud Storage (X-Goog-Signature) and Azure (shared access signatures: sig) document them; the words
 * are those that HAR sanitizers and error trackers scrub. */
#include "secret_names.h"

#include "base/bytes.h"

#define ANY (PL_SECRET_HEADER | PL_SECRET_FIELD | PL_SECRET_QUERY)
#define VALUES (PL_SECRET_FIELD | PL_SECRET_QUERY)
#define NAME_MAX_LEN 128

enum match { WHOLE, AT_END, ANYWHERE };

/* Lower case, without - and _. */
static const struct {
	const char *word;
	enum match match;
	unsigned scopes;
} names[] = {
	{ "authorization", ANYWHERE, ANY },
	{ "password", ANYWHERE, ANY },
	{ "passwd", ANYWHERE, ANY },
	{ "passphrase", ANYWHERE, ANY },
	{ "secret", ANYWHERE, ANY },
	{ "apikey", ANYWHERE, ANY },
	{ "accesskey", ANYWHERE, ANY },
	{ "privatekey", ANYWHERE, ANY },
	{ "subscriptionkey", ANYWHERE, ANY },
	{ "credential", ANYWHERE, ANY },
	{ "signature", ANYWHERE, ANY },
	{ "token", ANYWHERE, PL_SECRET_HEADER },
	{ "token", AT_END, ANY },
	{ "cookie", WHOLE, ANY },
	{ "cookie2", WHOLE, PL_SECRET_HEADER },
	{ "setcookie", WHOLE, PL_SECRET_HEADER },
	{ "xauth", WHOLE, PL_SECRET_HEADER },
	{ "xauthkey", WHOLE, PL_SECRET_HEADER },
	{ "xsessionid", WHOLE, PL_SECRET_HEADER },
	{ "xfunctionskey", WHOLE, PL_SECRET_HEADER },
	{ "pwd", WHOLE, VALUES },
	{ "pass", WHOLE, VALUES },
	{ "jwt", WHOLE, ANY },
	{ "bearer", WHOLE, VALUES },
	{ "auth", WHOLE, PL_SECRET_QUERY },
	{ "sessionid", WHOLE, VALUES },
	{ "jsessionid", WHOLE, PL_SECRET_QUERY },
	{ "phpsessid", WHOLE, PL_SECRET_QUERY },
	{ "key", WHOLE, PL_SECRET_QUERY },
	{ "sig", WHOLE, PL_SECRET_QUERY },
	{ "code", WHOLE, PL_SECRET_QUERY },
	{ "codeverifier", WHOLE, VALUES },
	{ "assertion", WHOLE, VALUES },
	{ "clientassertion", WHOLE, VALUES },
	{ "samlresponse", WHOLE, VALUES },
};

bool pl_secret_name(struct pl_str name, unsigned scopes)
{
	char plain[NAME_MAX_LEN];
	struct pl_str text = { plain, 0 };

	for (size_t i = 0; i < name.len && text.len < sizeof(plain); i++)
		if (name.ptr[i] != '-' && name.ptr[i] != '_')
			plain[text.len++] = pl_lower(name.ptr[i]);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct pl_str word = pl_str_from(names[i].word);

		if (!(names[i].scopes & scopes))
			continue;
		if (names[i].match == WHOLE     ? pl_str_equal(text, word)
		    : names[i].match == AT_END ? pl_str_ends(text, word)
		                                : pl_str_find(text, word) < text.len)
			return true;
	}
	return false;
}

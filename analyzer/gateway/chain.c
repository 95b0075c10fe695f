/* The hops that a response names itself, outermost first as far as it tells. */
#include "base/bytes.h"
#include "base/limits.h"
#include "gateway/fingerprint.h"
#include "gateway/pattern.h"

struct chain {
	const struct pl_response *response;
	const struct pl_profile *profiles;
	size_t profiles_len;
	struct pl_hop_sign *hops;
	size_t len, via_len; /* via_len: how many of the first are from Via */
};

/* How far within a path a hop stands: CDNs, the proxies that Via names, others; the application last. */
static int depth(const struct pl_hop_sign *hop)
{
	static const struct {
		const char *kind;
		int depth;
	} kinds[] = { { "cdn", 0 }, { "cloud", 2 }, { "api", 4 }, { "store", 4 }, { "framework", 5 } };

	if (pl_str_equal(hop->header, PL_STR("via")))
		return 1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (pl_str_equal(hop->kind, pl_str_from(kinds[i].kind)))
			return kinds[i].depth;
	return 3;
}

/* "1.22.1" of "nginx/1.22.1 (Ubuntu)": behind the first slash that a letter stands before and a digit behind. */
static struct pl_str version_in(struct pl_str text)
{
	for (size_t i = 1; i + 1 < text.len; i++)
		if (text.ptr[i] == '/' && pl_is_alpha(text.ptr[i - 1]) && pl_is_digit(text.ptr[i + 1])) {
			struct pl_str version = { text.ptr + i + 1, 0 };

			while (i + 1 + version.len < text.len && pl_is_tchar(version.ptr[version.len]))
				version.len++;
			return version;
		}
	return PL_STR("");
}

/* The version behind what the pattern names, which need not be the first of the value: "Python/3.11 aiohttp/3.9". */
static struct pl_str version_behind(struct pl_str pattern, struct pl_str value)
{
	while (pattern.len > 0 && pattern.ptr[0] == '*')
		pattern = pl_str_after(pattern, 1);
	pattern.len = pl_str_find_char(pattern, '*');
	if (pattern.len > 0 && pattern.ptr[pattern.len - 1] == '/')
		pattern.len--;
	while (value.len > 0 && !pl_str_starts_nocase(value, pattern))
		value = pl_str_after(value, 1);
	return version_in(value);
}

static void add(struct chain *c, struct pl_hop_sign hop)
{
	if (c->len < PL_LIMIT_HOPS_SEEN)
		c->hops[c->len++] = hop;
}

static const struct pl_profile *profile_of(const struct chain *c, struct pl_str name, struct pl_str value)
{
	for (size_t i = 0; i < c->profiles_len; i++)
		for (size_t s = 0; s < c->profiles[i].signs_len; s++) {
			const struct pl_header_pattern *header = &c->profiles[i].signs[s].header;

			if (pl_str_equal_nocase(header->name, name) && pl_pattern_glob(header->value, value))
				return &c->profiles[i];
		}
	return NULL;
}

/* One member of Via: "1.1 vegur", "2 abc.cloudfront.net (CloudFront)". */
static void add_via(struct chain *c, struct pl_str member)
{
	const struct pl_profile *profile = profile_of(c, PL_STR("via"), member);
	size_t space = pl_str_find_char(member, ' ');
	struct pl_str by = pl_str_trim(pl_str_after(member, space));

	if (member.len == 0)
		return;
	add(c, (struct pl_hop_sign){ .gateway = profile ? profile->id : PL_STR(""),
	                             .name = profile ? profile->name : by.len ? by : member,
	                             .kind = profile ? profile->kind : PL_STR(""),
	                             .header = PL_STR("via"),
	                             .value = member,
	                             .version = version_in(by) });
}

/* Each recipient appends itself to Via, so that the last member is the hop nearest to the client. */
static void take_via(struct chain *c)
{
	for (size_t i = c->response->headers_len; i-- > 0;) {
		struct pl_str value = c->response->headers[i].value;

		if (!pl_str_equal_nocase(c->response->headers[i].name, PL_STR("via")))
			continue;
		while (value.len > 0) {
			size_t begin = value.len, comma;

			while (begin > 0 && value.ptr[begin - 1] != ',')
				begin--;
			comma = begin > 0 ? begin - 1 : 0;
			add_via(c, pl_str_trim(pl_str_after(value, begin)));
			value.len = comma;
		}
	}
	c->via_len = c->len;
}

/* Another hop unless that gateway is there already; one of another version is another one. */
static void take_sign(struct chain *c, const struct pl_profile *profile, struct pl_str header, struct pl_str value,
                      struct pl_str version)
{
	for (size_t i = 0; i < c->len; i++) {
		struct pl_hop_sign *hop = &c->hops[i];

		if (!pl_str_equal(hop->gateway, profile->id))
			continue;
		if (hop->version.len == 0)
			hop->version = version;
		if (version.len == 0 || pl_str_equal(hop->version, version))
			return;
	}
	add(c, (struct pl_hop_sign){ .gateway = profile->id,
	                             .name = profile->name,
	                             .kind = profile->kind,
	                             .header = header,
	                             .value = value,
	                             .version = version });
}

static void take_page(struct chain *c, const struct pl_profile *profile, struct pl_str page)
{
	struct pl_str version = PL_STR("{version}"), text = page, found;
	size_t at;

	if (pl_str_ends(page, version))
		text.len -= version.len;
	at = text.len ? pl_str_find(c->response->body, text) : c->response->body.len;
	if (at == c->response->body.len)
		return;
	found = (struct pl_str){ c->response->body.ptr + at + text.len, 0 };
	while (text.len < page.len && at + text.len + found.len < c->response->body.len &&
	       (pl_is_digit(found.ptr[found.len]) || pl_is_alpha(found.ptr[found.len]) ||
	        strchr("._-+", found.ptr[found.len])))
		found.len++;
	take_sign(c, profile, PL_STR("page"), (struct pl_str){ text.ptr, text.len }, found);
}

static void take_profile(struct chain *c, const struct pl_profile *profile)
{
	for (size_t s = 0; s < profile->signs_len; s++) {
		const struct pl_sign *sign = &profile->signs[s];

		for (size_t i = 0; sign->page.len == 0 && i < c->response->headers_len; i++) {
			const struct pl_response_header *h = &c->response->headers[i];
			bool tells_version = pl_str_equal_nocase(h->name, PL_STR("server")) ||
			                     pl_str_equal_nocase(h->name, PL_STR("x-powered-by"));

			if (!pl_str_equal_nocase(h->name, PL_STR("via")) &&
			    pl_str_equal_nocase(h->name, sign->header.name) &&
			    pl_pattern_glob(sign->header.value, h->value))
				take_sign(c, profile, h->name, h->value,
				          tells_version ? version_behind(sign->header.value, h->value) : PL_STR(""));
		}
		if (sign->page.len > 0)
			take_page(c, profile, sign->page);
	}
}

/* By depth; what Via names keeps its order, which is known. */
static void settle(struct chain *c)
{
	for (size_t i = 1; i < c->len; i++) {
		struct pl_hop_sign hop = c->hops[i];
		size_t at = i;

		while (at > 0 && depth(&c->hops[at - 1]) > depth(&hop))
			at--;
		memmove(&c->hops[at + 1], &c->hops[at], (i - at) * sizeof(hop));
		c->hops[at] = hop;
	}
	for (size_t i = 0; i < c->len; i++) {
		int deep = depth(&c->hops[i]);

		c->hops[i].is_order_known = deep == 1 || ((i == 0 || depth(&c->hops[i - 1]) != deep) &&
		                                         (i + 1 == c->len || depth(&c->hops[i + 1]) != deep) &&
		                                         (deep != 3 || c->via_len == 0));
	}
}

size_t pl_response_chain_among(const struct pl_response *response, const struct pl_profile *profiles, size_t profiles_len,
                               struct pl_arena *arena, const struct pl_hop_sign **list)
{
	struct chain c = { .response = response,
		           .profiles = profiles,
		           .profiles_len = profiles_len,
		           .hops = pl_arena_alloc(arena, PL_LIMIT_HOPS_SEEN * sizeof(*c.hops)) };

	take_via(&c);
	for (size_t i = 0; i < profiles_len; i++)
		take_profile(&c, &profiles[i]);
	settle(&c);
	*list = c.hops;
	return c.len;
}

size_t pl_response_chain(const struct pl_response *response, const char *const *dirs, struct pl_arena *arena,
                         const struct pl_hop_sign **list)
{
	const struct pl_profile *profiles;
	size_t len = pl_profiles_load(dirs, arena, &profiles);

	return pl_response_chain_among(response, profiles, len, arena, list);
}

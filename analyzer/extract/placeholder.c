/* Only a whole value, header or URL segment is judged: templates inside of texts are legitimate, and so are "<b>",
 * "your-account" and the ${filename} of S3 policies. What a shell fills in is no placeholder. */
#include "extract/placeholder.h"

#include "base/bytes.h"

#define LONGEST 64

enum where { IN_TARGET, IN_HEADER, IN_BODY };

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

/* A name of letters, digits and `others`, which begins with a letter or _. */
static bool is_name(struct pl_str s, const char *others)
{
	for (size_t i = 0; i < s.len; i++)
		if (!pl_is_alpha(s.ptr[i]) && s.ptr[i] != '_' &&
		    (i == 0 || (!pl_is_digit(s.ptr[i]) && (s.ptr[i] == '\0' || strchr(others, s.ptr[i]) == NULL))))
			return false;
	return s.len > 0 && s.len <= LONGEST;
}

static bool has_lower(struct pl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return true;
	return false;
}

/* Holds a word for what nobody writes into an example. */
static bool says_secret(struct pl_str s)
{
	static const char *const words[] = { "token", "key", "secret", "password", "credential", NULL };
	char lower[LONGEST];

	for (size_t i = 0; i < s.len && i < sizeof(lower); i++)
		lower[i] = pl_lower(s.ptr[i]);
	s = (struct pl_str){ lower, s.len < sizeof(lower) ? s.len : sizeof(lower) };
	for (const char *const *word = words; *word; word++)
		if (pl_str_find(s, pl_str_from(*word)) < s.len)
			return true;
	return false;
}

static bool starts_with_word(struct pl_str s, const char *const *words)
{
	for (; *words; words++) {
		size_t len = strlen(*words);

		if (pl_str_starts_nocase(s, pl_str_from(*words)) && s.len > len + 1 && strchr("_- ", s.ptr[len]))
			return true;
	}
	return false;
}

/* YOUR_API_KEY, your-token, REPLACE_ME: what documentation says in place of a value. */
static bool is_of_documentation(struct pl_str s)
{
	static const char *const your[] = { "your", NULL }, *const orders[] = { "insert", "replace", "enter", "change", NULL };

	if (strchr("yirec", pl_lower(s.ptr[0])) == NULL || !is_name(s, "-"))
		return false;
	if (pl_str_equal(s, PL_STR("REPLACE_ME")) || pl_str_equal(s, PL_STR("REPLACEME")) ||
	    pl_str_equal(s, PL_STR("CHANGE_ME")) || pl_str_equal(s, PL_STR("CHANGEME")))
		return true;
	if (s.len > 12 && starts_with_word(s, orders) && (pl_str_ends(s, PL_STR("_HERE")) || pl_str_ends(s, PL_STR("-here"))))
		return true;
	return starts_with_word(s, your) && (!has_lower(s) || says_secret(s));
}

/* <your-token>, <API_KEY>, <insert key here>; in a target or header also <token>. No tag of HTML, no address. */
static bool is_in_angles(struct pl_str inner, enum where where)
{
	static const char *const asks[] = { "your", "my", "insert", "enter", "replace", "put", "the", NULL };

	if (!is_name(inner, "- "))
		return false;
	if (starts_with_word(inner, asks))
		return true;
	if (!has_lower(inner) && pl_str_find_char(inner, '_') < inner.len)
		return true;
	return where != IN_BODY && (says_secret(inner) || pl_str_find_char(inner, '_') < inner.len);
}

/* ${NAME}: of shells and templates; a body may be one for somebody else, so there it must be meant as a secret. */
static bool is_dollar(struct pl_str s, enum where where)
{
	bool is_braced = s.len > 3 && s.ptr[1] == '{' && s.ptr[s.len - 1] == '}';
	struct pl_str name = is_braced ? slice(s, 2, s.len - 1) : pl_str_after(s, 1);

	if (!is_name(name, is_braced ? "." : "") || pl_str_equal(name, PL_STR("filename")))
		return false;
	if (where == IN_BODY)
		return is_braced && says_secret(name) && !has_lower(name);
	return is_braced || (!has_lower(name) && name.len > 1);
}

static bool is_in_braces(struct pl_str s, enum where where)
{
	bool is_double = s.len > 4 && s.ptr[1] == '{' && s.ptr[s.len - 2] == '}';

	if (is_double)
		return is_name(pl_str_trim(slice(s, 2, s.len - 2)), ".-");
	return where != IN_BODY && is_name(slice(s, 1, s.len - 1), "-");
}

/* Is the whole of `s` a placeholder? */
static bool is_placeholder(struct pl_str s, enum where where)
{
	char first = s.len > 1 ? s.ptr[0] : '\0', last = s.len > 1 ? s.ptr[s.len - 1] : '\0';

	if (s.len > LONGEST)
		return false;
	switch (first) {
	case '{':
		return last == '}' && is_in_braces(s, where);
	case '<':
		return last == '>' && is_in_angles(slice(s, 1, s.len - 1), where);
	case '$':
		return is_dollar(s, where);
	case '%':
		if (where == IN_BODY || s.len == 2)
			return where != IN_BODY && (last == 's' || last == 'd');
		return s.len > 4 && s.ptr[1] == '(' && s.ptr[s.len - 2] == ')' && (last == 's' || last == 'd') &&
		       is_name(slice(s, 2, s.len - 2), "");
	case ':':
		return where == IN_TARGET && is_name(pl_str_after(s, 1), "");
	default:
		return pl_is_alpha(first) && is_of_documentation(s);
	}
}

static void note(struct pl_context *x, struct pl_str text, struct pl_span at)
{
	if (!pl_row_has(&x->request, PL_FACT_request_placeholder))
		pl_row_str(&x->request, PL_FACT_request_placeholder, text, at);
	pl_row_count(&x->request, PL_FACT_request_placeholders, 1, at);
}

/* A piece of the head; in a target, as it is read once it is decoded. */
static void judge(struct pl_context *x, const struct pl_message *m, struct pl_str s, enum where where)
{
	char decoded[LONGEST];
	size_t len = 0;
	struct pl_str text = s;

	if (m->has_expansion && s.len > 0 && s.ptr[0] == '$')
		return;
	for (size_t i = 0; where == IN_TARGET && s.len <= 3 * sizeof(decoded) && i < s.len && len < sizeof(decoded); i++) {
		int high = i + 2 < s.len && s.ptr[i] == '%' ? pl_hex_value(s.ptr[i + 1]) : -1;
		int low = high >= 0 ? pl_hex_value(s.ptr[i + 2]) : -1;

		decoded[len++] = (char)(low < 0 ? s.ptr[i] : high << 4 | low);
		i += low < 0 ? 0 : 2;
	}
	if (len > 0)
		text = (struct pl_str){ decoded, len };
	if (is_placeholder(text, where))
		note(x, text, pl_message_place(m, (size_t)(s.ptr - m->head.text.ptr), s.len));
}

/* Files of clients that fill {{name}} themselves: what is left of these was meant, wherever it stands. */
static void judge_left_over(struct pl_context *x, const struct pl_message *m, struct pl_str s, enum where where)
{
	bool is_client = m->input == PL_INPUT_HTTP_FILE || m->input == PL_INPUT_POSTMAN || m->input == PL_INPUT_HURL;

	for (size_t at; is_client && (at = pl_str_find(s, PL_STR("{{"))) < s.len;) {
		size_t end = pl_str_find(pl_str_after(s, at), PL_STR("}}"));

		if (at + end >= s.len)
			return;
		judge(x, m, slice(s, at, at + end + 2), where);
		s = pl_str_after(s, at + end + 2);
	}
	if (!is_client)
		judge(x, m, s, where);
}

/* Path segments, and the values of the query. */
static void judge_target(struct pl_context *x, const struct pl_message *m)
{
	struct pl_str rest = m->head.target;

	while (rest.len > 0) {
		size_t end = 0, from = 0;

		while (end < rest.len && !memchr("/?&#", rest.ptr[end], 4))
			if (rest.ptr[end++] == '=')
				from = end;
		judge_left_over(x, m, slice(rest, from, end), IN_TARGET);
		rest = pl_str_after(rest, end < rest.len ? end + 1 : end);
	}
}

/* The values of cookies, what stands behind a scheme, else the whole. */
static void judge_header(struct pl_context *x, const struct pl_message *m, const struct pl_head_field *field)
{
	struct pl_str value = field->value;

	if (pl_str_equal_nocase(field->name, PL_STR("cookie"))) {
		while (value.len > 0) {
			size_t end = pl_str_find_char(value, ';');
			struct pl_str pair = { value.ptr, end };
			size_t equals = pl_str_find_char(pair, '=');

			judge_left_over(x, m, pl_str_trim(pl_str_after(pair, equals < end ? equals + 1 : 0)), IN_HEADER);
			value = pl_str_after(value, end < value.len ? end + 1 : end);
		}
		return;
	}
	if (pl_str_equal_nocase(field->name, PL_STR("authorization")) ||
	    pl_str_equal_nocase(field->name, PL_STR("proxy-authorization"))) {
		size_t blank = pl_str_find_char(value, ' ');

		if (blank < value.len && pl_is_token(slice(value, 0, blank)))
			value = pl_str_trim(pl_str_after(value, blank));
	}
	judge_left_over(x, m, value, IN_HEADER);
}

void pl_placeholder_head(struct pl_context *x, const struct pl_message *m)
{
	if (!pl_context_wants(x, PL_FACT_request_placeholder) || m->problem.len > 0)
		return;
	judge_target(x, m);
	for (size_t i = 0; i < m->head.fields_len; i++)
		judge_header(x, m, &m->head.fields[i]);
}

/* {"subject": "{{subject}}"}: services that send mail or answer chats are given templates. */
static bool is_of_template(struct pl_str name)
{
	static const char *const words[] = { "subject", "template", "html", "text", "body", "content", "title", "message",
		                             "format",  "prompt",   "value", "pattern", "expression", "query" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pl_str_equal_nocase(name, pl_str_from(words[i])))
			return true;
	return false;
}

bool pl_placeholder_is_value(struct pl_str text)
{
	/* Of most values the first character tells. */
	return text.len > 0 && text.len <= LONGEST && memchr("{<$yirecYIREC", text.ptr[0], 13) && is_placeholder(text, IN_BODY);
}

void pl_placeholder_value(struct pl_context *x, struct pl_str name, struct pl_str text, struct pl_span at)
{
	if (pl_context_wants(x, PL_FACT_request_placeholder) && pl_placeholder_is_value(text) && !is_of_template(name))
		note(x, text, at);
}

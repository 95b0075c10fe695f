/* Hurl files (hurl.dev), as hurl 7 sends their requests over libcurl. What follows a request, the response that is
 * expected with its captures and asserts, is passed over. */
#include "source/hurl.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "parse/base64.h"
#include "source/ignore.h"
#include "source/line.h"

/* Hurl's own marks: an expected response, or a section. A file with neither is taken for a .http file, unless its name
 * says otherwise. */
static int bid(struct pl_str peek)
{
	struct pl_str rest = peek, method, url;
	bool has_request = false;
	enum pl_hurl_section section;

	while (rest.len > 0) {
		struct pl_str line = pl_str_trim(pl_line_next(&rest));

		if (pl_str_starts(line, PL_STR("###")))
			return 0;
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (has_request && (pl_hurl_is_section(line, &section) || pl_hurl_is_response_line(line)))
			return 97;
		if (pl_hurl_is_request_line(line, &method, &url)) {
			if (pl_str_find(line, PL_STR(" HTTP/")) < line.len)
				return 0;
			has_request = true;
		} else if (!has_request) {
			return 0;
		}
	}
	return 0;
}

static enum pl_step open_hurl(struct pl_source *source, struct plimsoll_error *err)
{
	struct pl_hurl *h = pl_memory_alloc(sizeof(*h));
	struct pl_str text;

	source->state = h;
	h->folder = pl_draft_folder(source->path);
	if (!pl_draft_read(source, PL_LIMIT_REQUESTS, &text, err))
		return PL_STEP_ERROR;
	h->segment = (struct pl_segment){ 0, { source->origin, 0, text.len }, true };
	h->view = (struct pl_view){ text, &h->segment, 1 };
	h->rest = pl_str_starts(text, PL_STR("\xEF\xBB\xBF")) ? pl_str_after(text, 3) : text;
	return source->input->env == NULL || pl_template_load(&h->template, source->input->env, err) ? PL_STEP_OK
	                                                                                             : PL_STEP_ERROR;
}

static const struct pl_hurl_pair *option(const struct pl_hurl_entry *entry, const char *name)
{
	const struct pl_hurl_pair *last = NULL;

	for (size_t i = 0; i < entry->len; i++)
		if (entry->pairs[i].section == PL_HURL_OPTIONS && pl_str_equal(entry->pairs[i].key, pl_str_from(name)))
			last = &entry->pairs[i];
	return last;
}

static bool is_on(const struct pl_hurl_entry *entry, const char *name)
{
	const struct pl_hurl_pair *pair = option(entry, name);

	return pair && pl_str_equal(pair->value, PL_STR("true"));
}

/* "variable: name=value" holds from this request on. */
static void set_variables(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	for (size_t i = 0; i < entry->len; i++) {
		struct pl_str text = entry->pairs[i].value, value;
		size_t equals = pl_str_find_char(text, '=');

		if (entry->pairs[i].section != PL_HURL_OPTIONS || !pl_str_equal(entry->pairs[i].key, PL_STR("variable")) || equals == text.len)
			continue;
		value = pl_str_trim(pl_str_after(text, equals + 1));
		if (value.len > 1 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
			value = (struct pl_str){ value.ptr + 1, value.len - 2 };
		pl_template_set(&h->template, pl_str_trim((struct pl_str){ text.ptr, equals }), value);
	}
}

static bool has_field(const struct pl_hurl_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->len; i++)
		if (entry->pairs[i].section == PL_HURL_HEADERS && pl_str_equal_nocase(entry->pairs[i].key, pl_str_from(name)))
			return true;
	return false;
}

static void add_field(struct pl_hurl *h, struct pl_str key, struct pl_str value)
{
	struct pl_curl_text name = pl_hurl_text(h, key), text = pl_hurl_text(h, value);

	pl_draft_field(&h->draft, &name, &text);
}

static void add_cookies(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	struct pl_curl_text name = pl_draft_new_text(&h->draft), value = pl_draft_new_text(&h->draft);

	for (size_t i = 0; i < entry->len; i++) {
		struct pl_span at = pl_view_place(&h->view, entry->pairs[i].key);

		if (entry->pairs[i].section != PL_HURL_COOKIES)
			continue;
		pl_curl_text_add(value.len > 0 ? &value : &name, value.len > 0 ? PL_STR("; ") : PL_STR("Cookie"), at);
		pl_hurl_add(h, &value, entry->pairs[i].key);
		pl_curl_text_add(&value, PL_STR("="), at);
		pl_hurl_add(h, &value, entry->pairs[i].value);
	}
	if (value.len > 0)
		pl_draft_field(&h->draft, &name, &value);
}

static void add_basic(struct pl_hurl *h, struct pl_str pair, struct pl_span at)
{
	char *coded = pl_arena_alloc(h->draft.arena, 4 * (pair.len / 3 + 1) + 1);
	struct pl_str text = { coded, pl_base64_encode((const unsigned char *)pair.ptr, pair.len, coded) };

	pl_draft_made_field(&h->draft, PL_STR("Authorization"), pl_arena_printf(h->draft.arena, "Basic %.*s", PL_STR_ARG(text)), at);
}

/* [BasicAuth], else the option "user", which gives way to a header. */
static void add_auth(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	const struct pl_hurl_pair *user = option(entry, "user");

	for (size_t i = 0; i < entry->len; i++) {
		struct pl_curl_text text;

		if (entry->pairs[i].section != PL_HURL_BASIC_AUTH)
			continue;
		text = pl_hurl_text(h, entry->pairs[i].key);
		pl_curl_text_add(&text, PL_STR(":"), h->draft.at);
		pl_hurl_add(h, &text, entry->pairs[i].value);
		add_basic(h, pl_draft_flat(&text), pl_view_place(&h->view, entry->pairs[i].key));
		return;
	}
	if (user && !has_field(entry, "authorization")) {
		struct pl_curl_text text = pl_hurl_text(h, user->value);

		add_basic(h, pl_draft_flat(&text), pl_view_place(&h->view, user->value));
	}
}

/* libcurl puts its own first, and those that hurl hands it behind them. */
static void add_head(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	const struct pl_hurl_pair *agent = option(entry, "user-agent");
	struct pl_span at = h->draft.at;

	if (!has_field(entry, "accept"))
		pl_draft_made_field(&h->draft, PL_STR("Accept"), PL_STR("*/*"), at);
	add_cookies(h, entry);
	for (size_t i = 0; i < entry->len; i++)
		if (entry->pairs[i].section == PL_HURL_HEADERS)
			add_field(h, entry->pairs[i].key, entry->pairs[i].value);
	add_auth(h, entry);
	if (!has_field(entry, "user-agent"))
		pl_draft_made_field(&h->draft, PL_STR("User-Agent"), agent ? agent->value : PL_STR("hurl/7.0.0"), at);
	if (is_on(entry, "compressed") && !has_field(entry, "accept-encoding"))
		pl_draft_made_field(&h->draft, PL_STR("Accept-Encoding"), PL_STR("gzip, deflate, br"), at);
}

static void add_url(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	struct pl_curl_text url = pl_hurl_text(h, entry->url), query = pl_draft_new_text(&h->draft);
	struct pl_str flat = pl_draft_flat(&url);

	pl_hurl_add_pairs(h, entry, PL_HURL_QUERY, &query);
	if (query.len > 0 && !pl_str_ends(flat, PL_STR("?")))
		pl_curl_text_add(&url, pl_str_find_char(flat, '?') < flat.len ? PL_STR("&") : PL_STR("?"), query.items[0].place);
	pl_draft_add_all(&url, &query);
	pl_draft_target(&h->draft, entry->method, pl_view_place(&h->view, entry->method), &url, PL_STR(""));
}

static void draft_entry(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	set_variables(h, entry);
	add_url(h, entry);
	add_head(h, entry);
	pl_hurl_add_form(h, entry);
	pl_hurl_add_multipart(h, entry);
	pl_hurl_add_body(h);
	/* Without a body libcurl is not told that there could be one. */
	h->draft.has_length |= h->draft.body.len == 0;
	pl_hurl_pass_response(&h->rest, &h->template);
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct pl_hurl *h = source->state;
	struct pl_hurl_entry entry;
	struct pl_str head;

	(void)err;
	do {
		head = h->rest;
		if (!pl_hurl_entry_next(&h->rest, source->arena, &entry))
			return PL_STEP_END;
		pl_draft_begin(&h->draft, source->arena, h->folder, pl_view_place(&h->view, entry.url));
		head.len = (size_t)(h->rest.ptr - head.ptr);
		draft_entry(h, &entry);
	} while (is_on(&entry, "skip"));
	message->input = PL_INPUT_HURL;
	message->entry = h->entries++;
	message->is_http2 = is_on(&entry, "http2") || is_on(&entry, "http3");
	message->head_is_partial = option(&entry, "aws-sigv4") != NULL;
	pl_ignores_scan(message, source->arena, head, pl_view_place(&h->view, head));
	pl_draft_hand_over(&h->draft, message);
	return PL_STEP_OK;
}

static enum pl_step next_body(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                              struct plimsoll_error *err)
{
	(void)message;
	return pl_draft_next_body(&((struct pl_hurl *)source->state)->draft, source, run, err);
}

static void close_hurl(struct pl_source *source)
{
	struct pl_hurl *h = source->state;

	pl_draft_end(&h->draft);
	pl_template_free(&h->template);
	free(h->folder);
	free(h);
}

const struct pl_format pl_hurl_format = { "hurl", "a Hurl file, without what it expects of responses", bid, open_hurl, next_request, next_body, close_hurl };

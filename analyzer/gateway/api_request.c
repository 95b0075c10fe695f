/* What the description of an API says of a request, as facts. A description is of one day: what it lacks is told with its
 * source, never as what the API itself would say. */
#include "gateway/api_path.h"

#include <fnmatch.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "extract/authority.h"

#define HOST_MAX 256

static bool host_matches(const struct pl_api *api, struct pl_str host)
{
	char text[HOST_MAX], pattern[HOST_MAX];

	if (host.len == 0 || host.len >= sizeof(text))
		return false;
	memcpy(text, host.ptr, host.len);
	text[host.len] = '\0';
	for (size_t i = 0; i < api->hosts_len; i++) {
		if (api->hosts[i].len >= sizeof(pattern))
			continue;
		memcpy(pattern, api->hosts[i].ptr, api->hosts[i].len);
		pattern[api->hosts[i].len] = '\0';
		if (fnmatch(pattern, text, FNM_CASEFOLD) == 0)
			return true;
	}
	return false;
}

/* Without the scheme and the authority that may stand before it, and without what follows it. */
static struct pl_str path_of(struct pl_str url)
{
	size_t mark = pl_str_find(url, PL_STR("://")), end = 0;
	bool has_scheme = mark < url.len && mark < pl_str_find_char(url, '/');

	if (has_scheme)
		url = pl_str_after(url, mark + 1);
	if (pl_str_starts(url, PL_STR("//"))) {
		url = pl_str_after(url, 2);
		while (url.len > 0 && url.ptr[0] != '/' && url.ptr[0] != '?' && url.ptr[0] != '#')
			url = pl_str_after(url, 1);
	}
	while (end < url.len && url.ptr[end] != '?' && url.ptr[end] != '#')
		end++;
	return (struct pl_str){ url.ptr, end };
}

const struct pl_api *pl_apis_choose(const struct pl_apis *apis, struct pl_str host)
{
	for (size_t i = 0; i < apis->len; i++)
		if (apis->is_given || host_matches(&apis->list[i], host))
			return pl_apis_read(apis, i);
	return NULL;
}

static void text(struct pl_row *row, enum pl_fact fact, struct pl_str value, struct pl_span at)
{
	if (value.len > 0)
		pl_row_str(row, fact, value, at);
}

/* "image" and a slash and a star goes to the ranges as well, by its first half, which rules can compare. */
static void types(struct pl_row *row, const struct pl_str *list, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (pl_str_equal(list[i], PL_STR("*/*")))
			return;
	for (size_t i = 0; i < len; i++) {
		pl_row_add(row, PL_FACT_api_content_types, list[i], row->at);
		if (pl_str_ends(list[i], PL_STR("/*")))
			pl_row_add(row, PL_FACT_api_content_ranges, (struct pl_str){ list[i].ptr, list[i].len - 2 }, row->at);
	}
}

static void upload(struct pl_row *row, const struct pl_api *api, struct pl_str path)
{
	for (size_t i = 0; i < api->uploads_len; i++) {
		const struct pl_api_upload *u = &api->uploads[i];
		bool is_meant = u->paths_len == 0;

		for (size_t p = 0; p < u->paths_len; p++)
			is_meant |= pl_str_starts(path, u->paths[p]);
		if (!is_meant)
			continue;
		text(row, PL_FACT_api_upload, u->how, row->at);
		text(row, PL_FACT_api_upload_source, u->source, row->at);
		return;
	}
}

static void shape(struct pl_row *row, const struct pl_api *api, struct pl_str template)
{
	for (size_t i = 0; i < api->shapes_len; i++) {
		const struct pl_api_shape *s = &api->shapes[i];
		bool is_meant = s->paths_len == 0;

		for (size_t p = 0; p < s->paths_len; p++)
			is_meant |= pl_str_equal(template, s->paths[p]);
		if (!is_meant)
			continue;
		text(row, PL_FACT_api_json_shape, s->json, row->at);
		return;
	}
}

static void unknown_path(struct pl_row *row, const struct pl_api *api, struct pl_str path, struct pl_str method)
{
	const struct pl_api_path *nearest = pl_api_path_nearest(api, path, method);

	pl_row_flag(row, PL_FACT_api_path_unknown, row->at);
	text(row, PL_FACT_api_path_asked, path, row->at);
	for (size_t i = 0; i < api->mistakes_len; i++)
		if (pl_str_equal(api->mistakes[i].path, path))
			text(row, PL_FACT_api_path_instead, api->mistakes[i].instead, row->at);
	if (nearest == NULL)
		return;
	text(row, PL_FACT_api_path_nearest, nearest->template, row->at);
	for (size_t i = 0; i < nearest->operations_len; i++)
		pl_row_add(row, PL_FACT_api_methods, nearest->operations[i].method, row->at);
}

/* A path that stands for all below it says nothing of methods. */
static const struct pl_api_operation *known_path(struct pl_row *row, const struct pl_api_path *path, struct pl_str method)
{
	const struct pl_api_operation *operation = pl_api_path_operation(path, method);

	text(row, PL_FACT_api_path, path->template, row->at);
	for (size_t i = 0; i < path->operations_len; i++)
		pl_row_add(row, PL_FACT_api_methods, path->operations[i].method, row->at);
	if (operation == NULL && path->operations_len > 0)
		pl_row_flag(row, PL_FACT_api_method_unknown, row->at);
	if (operation && operation->needs_body)
		pl_row_flag(row, PL_FACT_api_needs_body, row->at);
	return operation;
}

bool pl_apis_request(const struct pl_apis *apis, const struct pl_row *request, struct pl_row *row)
{
	struct pl_str url = pl_row_text(request, PL_FACT_request_url), path = path_of(url);
	struct pl_str method = pl_row_text(request, PL_FACT_request_method), host = pl_row_text(request, PL_FACT_request_host);
	const struct pl_api *api = pl_apis_choose(apis, pl_authority_host(host.len ? host : pl_authority_of(url)));
	const struct pl_api_operation *operation = NULL;
	const struct pl_api_path *known;

	if (api == NULL)
		return false;
	pl_row_reset(row, NULL);
	row->at = pl_row_get(request, PL_FACT_request_target)->at;
	text(row, PL_FACT_api_id, api->hop.id, row->at);
	text(row, PL_FACT_api_name, api->hop.name, row->at);
	text(row, PL_FACT_api_source, api->source, row->at);
	if (api->takes_no_files)
		pl_row_flag(row, PL_FACT_api_takes_no_files, row->at);
	known = pl_api_path_find(api, path);
	if (known)
		operation = known_path(row, known, method);
	else if (api->paths_len > 0 && path.len > 0 && path.ptr[0] == '/')
		unknown_path(row, api, path, method);
	if (operation && operation->types_len > 0)
		types(row, operation->types, operation->types_len);
	else if (known && known->types_len > 0)
		types(row, known->types, known->types_len);
	else
		types(row, api->types, api->types_len);
	upload(row, api, path);
	shape(row, api, known ? known->template : PL_STR(""));
	return true;
}

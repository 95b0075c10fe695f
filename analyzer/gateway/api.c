/* Reading API profiles. */
#include "gateway/api.h"

#include <assert.h>
#include <pthread.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "gateway/openapi.h"
#include "gateway/pack.h"
#include "rule/json_document.h"
#include "rule/built_in.h"
#include "rule/rule.h"

#define FOLDER "apis"

/* The words of a text, one by one. */
static bool next_word(struct pl_str *rest, struct pl_str *word)
{
	*rest = pl_str_trim(*rest);
	*word = (struct pl_str){ rest->ptr, pl_str_find_char(*rest, ' ') };
	*rest = pl_str_after(*rest, word->len);
	return word->len > 0;
}

static size_t word_count(struct pl_str line)
{
	struct pl_str word;
	size_t count = 0;

	while (next_word(&line, &word))
		count++;
	return count;
}

/* "GET POST /users/{id} application/json": methods, the path, and media types where they are not those of the whole API.
 * "/users/" and two stars: anything below. */
static bool read_path(const struct pl_document *d, struct pl_str line, struct pl_arena *arena, struct pl_api_path *path,
                      struct plimsoll_error *err)
{
	const size_t words = word_count(line);
	struct pl_api_operation *operations = pl_arena_alloc(arena, words * sizeof(*operations));
	struct pl_str *types = pl_arena_alloc(arena, words * sizeof(*types)), word;

	path->operations = operations;
	path->types = types;
	while (next_word(&line, &word)) {
		if (path->template.len > 0)
			types[path->types_len++] = word;
		else if (word.ptr[0] == '/')
			path->template = word;
		else
			operations[path->operations_len++].method = word;
	}
	if (path->template.len > 0 && (path->operations_len > 0) != pl_str_ends(path->template, PL_STR("/**")))
		return true;
	return pl_document_fail(d, "paths", 0, err, "a path is written \"GET POST /users/{id}\", or \"/users/**\" for all below");
}

static bool read_paths(const struct pl_document *d, struct pl_api *api, struct pl_arena *arena, struct plimsoll_error *err)
{
	const struct pl_str *lines;
	struct pl_api_path *paths;

	if (!pl_document_strings(d, "paths", arena, &lines, &api->paths_len, err))
		return false;
	api->paths = paths = pl_arena_alloc(arena, (api->paths_len + 1) * sizeof(*paths));
	for (size_t i = 0; i < api->paths_len; i++)
		if (!read_path(d, lines[i], arena, &paths[i], err))
			return false;
	return true;
}

static bool read_uploads(const struct pl_document *d, struct pl_api *api, struct pl_arena *arena, struct plimsoll_error *err)
{
	static const char *const keys[] = { "paths", "how", "source" };
	struct pl_api_upload *uploads = pl_arena_alloc(arena, PL_LIMIT_PROFILE_LIMITS * sizeof(*uploads));
	struct pl_document item = { .nodes = NULL };
	bool is_there;

	api->uploads = uploads;
	while (pl_document_next(d, "uploads", &is_there, &item, err)) {
		struct pl_api_upload *upload = &uploads[api->uploads_len];

		if (!is_there)
			return true;
		if (api->uploads_len++ == PL_LIMIT_PROFILE_LIMITS)
			return pl_document_fail(d, "uploads", 0, err, "more uploads than a profile may have (64)");
		if (!pl_document_knows(&item, keys, sizeof(keys) / sizeof(keys[0]), err) ||
		    !pl_document_strings(&item, "paths", arena, &upload->paths, &upload->paths_len, err) ||
		    !pl_document_string(&item, "how", &upload->how, err) ||
		    !pl_document_string(&item, "source", &upload->source, err))
			return false;
		if (upload->how.len == 0 || upload->source.len == 0)
			return pl_document_fail(&item, upload->how.len ? "source" : "how", 0, err,
			                        "an upload says how it goes, and who says so (source)");
	}
	return false;
}

/* The strings of a shape that stand for what a form has. */
static bool is_slot(struct pl_str text)
{
	static const char *const slots[] = { "{file.name}", "{file.type}", "{file.bytes}", "{file.base64}" };

	for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++)
		if (pl_str_equal(text, pl_str_from(slots[i])))
			return true;
	return pl_str_starts(text, PL_STR("{field.")) && text.len > sizeof("{field.}") - 1;
}

/* Every string with a brace in front is a slot that is known. */
static bool knows_slots(const struct pl_document *item, struct pl_str json, struct plimsoll_error *err)
{
	for (size_t i = 0, end; i + 1 < json.len; i = end + 1) {
		end = i + pl_str_find_char(pl_str_after(json, i), '"');
		i = end;
		for (end = i + 1; end < json.len && json.ptr[end] != '"'; end++)
			end += json.ptr[end] == '\\';
		if (end < json.len && json.ptr[i + 1] == '{' && !is_slot((struct pl_str){ json.ptr + i + 1, end - i - 1 }))
			return pl_document_fail(item, "json", i, err, "a form has {file.name}, {file.type}, {file.bytes}, {file.base64} and {field.NAME}");
	}
	return true;
}

static bool read_shapes(const struct pl_document *d, struct pl_api *api, struct pl_arena *arena, struct plimsoll_error *err)
{
	static const char *const keys[] = { "paths", "json", "source" };
	struct pl_api_shape *shapes = pl_arena_alloc(arena, PL_LIMIT_PROFILE_LIMITS * sizeof(*shapes));
	struct pl_document item = { .nodes = NULL };
	bool is_there;

	api->shapes = shapes;
	while (pl_document_next(d, "shapes", &is_there, &item, err)) {
		struct pl_api_shape *shape = &shapes[api->shapes_len];

		if (!is_there)
			return true;
		if (api->shapes_len++ == PL_LIMIT_PROFILE_LIMITS)
			return pl_document_fail(d, "shapes", 0, err, "more shapes than a profile may have (64)");
		if (!pl_document_knows(&item, keys, sizeof(keys) / sizeof(keys[0]), err) ||
		    !pl_document_strings(&item, "paths", arena, &shape->paths, &shape->paths_len, err) ||
		    !pl_document_string(&item, "source", &shape->source, err))
			return false;
		shape->json = pl_document_source(&item, "json");
		if (shape->json.len == 0 || shape->source.len == 0)
			return pl_document_fail(&item, shape->json.len ? "source" : "json", 0, err,
			                        "a shape is the JSON that is taken, and who says so (source)");
		if (!knows_slots(&item, shape->json, err))
			return false;
	}
	return false;
}

static bool read_mistakes(const struct pl_document *d, struct pl_api *api, struct pl_arena *arena,
                          struct plimsoll_error *err)
{
	static const char *const keys[] = { "path", "instead", "source" };
	struct pl_api_mistake *mistakes = pl_arena_alloc(arena, PL_LIMIT_PROFILE_LIMITS * sizeof(*mistakes));
	struct pl_document item = { .nodes = NULL };
	bool is_there;

	api->mistakes = mistakes;
	while (pl_document_next(d, "mistaken", &is_there, &item, err)) {
		struct pl_api_mistake *mistake = &mistakes[api->mistakes_len];

		if (!is_there)
			return true;
		if (api->mistakes_len++ == PL_LIMIT_PROFILE_LIMITS)
			return pl_document_fail(d, "mistaken", 0, err, "more mistaken paths than a profile may have (64)");
		if (!pl_document_knows(&item, keys, sizeof(keys) / sizeof(keys[0]), err) ||
		    !pl_document_string(&item, "path", &mistake->path, err) ||
		    !pl_document_string(&item, "instead", &mistake->instead, err) ||
		    !pl_document_string(&item, "source", &mistake->source, err))
			return false;
		if (mistake->path.len == 0 || mistake->instead.len == 0 || mistake->source.len == 0)
			return pl_document_fail(&item, "path", 0, err, "a mistaken path says what is there instead, and who says so (source)");
	}
	return false;
}

static bool read_errors(const struct pl_document *d, struct pl_api *api, struct pl_arena *arena, struct plimsoll_error *err)
{
	static const char *const keys[] = { "media_type", "keys", "header", "too_large", "source" };
	struct pl_api_errors *errors = &api->errors;
	struct pl_document o;
	bool is_there;

	if (!pl_document_object(d, "errors", &is_there, &o, err) || !is_there)
		return !is_there;
	if (!pl_document_knows(&o, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(&o, "media_type", &errors->media_type, err) ||
	    !pl_document_strings(&o, "keys", arena, &errors->keys, &errors->keys_len, err) ||
	    !pl_document_string(&o, "header", &errors->header, err) ||
	    !pl_document_string(&o, "too_large", &errors->too_large, err) ||
	    !pl_document_string(&o, "source", &errors->source, err))
		return false;
	return errors->source.len > 0 || pl_document_fail(&o, "source", 0, err, "who describes the errors? \"source\" is due");
}

static bool read_api(struct pl_api *api, const struct pl_document *d, struct pl_str id, struct pl_arena *arena,
                     struct plimsoll_error *err)
{
	static const char *const keys[] = { "api",     "name",     "source", "hosts", "content_types", "takes_no_files",
		                            "uploads", "mistaken", "shapes", "limits", "paths",
		                            "errors" };

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) || !pl_document_string(d, "api", &api->hop.id, err) ||
	    !pl_document_string(d, "name", &api->hop.name, err) || !pl_document_string(d, "source", &api->source, err) ||
	    !pl_document_strings(d, "hosts", arena, &api->hosts, &api->hosts_len, err) ||
	    !pl_document_strings(d, "content_types", arena, &api->types, &api->types_len, err) ||
	    !pl_document_flag(d, "takes_no_files", &api->takes_no_files, err) || !read_uploads(d, api, arena, err) ||
	    !read_shapes(d, api, arena, err) || !read_mistakes(d, api, arena, err) || !read_errors(d, api, arena, err) ||
	    !pl_profile_read_limits(d, &api->hop, arena, err) || !read_paths(d, api, arena, err))
		return false;
	if (!pl_str_equal(api->hop.id, id))
		return pl_document_fail(d, "api", 0, err, "the API's id and its file's name differ");
	if (api->hop.name.len == 0 || api->source.len == 0)
		return pl_document_fail(d, api->hop.name.len ? "source" : "name", 0, err,
		                        "an API needs a name, and a source that describes it");
	return true;
}

size_t pl_api_ids(const char *const *dirs, struct pl_arena *arena, struct pl_str **ids)
{
	return pl_pack_ids(FOLDER, dirs, arena, ids);
}

bool pl_api_load(struct pl_api *api, struct pl_str id, const char *const *dirs, struct pl_arena *arena,
                 struct plimsoll_error *err)
{
	struct pl_pack_file file;
	struct pl_document d;
	struct pl_str *ids, nearest;
	size_t len;
	bool is_good;

	*api = (struct pl_api){ .hop = { .kind = PL_STR("api") } };
	if (pl_pack_find(FOLDER, id, dirs, arena, &file)) {
		if (!pl_document_open(&d, file.path, file.text, arena, err))
			return false;
		is_good = read_api(api, &d, id, arena, err);
		pl_document_close(&d);
		return is_good;
	}
	len = pl_api_ids(dirs, arena, &ids);
	nearest = pl_rule_nearest(id, ids, len);
	pl_fail(err, PLIMSOLL_USAGE, NULL, "there is no API profile '%.*s'%s%.*s%s", PL_STR_ARG(id),
	        nearest.len ? "; did you mean '" : "; `plimsoll gateways --apis` lists them", PL_STR_ARG(nearest),
	        nearest.len ? "'?" : "");
	return false;
}

/* The APIs as they are read. The list, which other threads look for hosts in, stays as it is. */
struct pl_api_reading {
	pthread_mutex_t lock; /* of the arena and all below */
	struct pl_arena *arena;
	const struct pl_api **whole; /* NULL: not read yet */
};

static void hosts_of(struct pl_api *api, struct pl_arena *arena)
{
	const struct pl_built_in_host *first = pl_built_in_hosts, *host;
	struct pl_str *hosts;

	while (first->api && !pl_str_equal(api->hop.id, pl_str_from(first->api)))
		first++;
	for (host = first; host->api && pl_str_equal(api->hop.id, pl_str_from(host->api)); host++)
		api->hosts_len++;
	api->hosts = hosts = pl_arena_alloc(arena, (api->hosts_len + 1) * sizeof(*hosts));
	for (size_t i = 0; i < api->hosts_len; i++)
		hosts[i] = pl_str_from(first[i].pattern);
}

static bool load_all(struct pl_apis *apis, struct pl_api *list, const struct pl_str *ids, const char *const *dirs,
                     struct pl_arena *arena, struct plimsoll_error *err)
{
	struct pl_api_reading *reading = pl_arena_alloc(arena, sizeof(*reading));
	struct pl_pack_file file;

	*reading = (struct pl_api_reading){ PTHREAD_MUTEX_INITIALIZER, arena,
		                            pl_arena_alloc(arena, (apis->len + 1) * sizeof(*reading->whole)) };
	apis->reading = reading;
	for (size_t i = 0; i < apis->len; i++)
		if (pl_pack_find(FOLDER, ids[i], dirs, arena, &file) && file.is_built_in) {
			list[i].hop.id = ids[i];
			hosts_of(&list[i], arena);
		} else if (pl_api_load(&list[i], ids[i], dirs, arena, err)) {
			reading->whole[i] = &list[i];
		} else {
			return false;
		}
	return true;
}

/* The tests see to it that what is built in is well made. */
const struct pl_api *pl_apis_read(const struct pl_apis *apis, size_t index)
{
	struct pl_api_reading *reading = apis->reading;
	const struct pl_api *whole;
	struct plimsoll_error err;

	if (reading == NULL)
		return &apis->list[index];
	pthread_mutex_lock(&reading->lock);
	if (reading->whole[index] == NULL) {
		struct pl_api *read = pl_arena_alloc(reading->arena, sizeof(*read));
		const bool is_good = pl_api_load(read, apis->list[index].hop.id, NULL, reading->arena, &err);

		assert(is_good); /* what is built in was tested */
		(void)is_good;
		reading->whole[index] = read;
	}
	whole = reading->whole[index];
	pthread_mutex_unlock(&reading->lock);
	return whole;
}

bool pl_apis_load(struct pl_apis *apis, const char *name, const char *openapi, const char *const *dirs,
                  struct pl_arena *arena, struct plimsoll_error *err)
{
	struct pl_str given = pl_str_from(name), *ids = &given;
	size_t len = name || openapi ? 1 : pl_api_ids(dirs, arena, &ids);
	struct pl_api *list = pl_arena_alloc(arena, (len + 1) * sizeof(*list));

	*apis = (struct pl_apis){ .list = list, .len = len, .is_given = name || openapi };
	if (name && openapi) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, "--api and --openapi both say which API is meant; one of them is due");
		return false;
	}
	if (openapi)
		return pl_openapi_load(list, openapi, arena, err);
	if (name)
		return pl_api_load(list, given, dirs, arena, err);
	return load_all(apis, list, ids, dirs, arena, err);
}

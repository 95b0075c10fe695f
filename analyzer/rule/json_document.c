/* One JSON file of a pack. cJSON is lenient and keeps no places, so every file goes through parse/json first.
 */
#include "rule/json_document.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/memory.h"
#include "parse/json.h"
#include "rule/rule.h"

#define MEMBERS_MAX 64

static bool fail_at(const struct pl_document *d, size_t offset, struct plimsoll_error *err,
                    const char *message)
{
	pl_fail(err, PLIMSOLL_RULES, d->path, "%s", message);
	pl_fail_at(err, d->text, offset);
	return false;
}

bool pl_document_fail(const struct pl_document *d, const char *key, size_t within, struct plimsoll_error *err,
                      const char *message)
{
	size_t at = d->at;

	for (size_t i = 0; i < d->members_len; i++)
		if (pl_str_equal(d->members[i].key, pl_str_from(key)))
			at = d->members[i].at + (d->text.ptr[d->members[i].at] == '"' ? 1 + within : 0);
	return fail_at(d, at, err, message);
}

/* Remembers the key whose text is at [at, end) and refuses it when it stands there already. */
static bool add_member(struct pl_document *d, size_t at, size_t end, struct plimsoll_error *err)
{
	struct pl_str key = { d->text.ptr + at, end - at };

	for (size_t i = 0; i < d->members_len; i++)
		if (pl_str_equal(d->members[i].key, key))
			return fail_at(d, at, err, "this key stands twice");
	if (d->members_len == MEMBERS_MAX)
		return fail_at(d, at, err, "too many keys");
	d->members[d->members_len++].key = key;
	return true;
}

static bool is_value_begin(const struct pl_json_event *ev)
{
	return (ev->kind == PL_JSON_STRING_BEGIN && !ev->is_key) || ev->kind == PL_JSON_NUMBER ||
	       ev->kind == PL_JSON_LITERAL || ev->kind == PL_JSON_ARRAY_BEGIN ||
	       ev->kind == PL_JSON_OBJECT_BEGIN;
}

/* The strict pass. */
static bool judge(struct pl_document *d, struct plimsoll_error *err)
{
	struct pl_json p = { 0 };
	struct pl_run run = { (const unsigned char *)d->text.ptr, d->text.len, 1, 0 };
	size_t key_at = 0;
	bool awaits_value = false;

	for (;;) {
		const struct pl_json_event *ev = pl_json_next(&p, &run);

		if (ev->kind == PL_JSON_MORE)
			ev = pl_json_finish(&p);
		if (ev->kind == PL_JSON_END)
			return true;
		if (ev->kind == PL_JSON_BAD)
			return fail_at(d, (size_t)ev->span.off, err, ev->problem);
		if (ev->kind == PL_JSON_ODDITY) {
			char message[128];

			snprintf(message, sizeof(message), "this is not RFC 8259 JSON (%s)",
			         pl_json_oddity_name(ev->oddity));
			return fail_at(d, (size_t)ev->span.off, err, message);
		}
		if (awaits_value && is_value_begin(ev)) {
			d->members[d->members_len - 1].at = (size_t)ev->span.off;
			awaits_value = false;
		}
		if (p.depth != 1 || !ev->is_key)
			continue;
		if (ev->kind == PL_JSON_STRING_BEGIN)
			key_at = (size_t)ev->span.off + 1;
		if (ev->kind == PL_JSON_STRING_END) {
			if (!add_member(d, key_at, (size_t)ev->span.off, err))
				return false;
			awaits_value = true;
		}
	}
}

bool pl_document_open(struct pl_document *d, const char *path, struct pl_str text, struct pl_arena *arena,
                      struct plimsoll_error *err)
{
	*d = (struct pl_document){ .text = text, .path = path };
	d->members = pl_arena_alloc(arena, MEMBERS_MAX * sizeof(*d->members));
	if (!judge(d, err))
		return false;
	d->tree = cJSON_ParseWithLengthOpts(text.ptr, text.len, NULL, 0);
	if (cJSON_IsObject((cJSON *)d->tree))
		return true;
	pl_document_close(d);
	return fail_at(d, 0, err, "an object is due: { \"rule\": … }");
}

void pl_document_close(struct pl_document *d)
{
	cJSON_Delete(d->tree);
	d->tree = NULL;
}

bool pl_document_string(const struct pl_document *d, const char *key, struct pl_arena *arena,
                        struct pl_str *value, struct plimsoll_error *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive((const cJSON *)d->tree, key);

	*value = (struct pl_str){ NULL, 0 };
	if (item == NULL)
		return true;
	if (!cJSON_IsString(item))
		return pl_document_fail(d, key, 0, err, "a string is due here");
	*value = pl_arena_str(arena, pl_str_from(item->valuestring));
	return true;
}

bool pl_document_strings(const struct pl_document *d, const char *key, struct pl_arena *arena,
                         const struct pl_str **values, size_t *len, struct plimsoll_error *err)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive((const cJSON *)d->tree, key), *item;
	struct pl_str *copies;

	*values = NULL;
	*len = 0;
	if (array == NULL)
		return true;
	if (!cJSON_IsArray(array))
		return pl_document_fail(d, key, 0, err, "an array of strings is due here");
	*values = copies = pl_arena_alloc(arena, ((size_t)cJSON_GetArraySize(array) + 1) * sizeof(*copies));
	cJSON_ArrayForEach(item, array)
	{
		if (!cJSON_IsString(item))
			return pl_document_fail(d, key, 0, err, "an array of strings is due here");
		copies[(*len)++] = pl_arena_str(arena, pl_str_from(item->valuestring));
	}
	return true;
}

bool pl_document_int(const struct pl_document *d, const char *key, bool *is_there, uint64_t *value,
                     struct plimsoll_error *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive((const cJSON *)d->tree, key);

	*is_there = item != NULL;
	*value = 0;
	if (item == NULL)
		return true;
	if (!cJSON_IsNumber(item) || item->valuedouble < 0 || item->valuedouble > 9007199254740992.0 ||
	    item->valuedouble != (double)(uint64_t)item->valuedouble)
		return pl_document_fail(d, key, 0, err, "a whole number is due here");
	*value = (uint64_t)item->valuedouble;
	return true;
}

bool pl_document_flag(const struct pl_document *d, const char *key, bool *value, struct plimsoll_error *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive((const cJSON *)d->tree, key);

	*value = cJSON_IsTrue(item);
	return item == NULL || cJSON_IsBool(item) ||
	       pl_document_fail(d, key, 0, err, "true or false is due here");
}

bool pl_document_item(const struct pl_document *d, const char *key, size_t index, bool *is_there,
                      struct pl_document *item, struct plimsoll_error *err)
{
	cJSON *array = cJSON_GetObjectItemCaseSensitive((cJSON *)d->tree, key), *node;

	*is_there = false;
	if (array == NULL)
		return true;
	*item = (struct pl_document){ .text = d->text, .path = d->path, .at = d->at };
	for (size_t i = 0; i < d->members_len; i++)
		if (pl_str_equal(d->members[i].key, pl_str_from(key)))
			item->at = d->members[i].at;
	node = cJSON_IsArray(array) ? array->child : NULL;
	for (size_t i = 0; node && i < index; i++)
		node = node->next;
	if (!cJSON_IsArray(array) || (node && !cJSON_IsObject(node)))
		return pl_document_fail(d, key, 0, err, "an array of objects is due here");
	*is_there = node != NULL;
	item->tree = node;
	return true;
}

static bool unknown_key(const struct pl_document *d, struct pl_str key, const struct pl_str *names,
                        size_t len, struct plimsoll_error *err)
{
	struct pl_str nearest = pl_rule_nearest(key, names, len);
	size_t at = d->at;

	for (size_t i = 0; i < d->members_len; i++)
		if (pl_str_equal(d->members[i].key, key))
			at = (size_t)(d->members[i].key.ptr - d->text.ptr);
	pl_fail(err, PLIMSOLL_RULES, d->path, "there is no key \"%.*s\"%s%.*s%s", PL_STR_ARG(key),
	        nearest.len ? "; did you mean \"" : "", PL_STR_ARG(nearest), nearest.len ? "\"?" : "");
	pl_fail_at(err, d->text, at);
	return false;
}

bool pl_document_knows(const struct pl_document *d, const char *const *keys, size_t len,
                       struct plimsoll_error *err)
{
	struct pl_str *names = pl_memory_alloc(len * sizeof(*names));
	const cJSON *member;
	bool is_good = true;

	for (size_t i = 0; i < len; i++)
		names[i] = pl_str_from(keys[i]);
	cJSON_ArrayForEach(member, (const cJSON *)d->tree)
	{
		bool is_known = false;

		for (size_t i = 0; i < len; i++)
			is_known |= strcmp(keys[i], member->string) == 0;
		if (!is_known && is_good)
			is_good = unknown_key(d, pl_str_from(member->string), names, len, err);
	}
	free(names);
	return is_good;
}

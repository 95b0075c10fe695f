/* URLs are libcurl's to take apart. */
#include "capture/origin_server.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"

bool pl_origin_server_open(struct pl_origin_server *o, const char *url)
{
	CURLU *parts = curl_url();
	char *scheme = NULL, *path = NULL, *whole = NULL;
	bool is_good = parts && curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	               curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	               (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0) &&
	               curl_url_get(parts, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
	               curl_url_set(parts, CURLUPART_PATH, "/", 0) == CURLUE_OK && curl_url_set(parts, CURLUPART_QUERY, NULL, 0) == CURLUE_OK &&
	               curl_url_set(parts, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK && curl_url_get(parts, CURLUPART_URL, &whole, 0) == CURLUE_OK;

	if (is_good) {
		size_t len = strlen(path);

		o->url = strdup(whole);
		o->path = strdup(path);
		if (o->path && len > 0 && o->path[len - 1] == '/')
			o->path[len - 1] = '\0';
	}
	curl_free(scheme);
	curl_free(path);
	curl_free(whole);
	curl_url_cleanup(parts);
	return is_good && o->url && o->path;
}

void pl_origin_server_close(struct pl_origin_server *o)
{
	free(o->url);
	free(o->path);
}

char *pl_origin_server_target(const struct pl_origin_server *o, const struct pl_head *head)
{
	struct pl_str target = head->target;
	size_t scheme = pl_str_find(target, PL_STR("://")), slash;
	char *line = NULL;

	if (scheme < pl_str_find_char(target, '/')) {
		target = pl_str_after(target, scheme + 3);
		slash = pl_str_find_char(target, '/');
		target = slash < target.len ? pl_str_after(target, slash) : PL_STR("/");
	}
	if (pl_str_equal(target, PL_STR("*")))
		return strdup("*");
	return asprintf(&line, "%s%.*s", o->path, PL_STR_ARG(target)) < 0 ? NULL : line;
}

/* precheck: an upload by libcurl that is held against plimsoll first, and stays here when that finds an error.
 *
 *     cc precheck.c -o precheck $(pkg-config --cflags --libs plimsoll libcurl)
 *     precheck [--dry-run] [--via HOP] URL CONTENT-TYPE FILE
 *
 * Exit status: 0 sent (or would be), 1 an error was found, 2 something could not be done. */
#define _GNU_SOURCE /* asprintf */
#include <curl/curl.h>
#include <plimsoll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct upload {
	const char *url, *type, *path, *hops[2];
	unsigned long long size;
	int is_dry_run;
};

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "precheck: %s: %s\n", what, why);
	return 2;
}

/* The sink: one line a finding, and whether any of them is an error. */
static int show(void *ctx, const struct plimsoll_request *request)
{
	static const char *const names[] = { "note", "warning", "error" };
	int *errors = ctx;

	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];

		fprintf(stderr, "%s: %.*s (%.*s)\n", names[f->severity], (int)f->message.len, f->message.ptr, (int)f->rule.len,
			f->rule.ptr);
		*errors += f->severity == PLIMSOLL_ERROR;
	}
	return 0;
}

/* The head that libcurl is going to write for that upload over HTTP/1.1. */
static char *head_of(const struct upload *up)
{
	CURLU *url = curl_url();
	char *host = NULL, *port = NULL, *path = NULL, *query = NULL, *head = NULL;

	if (curl_url_set(url, CURLUPART_URL, up->url, 0) == CURLUE_OK && curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK) {
		curl_url_get(url, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT);
		curl_url_get(url, CURLUPART_QUERY, &query, 0);
		if (asprintf(&head,
			     "POST %s%s%s HTTP/1.1\r\nHost: %s%s%s\r\nAccept: */*\r\nContent-Length: %llu\r\nContent-Type: %s\r\n\r\n",
			     path, query ? "?" : "", query ? query : "", host, port ? ":" : "", port ? port : "", up->size, up->type) < 0)
			head = NULL;
	}
	curl_free(host);
	curl_free(port);
	curl_free(path);
	curl_free(query);
	curl_url_cleanup(url);
	return head;
}

/* Head and body in pieces, as they would go out: no more of a large file is in memory than a block. */
static enum plimsoll_status push(struct plimsoll_push *session, const char *head, FILE *body, struct plimsoll_error *err)
{
	enum plimsoll_status status = plimsoll_push_bytes(session, head, strlen(head), err);
	static char block[65536];
	size_t n;

	while (status == PLIMSOLL_OK && (n = fread(block, 1, sizeof(block), body)) > 0)
		status = plimsoll_push_bytes(session, block, n, err);
	if (status == PLIMSOLL_OK)
		return plimsoll_push_end(session, err);
	plimsoll_push_abort(session);
	return status;
}

static int check(const struct upload *up, FILE *body)
{
	const struct plimsoll_options options = { .via = up->hops };
	const struct plimsoll_input input = { .path = up->path };
	struct plimsoll_error err;
	int errors = 0;
	const struct plimsoll_sink sink = { &errors, show };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct plimsoll_push *session = rules ? plimsoll_push_open(rules, &input, &sink, &err) : NULL;
	char *head = session ? head_of(up) : NULL;
	int status = 0;

	if (session == NULL)
		status = fail(up->path, err.message);
	else if (head == NULL)
		status = fail(up->url, "is no URL");
	if (head == NULL)
		plimsoll_push_abort(session);
	else if (push(session, head, body, &err) != PLIMSOLL_OK)
		status = fail(up->path, err.message);
	free(head);
	plimsoll_rules_close(rules);
	return status ? status : errors > 0;
}

static int send_it(const struct upload *up, FILE *body)
{
	CURL *curl = curl_easy_init();
	struct curl_slist *headers = NULL;
	char type[256];
	CURLcode code;

	rewind(body);
	snprintf(type, sizeof(type), "Content-Type: %s", up->type);
	headers = curl_slist_append(headers, type);
	curl_easy_setopt(curl, CURLOPT_URL, up->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)up->size);
	curl_easy_setopt(curl, CURLOPT_READDATA, body);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	code = curl_easy_perform(curl);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return code == CURLE_OK ? 0 : fail(up->url, curl_easy_strerror(code));
}

int main(int argc, char **argv)
{
	struct upload up = { .is_dry_run = 0 };
	struct stat st;
	FILE *body;
	int status;

	while (argc > 1 && strncmp(argv[1], "--", 2) == 0) {
		int is_via = strcmp(argv[1], "--via") == 0 && argc > 2;

		if (is_via)
			up.hops[0] = argv[2];
		up.is_dry_run |= strcmp(argv[1], "--dry-run") == 0;
		argc -= 1 + is_via;
		argv += 1 + is_via;
	}
	if (argc != 4)
		return fail("usage", "precheck [--dry-run] [--via HOP] URL CONTENT-TYPE FILE");
	up.url = argv[1];
	up.type = argv[2];
	up.path = argv[3];
	body = fopen(up.path, "rb");
	if (body == NULL || fstat(fileno(body), &st) != 0)
		return fail(up.path, "cannot be read");
	up.size = (unsigned long long)st.st_size;
	status = check(&up, body);
	if (status == 0 && !up.is_dry_run)
		status = send_it(&up, body);
	fclose(body);
	return status;
}

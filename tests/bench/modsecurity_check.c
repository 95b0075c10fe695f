/* modsecurity_check FILE CONFIGURATION…: runs each of FILE's raw requests, which have Content-Length, through
 * libmodsecurity in process, with these configurations in turn. Fails where a broken JSON body is not
 * stopped, since rules that are off would be fast for the wrong reason. */
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the recommended configuration leaves to the administrator: rules stop, and nothing is written nor
 * sent. The first value of a setting stays. */
static const char SETTINGS[] = "SecRuleEngine On\nSecAuditEngine Off\nSecStatusEngine Off\n";
static const char BROKEN[] =
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1]";

static char *contents(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;

	if (file && fseek(file, 0, SEEK_END) == 0) {
		*len = (size_t)ftell(file);
		rewind(file);
		bytes = malloc(*len + 1);
		if (bytes)
			bytes[fread(bytes, 1, *len, file)] = '\0';
	}
	if (file)
		fclose(file);
	return bytes;
}

/* A log of the engine's is no part of what is measured. */
static void ignore(void *data, const void *message)
{
	(void)data;
	(void)message;
}

/* The headers from at, after the request line; returns where the body begins, and its length. */
static const char *add_headers(Transaction *t, const char *at, size_t *body_len)
{
	*body_len = 0;
	while (strncmp(at, "\r\n", 2) != 0) {
		const char *colon = strchr(at, ':'), *end = strstr(at, "\r\n"), *value;

		if (!colon || !end || colon > end)
			return NULL;
		value = colon + 1 + strspn(colon + 1, " ");
		msc_add_n_request_header(t, (const unsigned char *)at, (size_t)(colon - at),
		                         (const unsigned char *)value, (size_t)(end - value));
		if (strncmp(at, "Content-Length:", 15) == 0)
			*body_len = strtoul(value, NULL, 10);
		at = end + 2;
	}
	return at + 2;
}

static bool is_stopped(Transaction *t)
{
	ModSecurityIntervention stop = { .status = 200 };
	bool stopped = msc_intervention(t, &stop) != 0;

	free(stop.url);
	free(stop.log);
	return stopped;
}

/* The request at text; returns what comes after it, NULL where it is not whole. */
static const char *check(ModSecurity *engine, RulesSet *rules, const char *text, const char *end,
                         bool *stopped)
{
	Transaction *t = msc_new_transaction(engine, rules, NULL);
	const char *line_end = strstr(text, "\r\n"), *body;
	char method[16], uri[256], version[8];
	size_t body_len;

	if (!line_end || sscanf(text, "%15s %255s HTTP/%7s", method, uri, version) != 3)
		return NULL;
	msc_process_connection(t, "127.0.0.1", 40000, "127.0.0.1", 80);
	msc_process_uri(t, uri, method, version);
	body = add_headers(t, line_end + 2, &body_len);
	if (!body || body_len > (size_t)(end - body))
		return NULL;
	msc_process_request_headers(t);
	*stopped = is_stopped(t);
	msc_append_request_body(t, (const unsigned char *)body, body_len);
	msc_process_request_body(t);
	*stopped = is_stopped(t) || *stopped;
	msc_process_logging(t);
	msc_transaction_cleanup(t);
	return body + body_len;
}

static RulesSet *load(char **paths)
{
	RulesSet *rules = msc_create_rules_set();
	const char *error = NULL;

	if (msc_rules_add(rules, SETTINGS, &error) < 0)
		return NULL;
	for (; *paths; paths++) {
		if (msc_rules_add_file(rules, *paths, &error) < 0) {
			fprintf(stderr, "%s: %s\n", *paths, error);
			return NULL;
		}
	}
	return rules;
}

int main(int argc, char **argv)
{
	ModSecurity *engine = msc_init();
	size_t len = 0, requests = 0, stops = 0;
	char *text = argc > 2 ? contents(argv[1], &len) : NULL;
	RulesSet *rules = text ? load(argv + 2) : NULL;
	bool stopped = false;

	if (!rules)
		return 2;
	msc_set_log_cb(engine, ignore);
	check(engine, rules, BROKEN, BROKEN + sizeof(BROKEN) - 1, &stopped);
	if (!stopped) {
		fputs("the engine lets a broken JSON body through\n", stderr);
		return 2;
	}
	for (const char *at = text; at < text + len; requests++, stops += stopped) {
		at = check(engine, rules, at, text + len, &stopped);
		if (!at) {
			fprintf(stderr, "%s: request %zu is not whole\n", argv[1], requests + 1);
			return 2;
		}
	}
	printf("%zu requests, %zu stopped\n", requests, stops);
	free(text);
	msc_rules_cleanup(rules);
	msc_cleanup(engine);
	return 0;
}

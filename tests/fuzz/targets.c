/* The targets. A streaming parser gets its input in two runs, cut in the middle, and may give only so many events for
 * so many bytes, so that a loop is a failure and not a wait. */
#include "targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "explain/error_text.h"
#include "explain/evidence.h"
#include "extract/coding.h"
#include "gateway/api_path.h"
#include "gateway/openapi.h"
#include "gateway/config_file.h"
#include "gateway/fingerprint.h"
#include "parse/base64.h"
#include "parse/chunked.h"
#include "parse/form.h"
#include "parse/json.h"
#include "parse/multipart.h"
#include "parse/shell_words.h"
#include "rule/json_document.h"
#include "rule/rule.h"

static void halves(struct pl_str input, struct pl_run runs[2])
{
	struct pl_run whole = { (const unsigned char *)input.ptr, input.len, 1, 0 };

	runs[0] = pl_run_take(&whole, input.len / 2);
	runs[1] = whole;
}

/* Drives a parser over both runs and to its end. */
#define DRIVE(input, next, finish, more, is_end)                                                              \
	do {                                                                                                    \
		struct pl_run runs[2];                                                                          \
		size_t events = 0, most = 16 * (input).len + 256;                                              \
                                                                                                                \
		halves(input, runs);                                                                            \
		for (int i = 0; i < 2; i++)                                                                     \
			for (bool goes_on = true; goes_on; require(++events < most, "events without end")) {    \
				e = next(p, &runs[i]);                                                          \
				goes_on = e.kind != (more) && !(is_end);                                        \
			}                                                                                       \
		do {                                                                                            \
			e = finish(p);                                                                          \
			require(++events < most, "events without end");                                        \
		} while (!(is_end));                                                                            \
	} while (0)

void pl_fuzz_chunked(struct pl_str input)
{
	struct pl_chunked parser = { 0 }, *p = &parser;
	struct pl_chunked_event e;

	DRIVE(input, pl_chunked_next, pl_chunked_finish, PL_CHUNKED_MORE,
	      e.kind == PL_CHUNKED_BAD || e.kind == PL_CHUNKED_END);
}

/* The first line is the boundary. */
void pl_fuzz_multipart(struct pl_str input)
{
	size_t line = 0;
	struct pl_multipart_event e;
	struct pl_multipart *p;
	void *memory;

	while (line < input.len && input.ptr[line] != '\n')
		line++;
	memory = pl_memory_alloc(pl_multipart_size());
	p = pl_multipart_start(memory, (struct pl_str){ input.ptr, line });
	input = pl_str_after(input, line < input.len ? line + 1 : line);
	DRIVE(input, pl_multipart_next, pl_multipart_finish, PL_MULTIPART_MORE, e.kind == PL_MULTIPART_END);
	free(memory);
}

static struct pl_json_event json_next(struct pl_json *p, struct pl_run *in)
{
	return *pl_json_next(p, in);
}

static struct pl_json_event json_finish(struct pl_json *p)
{
	return *pl_json_finish(p);
}

void pl_fuzz_json(struct pl_str input)
{
	struct pl_json parser = { 0 }, *p = &parser;
	struct pl_json_event e;

	DRIVE(input, json_next, json_finish, PL_JSON_MORE, e.kind == PL_JSON_BAD || e.kind == PL_JSON_END);
}

void pl_fuzz_form(struct pl_str input)
{
	struct pl_form parser = { 0 }, *p = &parser;
	struct pl_form_event e;

	DRIVE(input, pl_form_next, pl_form_finish, PL_FORM_MORE, e.kind == PL_FORM_END);
}

void pl_fuzz_base64(struct pl_str input)
{
	struct pl_base64 *b = pl_memory_alloc(sizeof(*b));
	unsigned char *out = pl_memory_alloc(input.len + 1);
	struct pl_run runs[2];

	halves(input, runs);
	pl_base64_add(b, runs[0]);
	pl_base64_add(b, runs[1]);
	require(pl_base64_raw_bytes(b) <= input.len, "more bytes than characters");
	pl_base64_padding_error(b);
	require(pl_base64_decode(input, out, input.len) <= input.len, "more bytes than room");
	free(out);
	free(b);
}

static void split(struct pl_str input, enum pl_shell shell)
{
	struct pl_arena arena = { 0 };
	struct pl_shell_words words = { 0 };

	pl_shell_guess(input);
	pl_shell_words_split(input, shell, &arena, &words);
	require(words.end <= input.len, "a command longer than its source");
	for (size_t i = 0; i < words.len; i++)
		require(words.items[i].at + words.items[i].len <= input.len, "a word outside of the source");
	pl_arena_free(&arena);
}

void pl_fuzz_bash(struct pl_str input)
{
	split(input, PL_SHELL_BASH);
}

void pl_fuzz_cmd(struct pl_str input)
{
	split(input, PL_SHELL_CMD);
}

/* The first byte says which coding; what comes out is held below 1 MiB. */
void pl_fuzz_codings(struct pl_str input)
{
	static const struct pl_str names[] = { { "gzip", 4 }, { "deflate", 7 }, { "br", 2 }, { "zstd", 4 } };
	struct pl_codings codings = { 0 };
	struct pl_run in, out;
	uint64_t total = 0;

	if (input.len == 0)
		return;
	in = (struct pl_run){ (const unsigned char *)input.ptr + 1, input.len - 1, 1, 0 };
	pl_codings_begin(&codings, 1 << 20);
	require(pl_codings_add(&codings, names[(unsigned char)input.ptr[0] % 4]), "a coding is missing");
	while (pl_codings_next(&codings, &in, &out))
		total += out.len;
	require(total <= 1 << 20, "more than the maximum came out");
	pl_codings_finish(&codings);
	pl_codings_end(&codings);
}

void pl_fuzz_expression(struct pl_str input)
{
	static const enum pl_scope scopes[] = { PL_SCOPE_request, PL_SCOPE_field };
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	bool wanted[PL_FACTS] = { false };
	size_t at = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct pl_expression *x =
			pl_expression_compile(input, scopes[i], &arena, wanted, &at, &err);
		struct pl_row row;

		require(x || at <= input.len, "a mistake outside of the text");
		if (x == NULL)
			continue;
		pl_row_init(&row, scopes[i], &arena);
		pl_row_reset(&row, NULL);
		pl_expression_evaluate(x, &row);
	}
	pl_arena_free(&arena);
}

void pl_fuzz_document(struct pl_str input)
{
	struct pl_arena arena = { 0 };
	struct pl_document document;
	struct plimsoll_error err;
	struct pl_str value;

	if (pl_document_open(&document, "fuzz.json", input, &arena, &err)) {
		pl_document_string(&document, "when", &value, &err);
		pl_document_close(&document);
	}
	pl_arena_free(&arena);
}

/* Answers of any kind, held against every refusal and sign. */
void pl_fuzz_response(struct pl_str input)
{
	static struct pl_arena kept;
	static const struct pl_profile *profiles;
	static size_t len;
	struct pl_arena arena = { 0 };
	struct pl_response response;
	const struct pl_refuser *refusers;
	const struct pl_hop_sign *hops;

	if (profiles == NULL)
		len = pl_profiles_load(NULL, &kept, &profiles);
	if (pl_response_read(&response, input, &arena)) {
		pl_refusers_among(&response, profiles, len, &arena, &refusers);
		pl_response_chain_among(&response, profiles, len, &arena, &hops);
	}
	pl_arena_free(&arena);
}

void pl_fuzz_config_file(struct pl_str input)
{
	struct pl_arena arena = { 0 };
	struct pl_config_file config;

	pl_config_file_read(&config, input, &arena);
	pl_arena_free(&arena);
}

/* A pack of one file, which replaces or joins the built-in ones. */
void pl_fuzz_rule_file(struct pl_str input)
{
	char dir[] = "/tmp/plimsoll-fuzz-XXXXXX", path[64];
	const char *const dirs[] = { dir, NULL };
	struct pl_rule_set set = { 0 };
	struct plimsoll_error err;
	FILE *file;

	require(mkdtemp(dir) != NULL, "no temporary directory");
	snprintf(path, sizeof(path), "%s/rule.json", dir);
	require((file = fopen(path, "w")) != NULL, "no temporary file");
	fwrite(input.ptr, 1, input.len, file);
	fclose(file);
	if (pl_rule_set_load(&set, dirs, &err))
		require(set.len > 0, "a set without rules");
	pl_rule_set_free(&set);
	unlink(path);
	rmdir(dir);
}

static int seen(void *ctx, const struct plimsoll_request *request)
{
	require(request->findings_len == 0 || request->findings[0].message.len > 0, "a finding without a message");
	(*(size_t *)ctx)++;
	return 0;
}

/* The bytes as a file that can be opened by its path; the caller closes the descriptor. */
static int file_of(struct pl_str input, char path[64])
{
	int fd = memfd_create("fuzz", 0);

	require(fd >= 0 && write(fd, input.ptr, input.len) == (ssize_t)input.len, "no file in memory");
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void check_as(struct pl_str input, const char *format)
{
	static struct plimsoll_rules *rules;
	const struct plimsoll_options options = { .wants_facts = true, .limit = 100, .max_decoded = 1 << 20 };
	struct plimsoll_error err;
	size_t requests = 0;
	char path[64];
	int fd = file_of(input, path);

	if (rules == NULL)
		rules = plimsoll_rules_open(&options, &err);
	require(rules != NULL, "no rules");
	plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path, .format = format },
	                    &(struct plimsoll_sink){ &requests, seen }, &err);
	close(fd);
}

/* The whole program, whatever format the bytes are taken for. */
void pl_fuzz_check(struct pl_str input)
{
	check_as(input, NULL);
}

void pl_fuzz_curl(struct pl_str input)
{
	check_as(input, "curl");
}

void pl_fuzz_har(struct pl_str input)
{
	check_as(input, "har");
}

void pl_fuzz_hurl(struct pl_str input)
{
	check_as(input, "hurl");
}

/* Evidence of any kind, and every error text sought in it. */
void pl_fuzz_evidence(struct pl_str input)
{
	static struct plimsoll_rules *rules;
	static struct pl_arena forever;
	static struct pl_error_texts errors;
	const struct plimsoll_options options = { .wants_facts = true, .max_decoded = 1 << 20 };
	struct pl_arena arena = { 0 };
	struct pl_error_match match;
	struct pl_evidence evidence;
	struct plimsoll_error err;
	char path[64];
	int fd = file_of(input, path);

	if (rules == NULL && (rules = plimsoll_rules_open(&options, &err)) != NULL)
		require(pl_error_texts_load(&errors, NULL, &forever, &err), "no error texts");
	require(rules != NULL, "no rules");
	pl_evidence_open(&evidence, rules, false, 0, &arena);
	pl_evidence_add(&evidence, path, &err);
	for (size_t i = 0; i < errors.len; i++)
		if (pl_error_text_find(&errors.items[i], input, &match))
			require(match.at + match.len <= input.len, "an error text outside of the text");
	pl_evidence_close(&evidence);
	pl_arena_free(&arena);
	close(fd);
}

void pl_fuzz_postman(struct pl_str input)
{
	check_as(input, "postman");
}

/* Shows the first request of `input`; the text is freed by the caller, and NULL when there is none to show. */
static char *shown(struct pl_str input, const char *format, const char *as, size_t *len)
{
	struct plimsoll_error err;
	enum plimsoll_status status;
	char path[64], *text = NULL;
	int fd = file_of(input, path);
	FILE *out = open_memstream(&text, len);

	require(out != NULL, "no memory for the output");
	status = plimsoll_show_file(&(struct plimsoll_input){ .path = path, .format = format }, as, out, &err);
	fclose(out);
	close(fd);
	if (status == PLIMSOLL_OK)
		return text;
	free(text);
	return NULL;
}

/* A raw message comes out as it went in; what is written in another form is an input again. */
void pl_fuzz_show(struct pl_str input)
{
	static const char *const forms[] = { "curl", "har" };
	size_t len, again;
	char *text = shown(input, "raw", "raw", &len);

	require(text == NULL || (len <= input.len && memcmp(text, input.ptr, len) == 0), "raw is not byte for byte");
	free(text);
	for (size_t i = 0; i < 2; i++) {
		text = shown(input, NULL, forms[i], &len);
		if (text)
			free(shown((struct pl_str){ text, len }, forms[i], "raw", &again));
		free(text);
	}
}

/* A description that is read is then asked for a path, its own ones included. */
void pl_fuzz_openapi(struct pl_str input)
{
	struct plimsoll_error err;
	struct pl_arena arena = { 0 };
	struct pl_api api;

	if (pl_openapi_read(&api, "description", input, &arena, &err)) {
		pl_api_path_nearest(&api, PL_STR("/v1/pets/7/photos"), PL_STR("PUT"));
		for (size_t i = 0; i < api.paths_len && i < 16; i++)
			pl_api_path_find(&api, api.paths[i].template);
	} else {
		require(err.message[0] != '\0', "a mistake without a message");
	}
	pl_arena_free(&arena);
}

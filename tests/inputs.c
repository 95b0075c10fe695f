/* One folder a text, removed behind it. */
#include "inputs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"

static const char *env_content, *env_name;

struct folder {
	char path[64], input[96], env[128];
};

static void write_file(const struct folder *f, const char *name, const char *bytes, size_t len, char *path)
{
	FILE *file;

	snprintf(path, 96, "%s/%s", f->path, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

static void make(struct folder *f, const char *text, size_t len)
{
	char path[96];

	snprintf(f->path, sizeof(f->path), "/tmp/plimsoll-input-XXXXXX");
	assert_non_null(mkdtemp(f->path));
	write_file(f, "body.txt", "hello", 5, path);
	write_file(f, "note.xml", "<a/>", 4, path);
	write_file(f, "env", env_content ? env_content : "", env_content ? strlen(env_content) : 0, path);
	snprintf(f->env, sizeof(f->env), "%s%s%s", path, env_name ? ":" : "", env_name ? env_name : "");
	write_file(f, "input", text, len, f->input);
}

static void sweep(const struct folder *f)
{
	static const char *const names[] = { "body.txt", "note.xml", "env", "input" };
	char path[96];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", f->path, names[i]);
		unlink(path);
	}
	rmdir(f->path);
}

static struct plimsoll_input input_of(const struct folder *f, const char *format)
{
	return (struct plimsoll_input){ .path = f->input, .format = format, .env = env_content ? f->env : NULL };
}

void pl_input_shows(const char *format, const char *text, uint64_t entry, const char *expected)
{
	struct plimsoll_error err = { .message = "" };
	struct plimsoll_input input;
	enum plimsoll_status status;
	struct folder folder;
	char *shown = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&shown, &len);

	make(&folder, text, strlen(text));
	input = input_of(&folder, format);
	input.entry = entry;
	input.has_entry = true;
	status = plimsoll_show_file(&input, "raw", out, &err);
	fclose(out);
	sweep(&folder);
	if (expected[0] == '!') {
		assert_int_not_equal(status, PLIMSOLL_OK);
		if (!strstr(err.message, expected + 1))
			assert_string_equal(err.message, expected + 1);
	} else {
		assert_string_equal(err.message, "");
		assert_string_equal(shown, expected);
	}
	free(shown);
}

struct heard {
	struct pl_buf out;
	const char *text, *path;
};

static int hear(void *ctx, const struct plimsoll_request *r)
{
	struct heard *h = ctx;

	pl_buf_printf(&h->out, "%llu %.*s %.*s\n", (unsigned long long)r->entry, (int)r->method.len, r->method.ptr, (int)r->url.len,
	              r->url.ptr);
	for (size_t i = 0; i < r->findings_len; i++) {
		const struct plimsoll_finding *f = &r->findings[i];
		bool is_here = f->place.path.len == strlen(h->path) && memcmp(f->place.path.ptr, h->path, f->place.path.len) == 0;

		pl_buf_printf(&h->out, "%.*s|%.*s\n", (int)f->rule.len, f->rule.ptr, is_here ? (int)f->place.length : 9,
		              is_here ? h->text + f->place.offset : "elsewhere");
	}
	return 0;
}

static enum plimsoll_status run_check(const char *format, const char *text, size_t len, struct heard *heard)
{
	struct plimsoll_options options = { 0 };
	struct plimsoll_error err = { .message = "" };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct plimsoll_input input;
	enum plimsoll_status status;
	struct folder folder;

	make(&folder, text, len);
	input = input_of(&folder, format);
	heard->text = text;
	heard->path = folder.input;
	pl_buf_init(&heard->out, (size_t)1 << 20);
	status = plimsoll_check_file(rules, &input, &(struct plimsoll_sink){ heard, hear }, &err);
	sweep(&folder);
	plimsoll_rules_close(rules);
	return status;
}

void pl_input_finds(const char *format, const char *text, const char *expected)
{
	struct heard heard;

	assert_int_equal(run_check(format, text, strlen(text), &heard), PLIMSOLL_OK);
	pl_buf_add_char(&heard.out, '\0');
	assert_string_equal(heard.out.ptr, expected);
	pl_buf_free(&heard.out);
}

void pl_input_survives(const char *format, const char *text, size_t len)
{
	struct heard heard;

	run_check(format, text, len, &heard);
	pl_buf_free(&heard.out);
}

void pl_inputs_env(const char *content, const char *name)
{
	env_content = content;
	env_name = name;
}

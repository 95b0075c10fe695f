/* Every two cuts of an input give the same event log. */
#include "cuts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/number.h"

#define LOG_MAX ((size_t)1 << 20)

void pl_log_event(struct pl_buf *out, const char *kind, struct pl_span at)
{
	pl_buf_printf(out, "%s %llu+%llu\n", kind, (unsigned long long)at.off, (unsigned long long)at.len);
}

/* Takes the last line out of `out` when it is data of this kind that ends at `off`; its text goes to `text`. */
static bool take_last(struct pl_buf *out, const char *kind, uint64_t *off, uint64_t *len, struct pl_buf *text)
{
	unsigned long long last_off, last_len;
	size_t start = out->len ? out->len - 1 : 0, kind_len = strlen(kind);
	int used = 0;

	while (start > 0 && out->ptr[start - 1] != '\n')
		start--;
	pl_buf_add_char(out, '\0');
	out->len--;
	if (out->len == 0 || strncmp(out->ptr + start, kind, kind_len) != 0 ||
	    sscanf(out->ptr + start + kind_len, " %llu+%llu %n", &last_off, &last_len, &used) != 2 ||
	    last_off + last_len != *off)
		return false;
	pl_buf_add(text, out->ptr + start + kind_len + used, out->len - 1 - start - kind_len - (size_t)used);
	*off = last_off;
	*len += last_len;
	out->len = start;
	return true;
}

void pl_log_data(struct pl_buf *out, const char *kind, struct pl_run run, size_t source_len)
{
	uint64_t off = run.off, len = source_len;
	struct pl_buf text;

	pl_buf_init(&text, LOG_MAX);
	take_last(out, kind, &off, &len, &text);
	for (size_t i = 0; i < run.len; i++) {
		unsigned char c = run.ptr[i];

		if (c > 0x20 && c < 0x7F && c != '\\')
			pl_buf_add_char(&text, (char)c);
		else
			pl_buf_printf(&text, c == ' ' ? "_" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\x%02x", c);
	}
	pl_buf_printf(out, "%s %llu+%llu %.*s\n", kind, (unsigned long long)off, (unsigned long long)len,
	              (int)text.len, text.len ? text.ptr : "");
	pl_buf_free(&text);
}

static struct pl_run copy_of(struct pl_str input, size_t from, size_t to)
{
	unsigned char *copy = malloc(to - from ? to - from : 1);

	assert_non_null(copy);
	if (to > from)
		memcpy(copy, input.ptr + from, to - from);
	return (struct pl_run){ copy, to - from, 1, from };
}

static void check_cut(struct pl_str input, size_t first, size_t second, pl_logger *log, const char *expected)
{
	struct pl_run runs[3] = { copy_of(input, 0, first), copy_of(input, first, second),
		                  copy_of(input, second, input.len) };
	const unsigned char *const copies[3] = { runs[0].ptr, runs[1].ptr, runs[2].ptr };
	struct pl_buf out;

	pl_buf_init(&out, LOG_MAX);
	log(runs, 3, &out);
	pl_buf_add_char(&out, '\0');
	if (strcmp(out.ptr, expected) != 0)
		print_error("input: %.*s\ncut at %zu and %zu\n", PL_STR_ARG(input), first, second);
	assert_string_equal(out.ptr, expected);
	pl_buf_free(&out);
	for (size_t i = 0; i < 3; i++)
		free((void *)(uintptr_t)copies[i]);
}

void pl_cuts_check(struct pl_str input, pl_logger *log, const char *expected)
{
	check_cut(input, input.len, input.len, log, expected);
	for (size_t first = 0; first <= input.len; first++)
		for (size_t second = first; second <= input.len; second++)
			check_cut(input, first, second, log, expected);
}

/* Files of --save. What is masked is letters and digits alone, so that what a secret is made of can still be checked. */
#include "capture/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/memory.h"
#include "parse/base64.h"
#include "parse/head.h"
#include "secret_names.h"
#include "secret_scan.h"

#define DECODED_MAX 1024 /* of Basic credentials */

static bool failed(const struct pl_save *save, const char *what, struct plimsoll_error *err)
{
	pl_fail(err, PLIMSOLL_IO, save->path, "cannot be %s: %s", what, strerror(errno));
	return false;
}

/* What programs write where a secret is missing is none, and worth a finding; so is a scheme without credentials. */
static bool is_placeholder(struct pl_str text)
{
	static const char *const words[] = { "undefined", "null", "none", "nil", "nan", "[object Object]", "true", "false",
		                             "basic", "bearer", "digest", "negotiate" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pl_str_equal_nocase(text, pl_str_from(words[i])))
			return true;
	return memchr(text.ptr, '{', text.len) || memchr(text.ptr, '$', text.len) || memchr(text.ptr, '<', text.len);
}

/* Percent-encoding stays what it is. */
static void blank(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '%' && i + 2 < len && pl_hex_value(text[i + 1]) >= 0 && pl_hex_value(text[i + 2]) >= 0) {
			memcpy(text + i + 1, "78", 2);
			i += 2;
		} else if (pl_is_alpha(text[i]) || pl_is_digit(text[i])) {
			text[i] = 'x';
		}
	}
}

/* The name and the password within base64 are masked, and encoded as before. False when that is not what was there. */
static bool blank_basic(char *text, size_t len)
{
	unsigned char plain[DECODED_MAX];
	char again[DECODED_MAX * 4 / 3 + 4];
	size_t plain_len;

	if (len > DECODED_MAX)
		return false;
	plain_len = pl_base64_decode((struct pl_str){ text, len }, plain, sizeof(plain));
	if (pl_base64_encode(plain, plain_len, again) != len || memcmp(again, text, len) != 0)
		return false;
	blank((char *)plain, plain_len);
	pl_base64_encode(plain, plain_len, again);
	memcpy(text, again, len);
	return true;
}

/* Of name=value pairs the names stay. */
static void blank_values(char *text, size_t len)
{
	bool is_quoted = false, is_value = false;

	for (size_t i = 0; i < len; i++) {
		is_quoted ^= text[i] == '"';
		if (!is_quoted && strchr(",; ", text[i]) && text[i])
			is_value = false;
		else if (is_value)
			blank(text + i, 1);
		else
			is_value = text[i] == '=';
	}
}

static bool has_pairs(struct pl_str name, struct pl_str value)
{
	static const char *const schemes[] = { "digest ", "oauth ", "aws4-", "hawk ", "signature " };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (pl_str_starts_nocase(value, pl_str_from(schemes[i])))
			return true;
	return pl_str_equal_nocase(name, PL_STR("cookie"));
}

static void mask_value(char *head, struct pl_str text, struct pl_str name, struct pl_str value)
{
	struct pl_str secret = pl_secret_of_header(value);
	char *at = head + (secret.ptr - text.ptr);

	if (secret.len == 0 || is_placeholder(secret))
		return;
	if (has_pairs(name, value))
		blank_values(at, secret.len);
	else if (!pl_str_starts_nocase(value, PL_STR("basic ")) || !blank_basic(at, secret.len))
		blank(at, secret.len);
}

void pl_save_mask(char *head, size_t len)
{
	struct pl_str text = { head, len }, secret;
	struct pl_arena arena = { .blocks = NULL };
	struct pl_head parsed;
	enum pl_head_result result = pl_head_parse(text, &arena, &parsed);

	for (size_t i = 0; result != PL_HEAD_NOT_HTTP && i < parsed.fields_len; i++)
		if (pl_secret_name(parsed.fields[i].name, PL_SECRET_HEADER))
			mask_value(head, text, parsed.fields[i].name, parsed.fields[i].value);
	if (result != PL_HEAD_NOT_HTTP) {
		struct pl_str target = { head, parsed.target_at + parsed.target.len };

		for (size_t at = parsed.target_at; pl_secret_next(target, false, &at, &secret);)
			if (!is_placeholder(secret))
				blank(head + (secret.ptr - text.ptr), secret.len);
	}
	pl_arena_free(&arena);
}

bool pl_save_open(struct pl_save *save, const char *path, struct pl_str head, bool shows_secrets, struct plimsoll_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char *copy;

	save->path = path;
	save->file = fd < 0 ? NULL : fdopen(fd, "w");
	if (save->file == NULL)
		return failed(save, "written", err);
	copy = pl_memory_alloc(head.len + 1);
	memcpy(copy, head.ptr, head.len);
	if (!shows_secrets)
		pl_save_mask(copy, head.len);
	fwrite(copy, 1, head.len, save->file);
	free(copy);
	return true;
}

bool pl_save_add(struct pl_save *save, struct pl_str bytes, struct plimsoll_error *err)
{
	return fwrite(bytes.ptr, 1, bytes.len, save->file) == bytes.len || failed(save, "written further", err);
}

bool pl_save_close(struct pl_save *save, bool is_kept, struct plimsoll_error *err)
{
	bool is_good = ferror(save->file) == 0;

	is_good &= fclose(save->file) == 0;
	save->file = NULL;
	if (!is_kept)
		unlink(save->path);
	return is_good || failed(save, "written whole", err);
}

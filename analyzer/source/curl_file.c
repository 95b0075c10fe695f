/* Files of a curl command: where they are, how much of them is sent, and their bytes as they stream. */
#include "source/curl_file.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "parse/base64.h"

#define LINE 57 /* bytes that make 76 characters */

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

size_t pl_curl_urlencode(const unsigned char *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = bytes[i];

		if (is_unreserved(c) || c == ' ') {
			if (out)
				out[n] = c == ' ' ? '+' : (char)c;
			n++;
			continue;
		}
		if (out) {
			out[n] = '%';
			out[n + 1] = digits[c >> 4];
			out[n + 2] = digits[c & 15];
		}
		n += 3;
	}
	return n;
}

static bool is_stripped(unsigned char c)
{
	return c == '\r' || c == '\n' || c == '\0';
}

/* Does the real path `file` stand below the real path `folder`? */
static bool is_below(const char *folder, const char *file)
{
	size_t len = strlen(folder);

	return strcmp(folder, "/") == 0 || (strncmp(folder, file, len) == 0 && file[len] == '/');
}

/* The real path, so that no symbolic link leads out of the folder unseen. */
static void find(struct pl_curl_file *file, const char *folder, struct pl_arena *arena)
{
	struct pl_str joined = file->name.ptr[0] == '/' ? pl_arena_str(arena, file->name)
	                                                : pl_arena_printf(arena, "%s/%.*s", folder, PL_STR_ARG(file->name));
	char *base = realpath(folder, NULL), *real = realpath(joined.ptr, NULL);
	struct stat st;

	if (real == NULL || base == NULL || stat(real, &st) != 0)
		file->reason = errno == ENOENT ? "no such file" : strerrordesc_np(errno);
	else if (S_ISDIR(st.st_mode))
		file->reason = "is a directory";
	else if (!S_ISREG(st.st_mode))
		file->reason = "is no regular file";
	else {
		file->size = (uint64_t)st.st_size;
		file->is_outside = !is_below(base, real);
		file->path = pl_arena_str(arena, pl_str_from(real)).ptr;
	}
	free(real);
	free(base);
}

/* Reads the file once, since Content-Length stands before its bytes. */
static void count(struct pl_curl_file *file)
{
	struct plimsoll_error err;
	struct pl_reader *reader = pl_reader_open(file->path, 0, NULL, &err);
	struct pl_run run;

	file->sent = 0;
	if (reader == NULL) {
		file->reason = "cannot be read";
		file->path = NULL;
		return;
	}
	while ((run = pl_reader_run(reader)).len > 0) {
		if (file->use == PL_CURL_URLENCODED)
			file->sent += pl_curl_urlencode(run.ptr, run.len, NULL);
		else
			for (size_t i = 0; i < run.len; i++)
				file->stripped += is_stripped(run.ptr[i]);
		pl_reader_consume(reader, run.len);
	}
	if (file->use == PL_CURL_STRIPPED)
		file->sent = file->size - file->stripped;
	pl_reader_close(reader);
}

struct pl_curl_file *pl_curl_file_look(const char *folder, struct pl_str name, struct pl_span at, enum pl_curl_use use,
                                       struct pl_arena *arena)
{
	struct pl_curl_file *file = pl_arena_alloc(arena, sizeof(*file));

	*file = (struct pl_curl_file){ .name = name, .at = at, .use = use };
	if (name.len == 0)
		file->reason = "the name is empty";
	else
		find(file, folder, arena);
	file->sent = file->size;
	if (use == PL_CURL_BASE64 && file->size > 0) {
		/* Lines of 76 characters, with CRLF between them. */
		file->sent = (file->size + 2) / 3 * 4;
		file->sent += (file->sent - 1) / 76 * 2;
	} else if (use != PL_CURL_AS_IS && use != PL_CURL_BASE64 && file->is_outside) {
		file->is_size_unknown = true;
	} else if (use != PL_CURL_AS_IS && use != PL_CURL_BASE64 && file->path) {
		count(file);
	}
	return file;
}

struct pl_curl_file *pl_curl_file_read(const char *folder, struct pl_str name, struct pl_span at, struct pl_arena *arena,
                                       struct pl_str *text)
{
	struct pl_curl_file *file = pl_curl_file_look(folder, name, at, PL_CURL_AS_IS, arena);
	struct plimsoll_error err;
	struct pl_reader *reader;
	struct pl_run run;

	*text = (struct pl_str){ NULL, 0 };
	if (file->path == NULL || file->is_outside || file->size > PL_LIMIT_CURL_INLINE)
		return file;
	reader = pl_reader_open(file->path, 0, NULL, &err);
	if (reader) {
		run = pl_reader_peek(reader, PL_LIMIT_CURL_INLINE);
		*text = pl_arena_str(arena, pl_run_text(&run));
		pl_reader_close(reader);
	} else {
		file->reason = "cannot be read";
		file->path = NULL;
	}
	return file;
}

static bool begin(struct pl_curl_sending *s, struct pl_origins *origins, struct plimsoll_error *err)
{
	s->origin = pl_origin_file(origins, s->file->path);
	s->reader = pl_reader_open(s->file->path, s->origin, origins, err);
	if (s->file->use == PL_CURL_URLENCODED || s->file->use == PL_CURL_BASE64) {
		s->layer = pl_origin_layer(origins, s->file->use == PL_CURL_BASE64 ? "base64" : "urlencoded",
		                           (struct pl_span){ s->origin, 0, s->file->size });
		s->out = pl_memory_alloc(3 * PL_LIMIT_BLOCK);
	}
	return s->reader != NULL;
}

/* The next stretch without what -d strips. */
static void strip(struct pl_curl_sending *s, struct pl_run *run)
{
	size_t len = 0;

	do {
		pl_reader_consume(s->reader, len);
		*run = pl_reader_run(s->reader);
		for (len = 0; len < run->len && is_stripped(run->ptr[len]);)
			len++;
	} while (len > 0);
	while (len < run->len && !is_stripped(run->ptr[len]))
		len++;
	run->len = len;
	s->used = len;
}

static void encode(struct pl_curl_sending *s, struct pl_run *run)
{
	struct pl_run in = pl_reader_peek(s->reader, PL_LIMIT_BLOCK / LINE * LINE / 2 / LINE * LINE);
	size_t most = PL_LIMIT_BLOCK / 2 / LINE * LINE, n = 0;

	in.len = in.len < most ? in.len : most;
	s->used = in.len;
	if (s->file->use == PL_CURL_URLENCODED) {
		n = pl_curl_urlencode(in.ptr, in.len, (char *)s->out);
	} else {
		for (size_t i = 0; i < in.len; i += LINE) {
			if (s->column++ > 0) {
				s->out[n++] = '\r';
				s->out[n++] = '\n';
			}
			n += pl_base64_encode(in.ptr + i, in.len - i < LINE ? in.len - i : LINE, (char *)s->out + n);
		}
	}
	*run = (struct pl_run){ s->out, n, s->layer, 0 };
}

bool pl_curl_sending_next(struct pl_curl_sending *s, struct pl_origins *origins, struct pl_run *run,
                          struct plimsoll_error *err)
{
	*run = (struct pl_run){ 0 };
	if (s->file->is_outside) {
		if (!s->is_hole_sent)
			*run = (struct pl_run){ NULL, (size_t)s->file->sent, pl_origin_file(origins, s->file->path), 0 };
		s->is_hole_sent = true;
		return true;
	}
	if (s->reader == NULL && !begin(s, origins, err))
		return false;
	pl_reader_consume(s->reader, s->used);
	s->used = 0;
	if (s->file->use == PL_CURL_STRIPPED)
		strip(s, run);
	else if (s->file->use != PL_CURL_AS_IS)
		encode(s, run);
	else {
		*run = pl_reader_run(s->reader);
		s->used = run->len;
	}
	return run->len > 0 || !pl_reader_failed(s->reader, err);
}

void pl_curl_sending_end(struct pl_curl_sending *s)
{
	if (s->reader)
		pl_reader_close(s->reader);
	free(s->out);
	*s = (struct pl_curl_sending){ 0 };
}

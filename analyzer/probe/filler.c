/* Bodies of each shape and dimension. Where the size alone is under test they are broken on purpose (JSON that never closes), so
 * that no handler takes them for data; where a parser has to count something (fields, depth) they are well formed. */
#include "probe/filler.h"

#include <stdio.h>

#include "base/number.h"

#include "probe/gzip_run.h"

#define BOUNDARY "plimsoll-probe-7f3a9c51d2"
#define FILE_HEAD                                                                                          \
	"--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plimsoll.bin\"\r\n"   \
	"Content-Type: application/octet-stream\r\n\r\n"
#define FIELD_HEAD "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"plimsoll\"\r\n\r\n"
/* A name with [] keeps every part where PHP would keep the last one. */
#define PART_HEAD                                                                                            \
	"--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"plimsoll.bin\"\r\n" \
	"Content-Type: application/octet-stream\r\n\r\n"
#define FIELD "f%5B%5D=1" /* f[]=1, for the same reason */
#define CLOSING "\r\n--" BOUNDARY "--\r\n"
#define HEADER_NAME "X-Plimsoll: "
#define HEADER_NUMBERED 32 /* bytes of a line that is long enough for a name of its own */

static const char *const content_types[PL_SHAPES] = {
	[PL_SHAPE_RAW] = "application/octet-stream",
	[PL_SHAPE_JSON] = "application/json",
	[PL_SHAPE_MULTIPART] = ("multipart/form-data; boundary=" BOUNDARY),
	[PL_SHAPE_FORM] = "application/x-www-form-urlencoded",
};

static void add(struct pl_filler *f, struct pl_str unit, uint64_t times)
{
	uint64_t bytes = 0;

	if (times == 0 || unit.len == 0)
		return;
	f->stretches[f->len++] = (struct pl_stretch){ unit, times };
	if (__builtin_mul_overflow(times, unit.len, &bytes))
		bytes = UINT64_MAX;
	f->body_bytes = pl_add_capped(f->body_bytes, bytes);
}

static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

static void add_body(struct pl_filler *f, enum pl_shape shape, uint64_t bytes)
{
	switch (shape) {
	case PL_SHAPE_JSON:
		add(f, PL_STR("{"), 1);
		add(f, PL_STR(" "), less(bytes, 1));
		return;
	case PL_SHAPE_FORM:
		add(f, PL_STR("plimsoll="), 1);
		add(f, PL_STR("x"), less(bytes, sizeof("plimsoll=") - 1));
		return;
	case PL_SHAPE_MULTIPART:
		add(f, PL_STR(FILE_HEAD), 1);
		add(f, PL_STR("x"), less(bytes, sizeof(FILE_HEAD) + sizeof(CLOSING) - 2));
		add(f, PL_STR(CLOSING), 1);
		return;
	case PL_SHAPE_RAW:
	case PL_SHAPES:
		break;
	}
	add(f, PL_STR("x"), bytes);
}

static void add_parts(struct pl_filler *f, struct pl_str part, uint64_t parts)
{
	add(f, part, parts);
	add(f, PL_STR("--" BOUNDARY "--\r\n"), 1);
}

static void add_field(struct pl_filler *f, enum pl_shape shape, uint64_t bytes)
{
	static const char *const before[PL_SHAPES] = {
		[PL_SHAPE_JSON] = "{\"plimsoll\":\"",
		[PL_SHAPE_MULTIPART] = FIELD_HEAD,
		[PL_SHAPE_FORM] = "plimsoll=",
	};
	static const char *const behind[PL_SHAPES] = { [PL_SHAPE_JSON] = "\"}", [PL_SHAPE_MULTIPART] = CLOSING };

	add(f, pl_str_from(before[shape]), 1);
	add(f, PL_STR("x"), bytes);
	add(f, pl_str_from(behind[shape]), 1);
}

static void add_fields(struct pl_filler *f, enum pl_shape shape, uint64_t fields)
{
	if (shape == PL_SHAPE_MULTIPART) {
		add_parts(f, PL_STR(FIELD_HEAD "1\r\n"), fields);
		return;
	}
	add(f, PL_STR(FIELD "&"), less(fields, 1));
	add(f, PL_STR(FIELD), fields > 0);
}

static void add_inflated(struct pl_filler *f, const struct pl_trial *trial, struct pl_arena *arena)
{
	bool is_json = trial->shape == PL_SHAPE_JSON;
	struct pl_gzip_run run = pl_gzip_run(is_json ? '{' : 'x', is_json ? ' ' : 'x', trial->bytes, arena);

	f->content_encoding = "gzip";
	add(f, run.before, 1);
	add(f, run.unit, run.times);
	add(f, run.behind, 1);
}

enum pl_shape pl_filler_shape(enum pl_dimension dimension, enum pl_shape shape)
{
	switch (dimension) {
	case PL_DIMENSION_PARTS:
	case PL_DIMENSION_FILE:
		return PL_SHAPE_MULTIPART;
	case PL_DIMENSION_JSON_DEPTH:
		return PL_SHAPE_JSON;
	case PL_DIMENSION_FIELDS:
		return shape == PL_SHAPE_MULTIPART ? shape : PL_SHAPE_FORM;
	case PL_DIMENSION_FIELD:
		return shape == PL_SHAPE_RAW ? PL_SHAPE_FORM : shape;
	case PL_DIMENSION_INFLATED:
		return shape == PL_SHAPE_JSON ? shape : PL_SHAPE_RAW;
	case PL_DIMENSION_BODY:
	case PL_DIMENSION_HEADERS:
	case PL_DIMENSION_HEADER:
	case PL_DIMENSION_REQUEST_LINE:
	case PL_DIMENSION_HEADER_COUNT:
	case PL_DIMENSIONS:
		break;
	}
	return shape;
}

void pl_filler_open(struct pl_filler *f, const struct pl_trial *trial, struct pl_arena *arena)
{
	enum pl_shape shape = pl_filler_shape(trial->dimension, trial->shape);

	*f = (struct pl_filler){ .content_type = content_types[shape] };
	switch (trial->dimension) {
	case PL_DIMENSION_BODY:
		if (trial->is_deflated)
			add_inflated(f, trial, arena);
		else
			add_body(f, shape, trial->bytes);
		return;
	case PL_DIMENSION_INFLATED:
		add_inflated(f, trial, arena);
		return;
	case PL_DIMENSION_PARTS:
		add_parts(f, PL_STR(PART_HEAD "1\r\n"), trial->bytes);
		return;
	case PL_DIMENSION_FIELDS:
		add_fields(f, shape, trial->bytes);
		return;
	case PL_DIMENSION_FIELD:
		add_field(f, shape, trial->bytes);
		return;
	case PL_DIMENSION_FILE:
		add(f, PL_STR(FILE_HEAD), 1);
		add(f, PL_STR("x"), trial->bytes);
		add(f, PL_STR(CLOSING), 1);
		return;
	case PL_DIMENSION_JSON_DEPTH:
		add(f, PL_STR("["), trial->bytes);
		add(f, PL_STR("]"), trial->bytes);
		return;
	case PL_DIMENSION_HEADERS:
	case PL_DIMENSION_HEADER:
	case PL_DIMENSION_REQUEST_LINE:
	case PL_DIMENSION_HEADER_COUNT:
	case PL_DIMENSIONS:
		break;
	}
	add_body(f, shape, PL_FILLER_SMALL);
}

/* As many bytes of the stretch from `offset` as there are and fit; false behind its end. */
static size_t read_stretch(const struct pl_stretch *stretch, uint64_t offset, char *out, size_t len)
{
	size_t done = 0, unit = stretch->unit.len;

	while (done < len && offset / unit < stretch->times) {
		size_t at = (size_t)(offset % unit), n = unit - at < len - done ? unit - at : len - done;

		if (unit == 1) { /* the common one: a run of a byte */
			n = stretch->times - offset < len - done ? (size_t)(stretch->times - offset) : len - done;
			memset(out + done, stretch->unit.ptr[0], n);
		} else {
			memcpy(out + done, stretch->unit.ptr + at, n);
		}
		done += n;
		offset += n;
	}
	return done;
}

void pl_filler_read(const struct pl_filler *f, uint64_t offset, void *out, size_t len)
{
	char *to = out;

	for (size_t i = 0; i < f->len && len > 0; i++) {
		uint64_t bytes = f->stretches[i].times * f->stretches[i].unit.len;

		if (offset < bytes) {
			size_t n = read_stretch(&f->stretches[i], offset, to, len);

			to += n;
			len -= n;
			offset += n;
		}
		offset -= bytes;
	}
}

const char *pl_filler_header(const struct pl_trial *trial, uint64_t number, struct pl_arena *arena)
{
	const size_t name = sizeof(HEADER_NAME) - 1;
	bool is_last = number == trial->header_lines;
	uint64_t bytes = is_last ? trial->last_header_bytes : trial->header_bytes;
	size_t len;
	char *line;

	if (number > trial->header_lines || bytes == 0)
		return NULL;
	len = bytes > name + 2 ? (size_t)bytes - 2 : name;
	line = pl_arena_alloc(arena, len + 1);
	memset(line, 'x', len);
	memcpy(line, HEADER_NAME, name);
	/* Lines of one name may be taken for one long line. */
	if (trial->dimension == PL_DIMENSION_HEADERS && len >= HEADER_NUMBERED)
		line[snprintf(line, len, "X-Plimsoll-%u:", (unsigned)number)] = ' ';
	return line;
}

uint64_t pl_filler_least(enum pl_dimension dimension, enum pl_shape shape)
{
	switch (dimension) {
	case PL_DIMENSION_BODY:
		return shape == PL_SHAPE_MULTIPART ? sizeof(FILE_HEAD) + sizeof(CLOSING) - 2
		       : shape == PL_SHAPE_FORM    ? sizeof("plimsoll=") - 1
		                                   : 1;
	case PL_DIMENSION_HEADER:
		return sizeof(HEADER_NAME) + 1;
	case PL_DIMENSION_HEADERS:
	case PL_DIMENSION_REQUEST_LINE:
	case PL_DIMENSION_HEADER_COUNT:
	case PL_DIMENSION_PARTS:
	case PL_DIMENSION_FIELDS:
	case PL_DIMENSION_FIELD:
	case PL_DIMENSION_FILE:
	case PL_DIMENSION_JSON_DEPTH:
	case PL_DIMENSION_INFLATED:
	case PL_DIMENSIONS:
		break;
	}
	return 1;
}

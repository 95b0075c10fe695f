/* Content codings undone as they stream. */
#include "extract/coding.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/bytes.h"
#include "base/memory.h"

#define OUT             ((size_t)64 << 10)
#define INPUT_MAX       ((size_t)1 << 30) /* zlib counts in 32 bits */
#define ZSTD_WINDOW_LOG 23                /* 8 MiB: RFC 9659 section 3 */

struct kind {
	const char *name;
	void (*open)(struct pl_coding *c);
	const char *(*step)(struct pl_coding *c, struct pl_run *in, size_t *produced);
	void (*close)(struct pl_coding *c);
};

struct pl_coding {
	const struct kind *kind;
	z_stream z;
	BrotliDecoderState *brotli;
	ZSTD_DStream *zstd;
	unsigned char begin[2]; /* of deflate: they tell whether the zlib wrapper is there */
	size_t begin_len;
	uint64_t produced;
	bool has_input, is_over; /* is_over: at the end of a member, frame or stream */
	bool may_hold_output;
	unsigned char out[OUT];
};

static const char trailing[] = "other bytes follow the compressed data";

static const char *inflate_step(struct pl_coding *c, struct pl_run *in, size_t *produced)
{
	size_t len = in->len < INPUT_MAX ? in->len : INPUT_MAX;
	int result;

	c->z.next_in = (Bytef *)(uintptr_t)in->ptr;
	c->z.avail_in = (uInt)len;
	c->z.next_out = c->out;
	c->z.avail_out = (uInt)OUT;
	result = inflate(&c->z, Z_NO_FLUSH);
	pl_run_skip(in, len - c->z.avail_in);
	*produced = OUT - c->z.avail_out;
	if (result == Z_STREAM_END)
		c->is_over = true;
	else if (result == Z_NEED_DICT)
		return "a preset dictionary is needed";
	else if (result != Z_OK && result != Z_BUF_ERROR)
		return c->z.msg ? c->z.msg : "the compressed data is broken";
	return NULL;
}

static void inflate_close(struct pl_coding *c)
{
	inflateEnd(&c->z);
}

static void gzip_open(struct pl_coding *c)
{
	inflateInit2(&c->z, 15 + 16);
}

/* Members may follow each other: RFC 1952 section 2.2. */
static const char *gzip_step(struct pl_coding *c, struct pl_run *in, size_t *produced)
{
	if (c->is_over && in->len > 0) {
		if (*in->ptr != 0x1F)
			return trailing;
		inflateReset(&c->z);
		c->is_over = false;
	}
	return inflate_step(c, in, produced);
}

static void deflate_open(struct pl_coding *c)
{
	inflateInit2(&c->z, -15);
}

/* CMF and FLG of RFC 1950 section 2.2; without them it is what some clients send as deflate: RFC 1951 alone.
 */
static bool has_zlib_header(const unsigned char begin[2])
{
	return (begin[0] & 0x0F) == 8 && (begin[0] << 8 | begin[1]) % 31 == 0;
}

static const char *deflate_step(struct pl_coding *c, struct pl_run *in, size_t *produced)
{
	struct pl_run begin = { c->begin, sizeof(c->begin), 0, 0 };

	if (c->begin_len < sizeof(c->begin)) {
		c->begin[c->begin_len++] = *in->ptr;
		pl_run_skip(in, 1);
		if (c->begin_len < sizeof(c->begin))
			return NULL;
		if (has_zlib_header(c->begin))
			inflateReset2(&c->z, 15);
		return inflate_step(c, &begin, produced);
	}
	return c->is_over && in->len > 0 ? trailing : inflate_step(c, in, produced);
}

static void brotli_open(struct pl_coding *c)
{
	c->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
}

static const char *brotli_step(struct pl_coding *c, struct pl_run *in, size_t *produced)
{
	size_t len = in->len, room = OUT;
	const uint8_t *next = in->ptr;
	uint8_t *out = c->out;
	BrotliDecoderResult result;

	if (c->is_over)
		return in->len > 0 ? trailing : NULL;
	result = BrotliDecoderDecompressStream(c->brotli, &len, &next, &room, &out, NULL);
	pl_run_skip(in, in->len - len);
	*produced = OUT - room;
	c->is_over = result == BROTLI_DECODER_RESULT_SUCCESS;
	return result == BROTLI_DECODER_RESULT_ERROR ? "the brotli data is broken" : NULL;
}

static void brotli_close(struct pl_coding *c)
{
	BrotliDecoderDestroyInstance(c->brotli);
}

static void zstd_open(struct pl_coding *c)
{
	c->zstd = ZSTD_createDStream();
	ZSTD_DCtx_setParameter(c->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
}

/* Frames may follow each other: RFC 8878 section 3. */
static const char *zstd_step(struct pl_coding *c, struct pl_run *in, size_t *produced)
{
	ZSTD_inBuffer input = { in->ptr, in->len, 0 };
	ZSTD_outBuffer output = { c->out, OUT, 0 };
	size_t result;

	if (c->is_over && in->len == 0)
		return NULL;
	result = ZSTD_decompressStream(c->zstd, &output, &input);
	pl_run_skip(in, input.pos);
	*produced = output.pos;
	c->is_over = result == 0;
	return ZSTD_isError(result) ? ZSTD_getErrorName(result) : NULL;
}

static void zstd_close(struct pl_coding *c)
{
	ZSTD_freeDStream(c->zstd);
}

static const struct kind kinds[] = {
	{ "gzip", gzip_open, gzip_step, inflate_close },
	{ "x-gzip", gzip_open, gzip_step, inflate_close },
	{ "deflate", deflate_open, deflate_step, inflate_close },
	{ "br", brotli_open, brotli_step, brotli_close },
	{ "zstd", zstd_open, zstd_step, zstd_close },
};

void pl_codings_begin(struct pl_codings *codings, uint64_t max)
{
	pl_codings_end(codings);
	*codings = (struct pl_codings){ .max = max };
}

bool pl_codings_add(struct pl_codings *codings, struct pl_str name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct pl_coding *c;

		if (!pl_str_equal_nocase(name, pl_str_from(kinds[i].name)) || codings->len == PL_CODINGS_MAX)
			continue;
		c = pl_memory_alloc(sizeof(*c));
		c->kind = &kinds[i];
		c->kind->open(c);
		codings->items[codings->len++] = c;
		return true;
	}
	return false;
}

/* The next output of one coding; empty when its input is used up. */
static struct pl_run step(struct pl_codings *codings, struct pl_coding *c, struct pl_run *in)
{
	size_t produced = 0;

	while (produced == 0 && (in->len > 0 || c->may_hold_output)) {
		c->has_input |= in->len > 0;
		codings->problem = c->kind->step(c, in, &produced);
		c->may_hold_output = produced == OUT;
		if (codings->problem)
			break;
	}
	c->produced += produced;
	if (c->produced > codings->max) {
		codings->is_limited = true;
		produced = 0;
	}
	return (struct pl_run){ c->out, produced, 0, 0 };
}

bool pl_codings_next(struct pl_codings *codings, struct pl_run *in, struct pl_run *out)
{
	size_t level = codings->len - 1;

	while (!codings->problem && !codings->is_limited) {
		struct pl_run made =
		    step(codings, codings->items[level], level == 0 ? in : &codings->pending[level]);

		if (made.len > 0 && level + 1 == codings->len) {
			*out = made;
			return true;
		}
		if (made.len > 0)
			codings->pending[++level] = made;
		else if (level-- == 0)
			return false;
	}
	return false;
}

void pl_codings_finish(struct pl_codings *codings)
{
	for (size_t i = 0; i < codings->len && !codings->problem && !codings->is_limited; i++)
		if (codings->items[i]->has_input && !codings->items[i]->is_over)
			codings->problem = "the compressed data is cut off";
}

void pl_codings_end(struct pl_codings *codings)
{
	for (size_t i = 0; i < codings->len; i++) {
		codings->items[i]->kind->close(codings->items[i]);
		free(codings->items[i]);
	}
	codings->len = 0;
}

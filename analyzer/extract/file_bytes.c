/* A file counted as it streams: decimal digits, base64 characters and, by zlib, its gzip form. */
#include "extract/file_bytes.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "extract/sniff.h"
#include "source/reader.h"

/* Base64 is made of groups of three bytes; a run may end inside one. */
struct groups {
	unsigned bits, len;
};

static bool is_escaped(unsigned sextet)
{
	return sextet >= 62;
}

static void count_group(struct pl_file_bytes *bytes, unsigned bits)
{
	bytes->escaped += (uint64_t)is_escaped(bits >> 18) + is_escaped(bits >> 12 & 63) + is_escaped(bits >> 6 & 63) +
	                  is_escaped(bits & 63);
}

static void count(struct pl_file_bytes *bytes, struct groups *g, const struct pl_run *run)
{
	bytes->raw_bytes += run->len;
	for (size_t i = 0; i < run->len; i++) {
		unsigned byte = run->ptr[i];

		bytes->digits += 1U + (byte > 9) + (byte > 99);
		g->bits = g->bits << 8 | byte;
		if (++g->len == 3) {
			count_group(bytes, g->bits);
			*g = (struct groups){ 0 };
		}
	}
}

/* The last group is filled up with zero bits, whose characters are no + and no /. */
static void count_rest(struct pl_file_bytes *bytes, const struct groups *g)
{
	if (g->len > 0)
		count_group(bytes, g->bits << 8 * (3 - g->len));
}

/* `flush` is Z_FINISH for the last call. */
static void compress_run(z_stream *z, const struct pl_run *run, int flush, uint64_t *gzip_bytes)
{
	unsigned char out[16384];
	size_t done = 0;

	do {
		z_const Bytef *in = (z_const Bytef *)(uintptr_t)(run->ptr + done);
		uInt given = (uInt)(run->len - done < PL_LIMIT_BLOCK ? run->len - done : PL_LIMIT_BLOCK);

		z->next_in = in;
		z->avail_in = given;
		do {
			z->next_out = out;
			z->avail_out = sizeof(out);
			deflate(z, flush);
			*gzip_bytes += sizeof(out) - z->avail_out;
		} while (z->avail_out == 0);
		done += given - z->avail_in;
	} while (done < run->len);
}

static voidpf allocate(voidpf unused, uInt items, uInt size)
{
	(void)unused;
	return pl_memory_alloc((size_t)items * size);
}

static void release(voidpf unused, voidpf memory)
{
	(void)unused;
	free(memory);
}

static void sniff(struct pl_file_bytes *bytes, const struct pl_run *begin)
{
	struct pl_sniffer *sniffer = pl_sniffer_open();
	bool is_unknown;
	struct pl_str type = pl_sniff(sniffer, begin->ptr, begin->len, &is_unknown);

	if (!is_unknown && type.len < sizeof(bytes->media_type))
		memcpy(bytes->media_type, type.ptr, type.len);
	pl_sniffer_close(sniffer);
}

static void read_all(struct pl_file_bytes *bytes, struct pl_reader *reader, z_stream *z)
{
	struct pl_run run = pl_reader_peek(reader, PL_LIMIT_SNIFF);
	struct groups groups = { 0 };

	sniff(bytes, &run);
	for (run = pl_reader_run(reader); run.len > 0; run = pl_reader_run(reader)) {
		count(bytes, &groups, &run);
		compress_run(z, &run, Z_NO_FLUSH, &bytes->gzip_bytes);
		pl_reader_consume(reader, run.len);
	}
	count_rest(bytes, &groups);
	compress_run(z, &run, Z_FINISH, &bytes->gzip_bytes);
}

enum plimsoll_status pl_file_bytes_read(struct pl_file_bytes *bytes, const char *path, struct plimsoll_error *err)
{
	struct pl_reader *reader = pl_reader_open(path, 1, NULL, err);
	z_stream z = { .zalloc = allocate, .zfree = release };
	bool has_failed;

	*bytes = (struct pl_file_bytes){ 0 };
	if (reader == NULL)
		return PLIMSOLL_IO;
	/* 15 bits of window, and 16 for a gzip header and trailer. */
	deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	read_all(bytes, reader, &z);
	deflateEnd(&z);
	has_failed = pl_reader_failed(reader, err);
	pl_reader_close(reader);
	return has_failed ? PLIMSOLL_IO : PLIMSOLL_OK;
}

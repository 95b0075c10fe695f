/* Digests: Content-Digest and Repr-Digest (RFC 9530), Digest (RFC 3230), Content-MD5 (RFC 1864), and Amazon S3's
 * x-amz-content-sha256 and x-amz-checksum-*. A representation is what a request encloses with its content codings on
 * (RFC 9530 section 3), so for a request that is whole, both digests are of the same bytes. */
#include "extract/digest.h"

#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "extract/head_facts.h"
#include "parse/base64.h"
#include "parse/structured_field.h"

#define TEXT_MAX 128 /* a digest in hexadecimal */

struct algorithm {
	const char *name;     /* in IANA's Hash Algorithms for HTTP Digest Fields; NULL when not there */
	const char *checksum; /* what follows x-amz-checksum-; likewise */
	size_t size;          /* bytes */
	const struct nettle_hash *method; /* NULL for a checksum */
};

static const struct algorithm algorithms[PL_DIGEST_ALGORITHMS] = {
	[PL_DIGEST_MD5] = { "md5", NULL, MD5_DIGEST_SIZE, &nettle_md5 },
	[PL_DIGEST_SHA1] = { "sha", "sha1", SHA1_DIGEST_SIZE, &nettle_sha1 },
	[PL_DIGEST_SHA256] = { "sha-256", "sha256", SHA256_DIGEST_SIZE, &nettle_sha256 },
	[PL_DIGEST_SHA512] = { "sha-512", NULL, SHA512_DIGEST_SIZE, &nettle_sha512 },
	[PL_DIGEST_CRC32] = { NULL, "crc32", 4, NULL },
	[PL_DIGEST_CRC32C] = { "crc32c", "crc32c", 4, NULL },
	[PL_DIGEST_CRC64NVME] = { NULL, "crc64nvme", 8, NULL },
};

/* Standard base64 with its padding. */
static bool is_base64_of(struct pl_str text, size_t size)
{
	size_t chars = (size * 8 + 5) / 6;

	if (text.len != (size + 2) / 3 * 4)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (i < chars ? !pl_is_alpha(c) && !pl_is_digit(c) && c != '+' && c != '/' : c != '=')
			return false;
	}
	return true;
}

static bool is_hex_of(struct pl_str text, size_t size)
{
	for (size_t i = 0; i < text.len; i++)
		if (pl_hex_value(text.ptr[i]) < 0)
			return false;
	return text.len == 2 * size;
}

struct found {
	struct pl_digest *out;
	size_t len, room;
	const char *error;
};

static void add(struct found *f, enum pl_digest_algorithm a, struct pl_str text, bool is_hex)
{
	size_t size = algorithms[a].size;

	if (is_hex ? !is_hex_of(text, size) : !is_base64_of(text, size))
		f->error = is_hex ? "it is not as many hexadecimal digits as a SHA-256 has"
		                  : "it is not the base64 of as many bytes as its algorithm gives";
	else if (f->len < f->room)
		f->out[f->len++] = (struct pl_digest){ a, is_hex, text };
}

static void add_named(struct found *f, struct pl_str name, struct pl_str text)
{
	for (int a = 0; a < PL_DIGEST_ALGORITHMS; a++)
		if (algorithms[a].name && pl_str_equal_nocase(name, pl_str_from(algorithms[a].name)))
			add(f, (enum pl_digest_algorithm)a, text, false);
}

/* sha-256=:base64:; what is no dictionary is for the rule about structured fields. */
static void dictionary(struct found *f, struct pl_str value)
{
	struct pl_sf sf = { .text = value, .type = PL_SF_DICTIONARY };
	struct pl_sf_member m;

	while (pl_sf_next(&sf, &m)) {
		if (m.value.len < 2 || m.value.ptr[0] != ':')
			f->error = "a digest stands between colons: sha-256=:…:";
		else
			add_named(f, m.key, (struct pl_str){ m.value.ptr + 1, m.value.len - 2 });
	}
	if (sf.problem)
		f->len = 0;
}

/* SHA-256=base64, md5=base64. */
static void legacy(struct found *f, struct pl_str value)
{
	struct pl_str element;

	while (pl_list_next(&value, &element)) {
		size_t equals = pl_str_find_char(element, '=');

		if (equals == element.len)
			f->error = "a digest is written algorithm=base64";
		else
			add_named(f, (struct pl_str){ element.ptr, equals }, pl_str_after(element, equals + 1));
	}
}

/* The checksum of an object that was sent in parts ends in a dash and their number, and is of none of them. */
static void checksum(struct found *f, struct pl_str algorithm, struct pl_str value)
{
	for (int a = 0; a < PL_DIGEST_ALGORITHMS; a++)
		if (algorithms[a].checksum && pl_str_equal_nocase(algorithm, pl_str_from(algorithms[a].checksum)) &&
		    pl_str_find_char(value, '-') == value.len)
			add(f, (enum pl_digest_algorithm)a, value, false);
}

size_t pl_digest_declared(struct pl_str name, struct pl_str value, struct pl_digest *out, size_t room, const char **error)
{
	struct found f = { out, 0, room, NULL };

	if (pl_str_equal_nocase(name, PL_STR("content-digest")) || pl_str_equal_nocase(name, PL_STR("repr-digest")))
		dictionary(&f, value);
	else if (pl_str_equal_nocase(name, PL_STR("digest")))
		legacy(&f, value);
	else if (pl_str_equal_nocase(name, PL_STR("content-md5")))
		add(&f, PL_DIGEST_MD5, value, false);
	else if (pl_str_equal_nocase(name, PL_STR("x-amz-content-sha256")) &&
	         !pl_str_equal(value, PL_STR("UNSIGNED-PAYLOAD")) && !pl_str_starts(value, PL_STR("STREAMING-")))
		add(&f, PL_DIGEST_SHA256, value, true);
	else if (pl_str_starts_nocase(name, PL_STR("x-amz-checksum-")))
		checksum(&f, pl_str_after(name, sizeof("x-amz-checksum-") - 1), value);
	*error = f.error;
	return f.len;
}

/* Is the header's digest one of the content that this request carries? A part of a representation has the digest of the
 * whole; the parts of an object are put together by a body of their own. */
static bool is_of_content(const struct pl_head *head, struct pl_str name)
{
	bool is_representation = pl_str_equal_nocase(name, PL_STR("repr-digest")) || pl_str_equal_nocase(name, PL_STR("digest"));
	bool is_checksum = pl_str_starts_nocase(name, PL_STR("x-amz-checksum-"));
	size_t at = 0;

	if (is_representation && pl_head_find(head, PL_STR("content-range"), &at))
		return false;
	return !is_checksum || !pl_str_equal(head->method, PL_STR("POST")) ||
	       pl_str_find(head->target, PL_STR("uploadId=")) == head->target.len;
}

/* aws-chunked frames the object in the content; a transfer coding other than chunked is still on. */
static bool is_wrapped(const struct pl_context *x)
{
	struct pl_str codings = pl_row_text(&x->request, PL_FACT_request_content_encoding), element;
	struct pl_str transfer = pl_row_text(&x->request, PL_FACT_request_transfer_encoding);

	while (pl_list_next(&codings, &element))
		if (pl_str_equal(element, PL_STR("aws-chunked")))
			return true;
	while (pl_list_next(&transfer, &element))
		if (!pl_str_equal_nocase(element, PL_STR("chunked")))
			return true;
	return false;
}

static void start(struct pl_digests *d, enum pl_digest_algorithm a)
{
	const struct nettle_hash *method = algorithms[a].method;

	if (d->is_asked_for[a])
		return;
	d->is_asked_for[a] = true;
	d->crc[a] = a == PL_DIGEST_CRC32 ? 0 : a == PL_DIGEST_CRC32C ? UINT32_MAX : UINT64_MAX;
	if (method) {
		d->hash[a] = pl_memory_alloc(method->context_size);
		method->init(d->hash[a]);
	}
}

void pl_digests_begin(struct pl_digests *d, const struct pl_context *x, const struct pl_message *m)
{
	const char *error;

	pl_digests_end(d);
	if (!pl_context_wants(x, PL_FACT_request_digest_mismatch))
		return;
	for (size_t i = 0; i < m->head.fields_len; i++) {
		const struct pl_head_field *f = &m->head.fields[i];
		size_t len = pl_digest_declared(f->name, f->value, d->items + d->len, PL_DIGESTS_MAX - d->len, &error);

		if (len == 0 || !is_of_content(&m->head, f->name))
			continue;
		for (size_t end = d->len + len; d->len < end; d->len++) {
			struct pl_str text = d->items[d->len].text;

			d->header[d->len] = f->name;
			d->at[d->len] = pl_message_place(m, (size_t)(text.ptr - m->head.text.ptr), text.len);
			start(d, d->items[d->len].algorithm);
		}
	}
	d->is_lost |= d->len > 0 && is_wrapped(x);
}

/* A reflected CRC, a byte at a time. */
static uint64_t crc_add(uint64_t crc, uint64_t polynomial, const unsigned char *bytes, size_t len)
{
	uint64_t table[256];

	for (unsigned i = 0; i < 256; i++) {
		table[i] = i;
		for (int bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? polynomial : 0);
	}
	for (size_t i = 0; i < len; i++)
		crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xFF];
	return crc;
}

#define POLYNOMIAL_CRC32C 0x82F63B78u               /* RFC 3720 appendix B.4, reflected */
#define POLYNOMIAL_CRC64NVME 0x9A6C9329AC4BC9B5u    /* NVM Express NVM command set, section 5.2.1.3.4, reflected */

void pl_digests_add(struct pl_digests *d, const struct pl_run *run)
{
	if (d->len == 0 || d->is_lost)
		return;
	if (pl_run_is_hole(run)) {
		d->is_lost = true;
		return;
	}
	for (int a = 0; a < PL_DIGEST_ALGORITHMS; a++)
		if (d->hash[a])
			algorithms[a].method->update(d->hash[a], run->len, run->ptr);
	if (d->is_asked_for[PL_DIGEST_CRC32])
		d->crc[PL_DIGEST_CRC32] = crc32_z((uLong)d->crc[PL_DIGEST_CRC32], run->ptr, run->len);
	if (d->is_asked_for[PL_DIGEST_CRC32C])
		d->crc[PL_DIGEST_CRC32C] = crc_add(d->crc[PL_DIGEST_CRC32C], POLYNOMIAL_CRC32C, run->ptr, run->len);
	if (d->is_asked_for[PL_DIGEST_CRC64NVME])
		d->crc[PL_DIGEST_CRC64NVME] =
		    crc_add(d->crc[PL_DIGEST_CRC64NVME], POLYNOMIAL_CRC64NVME, run->ptr, run->len);
}

/* The digest of what was added, in `bytes`; a copy is finished, so that two headers may ask for the same. */
static void value_of(const struct pl_digests *d, enum pl_digest_algorithm a,
                     unsigned char bytes[SHA512_DIGEST_SIZE])
{
	const struct nettle_hash *method = algorithms[a].method;
	uint64_t crc = a == PL_DIGEST_CRC32 ? d->crc[a] : ~d->crc[a];
	void *copy;

	if (method == NULL) {
		for (size_t i = 0; i < algorithms[a].size; i++)
			bytes[i] = (unsigned char)(crc >> 8 * (algorithms[a].size - 1 - i));
		return;
	}
	copy = pl_memory_alloc(method->context_size);
	memcpy(copy, d->hash[a], method->context_size);
	method->digest(copy, algorithms[a].size, bytes);
	free(copy);
}

static struct pl_str written(const unsigned char *bytes, size_t len, bool is_hex, char out[TEXT_MAX])
{
	if (!is_hex)
		return (struct pl_str){ out, pl_base64_encode(bytes, len, out) };
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	return (struct pl_str){ out, 2 * len };
}

/* True when the content has this digest. */
static bool compare(struct pl_digests *d, size_t i, struct pl_row *row)
{
	const struct pl_digest *item = &d->items[i];
	unsigned char bytes[SHA512_DIGEST_SIZE];
	char text[TEXT_MAX];
	struct pl_str computed;

	value_of(d, item->algorithm, bytes);
	computed = written(bytes, algorithms[item->algorithm].size, item->is_hex, text);
	if (item->is_hex ? pl_str_equal_nocase(computed, item->text) : pl_str_equal(computed, item->text))
		return true;
	pl_row_str(row, PL_FACT_request_digest_mismatch, d->header[i], d->at[i]);
	pl_row_str(row, PL_FACT_request_digest_declared, item->text, d->at[i]);
	pl_row_str(row, PL_FACT_request_digest_computed, computed, d->at[i]);
	return false;
}

void pl_digests_finish(struct pl_digests *d, struct pl_context *x, bool is_seen)
{
	bool is_right = true;

	if (d->len > 0 && (d->is_lost || !is_seen))
		pl_row_unknown(&x->request, PL_FACT_request_digest_mismatch);
	else
		for (size_t i = 0; i < d->len && is_right; i++)
			is_right = compare(d, i, &x->request);
}

void pl_digests_end(struct pl_digests *d)
{
	for (int a = 0; a < PL_DIGEST_ALGORITHMS; a++)
		free(d->hash[a]);
	*d = (struct pl_digests){ 0 };
}

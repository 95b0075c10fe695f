/* Weighing against the thing itself: every size promised is compared with a body that is built, and every largest file with
 * what check says of that very request and of one a byte larger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "gateway/meeting.h"
#include "gateway/weighing.h"
#include "parse/base64.h"

#define ROOM ((size_t)4 << 20)

struct file {
	const unsigned char *bytes;
	size_t len;
};

static void add_base64(struct pl_buf *out, struct file file, size_t columns, bool is_url)
{
	char *text = malloc(file.len * 4 / 3 + 4);
	size_t len = pl_base64_encode(file.bytes, file.len, text);

	for (size_t i = 0; i < len; i++) {
		if (is_url && text[i] == '=')
			break;
		pl_buf_add_char(out, !is_url ? text[i] : text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i]);
		if (columns && ((i + 1) % columns == 0 || i + 1 == len))
			pl_buf_add_str(out, PL_STR("\\n"));
	}
	free(text);
}

static void add_form(struct pl_buf *out, struct file file)
{
	struct pl_buf text;

	pl_buf_init(&text, ROOM);
	add_base64(&text, file, 0, false);
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("+/=", text.ptr[i]))
			pl_buf_printf(out, "%%%02X", (unsigned)text.ptr[i]);
		else
			pl_buf_add_char(out, text.ptr[i]);
	}
	pl_buf_free(&text);
}

static void add_array(struct pl_buf *out, struct file file)
{
	for (size_t i = 0; i < file.len; i++)
		pl_buf_printf(out, i ? ",%u" : "%u", file.bytes[i]);
}

static void add_gzip(struct pl_buf *out, struct file file)
{
	z_stream z = { .next_in = (z_const Bytef *)(uintptr_t)file.bytes, .avail_in = (uInt)file.len };
	size_t room = file.len + 1024;
	unsigned char *gzip = malloc(room);

	z.next_out = gzip;
	z.avail_out = (uInt)room;
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	pl_buf_add(out, gzip, z.total_out);
	deflateEnd(&z);
	free(gzip);
}

/* One value of a JSON body. */
static void add_value(struct pl_buf *out, enum pl_encoding encoding, struct file file)
{
	bool is_array = encoding == PL_ENCODING_BYTE_ARRAY, is_buffer = encoding == PL_ENCODING_NODE_BUFFER;

	pl_buf_add_str(out, is_array ? PL_STR("[") : is_buffer ? PL_STR("{\"type\":\"Buffer\",\"data\":[") : PL_STR("\""));
	if (is_array || is_buffer)
		add_array(out, file);
	else if (encoding == PL_ENCODING_HEX)
		for (size_t i = 0; i < file.len; i++)
			pl_buf_printf(out, "%02x", file.bytes[i]);
	else
		add_base64(out, file, encoding == PL_ENCODING_BASE64_LINES ? 76 : 0, encoding == PL_ENCODING_BASE64URL);
	pl_buf_add_str(out, is_array ? PL_STR("]") : is_buffer ? PL_STR("]}") : PL_STR("\""));
}

static void add_json(struct pl_buf *out, enum pl_encoding encoding, const struct file *files, size_t len)
{
	pl_buf_add_str(out, len > 1 ? PL_STR("{\"file\":[") : PL_STR("{\"file\":"));
	for (size_t i = 0; i < len; i++) {
		if (i > 0)
			pl_buf_add_char(out, ',');
		add_value(out, encoding, files[i]);
	}
	pl_buf_add_str(out, len > 1 ? PL_STR("]}") : PL_STR("}"));
}

static void add_multipart(struct pl_buf *out, const struct file *files, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		pl_buf_add_str(out, PL_STR(PL_MULTIPART_BEFORE));
		pl_buf_add(out, files[i].bytes, files[i].len);
		pl_buf_add_str(out, PL_STR("\r\n"));
	}
	pl_buf_add_str(out, PL_STR("--" PL_MULTIPART_BOUNDARY "--\r\n"));
}

static void build(struct pl_buf *out, enum pl_encoding encoding, const struct file *files, size_t len)
{
	pl_buf_init(out, ROOM);
	if (encoding == PL_ENCODING_MULTIPART)
		add_multipart(out, files, len);
	else if (encoding == PL_ENCODING_RAW || encoding == PL_ENCODING_GZIP || encoding == PL_ENCODING_FORM)
		for (size_t i = 0; i < len; i++) {
			if (encoding == PL_ENCODING_FORM)
				pl_buf_add_str(out, i ? PL_STR("&file=") : PL_STR("file="));
			if (encoding == PL_ENCODING_FORM)
				add_form(out, files[i]);
			else if (encoding == PL_ENCODING_GZIP)
				add_gzip(out, files[i]);
			else
				pl_buf_add(out, files[i].bytes, files[i].len);
		}
	else
		add_json(out, encoding, files, len);
	assert_false(out->is_full);
}

static const char *content_type(enum pl_encoding encoding)
{
	return encoding == PL_ENCODING_RAW         ? "application/octet-stream"
	       : encoding == PL_ENCODING_MULTIPART ? "multipart/form-data; boundary=" PL_MULTIPART_BOUNDARY
	       : encoding == PL_ENCODING_FORM      ? "application/x-www-form-urlencoded"
	                                           : "application/json";
}

static void write_file(char path[], const char *head, const void *bytes, size_t len)
{
	int fd = mkstemp(path);
	FILE *out;

	assert_true(fd >= 0);
	out = fdopen(fd, "w");
	fputs(head, out);
	assert_int_equal(fwrite(bytes, 1, len, out), len);
	fclose(out);
}

/* What check says that is about size, as one of the rules of weigh's promise. */
static int count_refusals(void *ctx, const struct plimsoll_request *request)
{
	static const char *const rules[] = { "body-over-limit", "nofiles-over-limit", "multipart-file-size" };

	for (size_t i = 0; i < request->findings_len; i++)
		for (size_t r = 0; r < sizeof(rules) / sizeof(rules[0]); r++)
			*(size_t *)ctx += request->findings[i].rule.len == strlen(rules[r]) &&
			                  memcmp(request->findings[i].rule.ptr, rules[r], strlen(rules[r])) == 0;
	return 0;
}

static bool is_refused(const struct plimsoll_rules *rules, enum pl_encoding encoding, const struct pl_buf *body)
{
	char path[] = "/tmp/plimsoll-weigh-XXXXXX", head[512];
	struct plimsoll_error err;
	size_t refusals = 0;

	snprintf(head, sizeof(head), "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n",
	         content_type(encoding), body->len);
	write_file(path, head, body->ptr, body->len);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path, .format = "raw" },
	                                     &(struct plimsoll_sink){ &refusals, count_refusals }, &err), PLIMSOLL_OK);
	unlink(path);
	return refusals > 0;
}

/* The dearest file of that size, as a request in that encoding. */
static bool is_size_refused(const struct plimsoll_rules *rules, enum pl_encoding encoding, uint64_t raw, size_t *wire)
{
	unsigned char *bytes = malloc(raw + 1);
	struct pl_buf body;
	bool refused;

	memset(bytes, 0xFF, raw + 1);
	build(&body, encoding, &(struct file){ bytes, raw }, 1);
	refused = is_refused(rules, encoding, &body);
	*wire = body.len;
	pl_buf_free(&body);
	free(bytes);
	return refused;
}

/* Every promise of weigh for that path is kept to the byte; returns how many there were. */
static size_t keep_promises(const char *via, uint64_t limit)
{
	const char *const list[] = { via, NULL };
	const struct plimsoll_options options = { .via = list, .limit = limit };
	const struct pl_file_bytes file = { .raw_bytes = 1 };
	struct pl_weighing all[PL_ENCODINGS];
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct pl_path path;
	size_t promises = 0, fits, over;

	assert_non_null(rules);
	assert_true(pl_path_load(&path, list, limit, NULL, &arena, &err));
	pl_weighing_all(all, &file, 1, false, &path, &arena);
	for (enum pl_encoding e = PL_ENCODING_RAW; e < PL_ENCODINGS; e++) {
		if (!all[e].has_largest)
			continue;
		assert_false(is_size_refused(rules, e, all[e].largest_raw, &fits));
		assert_true(is_size_refused(rules, e, all[e].largest_raw + 1, &over));
		assert_true(limit == 0 || (fits <= limit && over > limit));
		promises++;
	}
	plimsoll_rules_close(rules);
	pl_arena_free(&arena);
	return promises;
}

static void one_byte_more_than_the_largest_file_is_refused(void **state)
{
	(void)state;
	for (uint64_t limit = 5000; limit < 5012; limit++)
		assert_int_equal(keep_promises(NULL, limit), PL_ENCODINGS - 1);
	assert_int_equal(keep_promises(NULL, 100000), PL_ENCODINGS - 1);
}

static void what_a_hop_limits_by_kind_of_body_is_kept_too(void **state)
{
	(void)state;
	assert_int_equal(keep_promises("nginx:client_max_body_size=20k", 0), PL_ENCODINGS - 1);
	assert_int_equal(keep_promises("phoenix:length=30000:urlencoded_length=20000", 0), PL_ENCODINGS - 1);
	assert_int_equal(keep_promises("spring:spring.servlet.multipart.max-file-size=10000", 0), 2);
	assert_int_equal(keep_promises("spring:spring.servlet.multipart.max-file-size=1g:"
	                               "spring.servlet.multipart.max-request-size=9999", 0), 2);
	assert_int_equal(keep_promises("django:DATA_UPLOAD_MAX_MEMORY_SIZE=20000", 0), PL_ENCODINGS - 2);
}

/* Bytes of every kind, from a small generator. */
static void fill(unsigned char *bytes, size_t len, unsigned seed)
{
	for (size_t i = 0; i < len; i++) {
		seed = seed * 1103515245U + 12345U;
		bytes[i] = (unsigned char)(seed >> 16);
	}
}

static struct pl_file_bytes counted(struct file file)
{
	char path[] = "/tmp/plimsoll-weigh-XXXXXX";
	struct pl_file_bytes bytes;
	struct plimsoll_error err;

	write_file(path, "", file.bytes, file.len);
	assert_int_equal(pl_file_bytes_read(&bytes, path, &err), PLIMSOLL_OK);
	unlink(path);
	return bytes;
}

static void check_sizes(const struct file *files, size_t len)
{
	struct pl_file_bytes bytes[3], sizes[3] = { { 0 } };
	struct pl_weighing exact[PL_ENCODINGS], range[PL_ENCODINGS];
	struct pl_path path = { 0 };
	struct pl_arena arena = { 0 };
	struct pl_buf body;

	for (size_t i = 0; i < len; i++) {
		bytes[i] = counted(files[i]);
		sizes[i].raw_bytes = files[i].len;
	}
	pl_weighing_all(exact, bytes, len, true, &path, &arena);
	pl_weighing_all(range, sizes, len, false, &path, &arena);
	for (enum pl_encoding e = PL_ENCODING_RAW; e < PL_ENCODINGS; e++) {
		build(&body, e, files, len);
		assert_int_equal(exact[e].least, body.len);
		assert_int_equal(exact[e].most, body.len);
		assert_int_equal(exact[e].fits, PL_FITS_YES);
		if (e != PL_ENCODING_GZIP)
			assert_true(range[e].least <= body.len && body.len <= range[e].most);
		pl_buf_free(&body);
	}
	assert_false(range[PL_ENCODING_GZIP].is_known);
	pl_arena_free(&arena);
}

static void every_size_is_that_of_the_body_built(void **state)
{
	unsigned char bytes[400];

	(void)state;
	for (size_t len = 0; len <= sizeof(bytes) / 2; len++) {
		fill(bytes, sizeof(bytes), (unsigned)len);
		check_sizes(&(struct file){ bytes, len }, 1);
	}
}

static void several_files_go_in_one_request(void **state)
{
	unsigned char bytes[400];

	(void)state;
	fill(bytes, sizeof(bytes), 7);
	for (size_t len = 0; len < 4; len++) {
		const struct file files[] = { { bytes, 100 + len }, { bytes + 50, len }, { bytes + 9, 77 } };

		check_sizes(files, 3);
		check_sizes(files, 2);
	}
}

static void a_file_longer_than_a_block_is_counted_across_its_runs(void **state)
{
	size_t len = 300001;
	unsigned char *bytes = malloc(len);

	(void)state;
	fill(bytes, len, 1);
	check_sizes(&(struct file){ bytes, len }, 1);
	memset(bytes, 'a', len);
	check_sizes(&(struct file){ bytes, len }, 1);
	free(bytes);
}

static void a_size_alone_fits_perhaps_where_its_bytes_decide(void **state)
{
	const struct pl_file_bytes file = { .raw_bytes = 1000 };
	struct pl_weighing all[PL_ENCODINGS];
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_path path;

	(void)state;
	assert_true(pl_path_load(&path, NULL, 3000, NULL, &arena, &err));
	pl_weighing_all(all, &file, 1, false, &path, &arena);
	assert_int_equal(all[PL_ENCODING_HEX].fits, PL_FITS_YES);
	assert_int_equal(all[PL_ENCODING_BYTE_ARRAY].fits, PL_FITS_PERHAPS);
	assert_int_equal(all[PL_ENCODING_BYTE_ARRAY].least, 11 + 999 + 1000);
	assert_int_equal(all[PL_ENCODING_BYTE_ARRAY].most, 11 + 999 + 3000);
	assert_int_equal(all[PL_ENCODING_BYTE_ARRAY].refuser.len, strlen("--limit"));
	pl_arena_free(&arena);
}

static void a_field_has_a_limit_of_its_own(void **state)
{
	const struct pl_file_bytes file = { .raw_bytes = 1 };
	const char *const via[] = { "busboy", NULL };
	struct pl_weighing all[PL_ENCODINGS];
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_path path;

	(void)state;
	assert_true(pl_path_load(&path, via, 0, NULL, &arena, &err));
	pl_weighing_all(all, &file, 1, false, &path, &arena);
	assert_int_equal(all[PL_ENCODING_FORM].largest_raw, 1048575 / 4 * 3); /* exactly 1 MiB is refused */
	assert_false(all[PL_ENCODING_MULTIPART].has_largest);
	pl_arena_free(&arena);
}

static void what_cannot_be_read_is_an_error(void **state)
{
	struct pl_file_bytes bytes;
	struct plimsoll_error err;

	(void)state;
	assert_int_equal(pl_file_bytes_read(&bytes, "/nowhere/file", &err), PLIMSOLL_IO);
	assert_string_equal(err.path, "/nowhere/file");
	assert_int_equal(pl_file_bytes_read(&bytes, "/", &err), PLIMSOLL_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_byte_more_than_the_largest_file_is_refused),
		cmocka_unit_test(what_a_hop_limits_by_kind_of_body_is_kept_too),
		cmocka_unit_test(every_size_is_that_of_the_body_built),
		cmocka_unit_test(several_files_go_in_one_request),
		cmocka_unit_test(a_file_longer_than_a_block_is_counted_across_its_runs),
		cmocka_unit_test(a_size_alone_fits_perhaps_where_its_bytes_decide),
		cmocka_unit_test(a_field_has_a_limit_of_its_own),
		cmocka_unit_test(what_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

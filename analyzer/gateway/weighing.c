/* Files weighed in each encoding. A size that depends on the bytes is the sum of what every byte costs: at least (the
 * cheapest byte), as counted, or at most (the dearest). */
#include "gateway/weighing.h"

#include "base/arena.h"
#include "base/limits.h"
#include "gateway/meeting.h"

#define LINE 76
#define LENGTH(literal) (sizeof(literal) - 1)

enum content { CHEAPEST, COUNTED, DEAREST };

static const struct pl_span nowhere = { 0 };

const char *const pl_encoding_ids[PL_ENCODINGS] = {
	[PL_ENCODING_RAW] = "raw",
	[PL_ENCODING_MULTIPART] = "multipart",
	[PL_ENCODING_BASE64] = "base64-json",
	[PL_ENCODING_BASE64_LINES] = "base64-lines-json",
	[PL_ENCODING_BASE64URL] = "base64url-json",
	[PL_ENCODING_HEX] = "hex-json",
	[PL_ENCODING_BYTE_ARRAY] = "byte-array-json",
	[PL_ENCODING_NODE_BUFFER] = "node-buffer-json",
	[PL_ENCODING_FORM] = "base64-form",
	[PL_ENCODING_GZIP] = "gzip",
};

/* What makes a server parse it: request.body_type of each. */
static struct pl_str body_type(enum pl_encoding encoding)
{
	if (encoding == PL_ENCODING_RAW || encoding == PL_ENCODING_GZIP)
		return PL_STR("");
	if (encoding == PL_ENCODING_MULTIPART)
		return PL_STR("multipart");
	return encoding == PL_ENCODING_FORM ? PL_STR("form") : PL_STR("json");
}

static uint64_t base64_bytes(uint64_t raw)
{
	return (raw + 2) / 3 * 4;
}

/* "1,2,3" */
static uint64_t array_bytes(const struct pl_file_bytes *file, enum content content)
{
	uint64_t digits = content == CHEAPEST ? file->raw_bytes : content == COUNTED ? file->digits : 3 * file->raw_bytes;

	return digits + (file->raw_bytes > 0 ? file->raw_bytes - 1 : 0);
}

/* The dearest bytes are 0xFF. The last character before padding ends in zero bits and is never + or /. */
static uint64_t form_bytes(const struct pl_file_bytes *file, enum content content)
{
	uint64_t rest = file->raw_bytes % 3, padding = rest ? 3 - rest : 0, dearest = file->raw_bytes / 3 * 4 + (rest ? rest : 0);
	uint64_t escaped = content == CHEAPEST ? 0 : content == COUNTED ? file->escaped : dearest;

	return base64_bytes(file->raw_bytes) + 2 * (escaped + padding);
}

/* What one file takes, with what stands around each of several. */
static uint64_t value_bytes(enum pl_encoding encoding, const struct pl_file_bytes *file, enum content content)
{
	uint64_t raw = file->raw_bytes, base64 = base64_bytes(raw);

	switch (encoding) {
	case PL_ENCODING_RAW:
		return raw;
	case PL_ENCODING_MULTIPART:
		return LENGTH(PL_MULTIPART_BEFORE) + raw + LENGTH("\r\n");
	case PL_ENCODING_BASE64:
		return LENGTH("\"\"") + base64;
	case PL_ENCODING_BASE64_LINES:
		return LENGTH("\"\"") + base64 + (base64 + LINE - 1) / LINE * LENGTH("\\n");
	case PL_ENCODING_BASE64URL:
		return LENGTH("\"\"") + raw / 3 * 4 + (raw % 3 ? raw % 3 + 1 : 0);
	case PL_ENCODING_HEX:
		return LENGTH("\"\"") + 2 * raw;
	case PL_ENCODING_BYTE_ARRAY:
		return LENGTH("[]") + array_bytes(file, content);
	case PL_ENCODING_NODE_BUFFER:
		return LENGTH("{\"type\":\"Buffer\",\"data\":[]}") + array_bytes(file, content);
	case PL_ENCODING_FORM:
		return LENGTH("file=") + form_bytes(file, content);
	case PL_ENCODING_GZIP:
		return file->gzip_bytes;
	case PL_ENCODINGS:
		break;
	}
	return 0;
}

/* What stands around all of them. */
static uint64_t envelope_bytes(enum pl_encoding encoding, size_t len)
{
	struct pl_str type = body_type(encoding);

	if (pl_str_equal(type, PL_STR("json")))
		return LENGTH("{\"file\":}") + (len > 1 ? LENGTH("[]") + (len - 1) * LENGTH(",") : 0);
	if (encoding == PL_ENCODING_MULTIPART)
		return LENGTH(PL_MULTIPART_BEHIND) - LENGTH("\r\n");
	return encoding == PL_ENCODING_FORM ? (len - 1) * LENGTH("&") : 0;
}

/* The files as one request, whose sizes check holds against the hops. */
struct load {
	enum pl_encoding encoding;
	const struct pl_file_bytes *files;
	size_t len;
};

struct scale {
	struct pl_meeting meeting;
	struct pl_row request;
};

static uint64_t body_bytes(const struct load *load, enum content content)
{
	uint64_t bytes = envelope_bytes(load->encoding, load->len);

	for (size_t i = 0; i < load->len; i++)
		bytes += value_bytes(load->encoding, &load->files[i], content);
	return bytes;
}

static void fill(struct pl_row *request, const struct load *load, uint64_t bytes)
{
	struct pl_str type = body_type(load->encoding);
	uint64_t raw = 0;
	bool is_multipart = load->encoding == PL_ENCODING_MULTIPART;

	for (size_t i = 0; i < load->len; i++)
		raw += load->files[i].raw_bytes;
	pl_row_reset(request, NULL);
	if (type.len > 0)
		pl_row_str(request, PL_FACT_request_body_type, type, nowhere);
	if (is_multipart)
		pl_row_int(request, PL_FACT_request_parts, load->len, nowhere);
	if (load->encoding == PL_ENCODING_GZIP)
		pl_row_str(request, PL_FACT_request_content_encoding, PL_STR("gzip"), nowhere);
	pl_row_int(request, PL_FACT_request_body_bytes, bytes, nowhere);
	pl_row_int(request, PL_FACT_request_decoded_bytes, load->encoding == PL_ENCODING_GZIP ? raw : bytes, nowhere);
	pl_row_int(request, PL_FACT_request_nofile_bytes, is_multipart ? bytes - raw : bytes, nowhere);
}

static bool is_more(uint64_t number, const struct pl_row *hop, enum pl_fact most)
{
	const struct pl_value *value = pl_row_get(hop, most);

	return value->state == PL_KNOWN && number > (uint64_t)value->number;
}

/* What a hop says of a single part or field; a form's value is counted once its escapes are off. */
static bool refuses_value(const struct pl_row *hop, const struct load *load)
{
	bool is_multipart = load->encoding == PL_ENCODING_MULTIPART, is_over = false;

	if (is_multipart)
		is_over = is_more(load->len, hop, PL_FACT_gateway_files_max) || is_more(load->len, hop, PL_FACT_gateway_parts_max);
	for (size_t i = 0; i < load->len && !is_over; i++) {
		if (is_multipart)
			is_over = is_more(load->files[i].raw_bytes, hop, PL_FACT_gateway_file_max);
		else if (load->encoding == PL_ENCODING_FORM)
			is_over = is_more(base64_bytes(load->files[i].raw_bytes), hop, PL_FACT_gateway_field_max);
	}
	return is_over;
}

/* The first hop that refuses the load, or NULL. */
static const struct pl_row *refuser(struct scale *scale, const struct load *load, uint64_t bytes)
{
	fill(&scale->request, load, bytes);
	pl_meeting_request(&scale->meeting, &scale->request);
	for (size_t i = 0; i < scale->meeting.path->len; i++) {
		const struct pl_row *hop = &scale->meeting.hops[i];

		if (pl_row_has(hop, PL_FACT_gateway_over_bytes) || pl_row_has(hop, PL_FACT_gateway_nofiles_over_bytes) ||
		    refuses_value(hop, load))
			return hop;
	}
	return NULL;
}

static bool one_fits(struct scale *scale, enum pl_encoding encoding, uint64_t raw)
{
	const struct pl_file_bytes file = { .raw_bytes = raw };
	const struct load load = { encoding, &file, 1 };

	return refuser(scale, &load, body_bytes(&load, DEAREST)) == NULL;
}

/* A body never shrinks when its file grows, so halving finds the last size that fits. */
static void find_largest(struct scale *scale, enum pl_encoding encoding, struct pl_weighing *w)
{
	uint64_t fits = 0, refused = PL_LIMIT_WEIGHED;

	if (encoding == PL_ENCODING_GZIP || !one_fits(scale, encoding, fits) || one_fits(scale, encoding, refused))
		return;
	while (refused - fits > 1) {
		uint64_t middle = fits + (refused - fits) / 2;

		if (one_fits(scale, encoding, middle))
			fits = middle;
		else
			refused = middle;
	}
	w->has_largest = true;
	w->largest_raw = fits;
}

static struct pl_weighing weigh(struct scale *scale, const struct load *load, bool has_content)
{
	struct pl_weighing w = { .is_known = has_content || load->encoding != PL_ENCODING_GZIP };
	const struct pl_row *hop;

	if (!w.is_known)
		return w;
	w.least = body_bytes(load, has_content ? COUNTED : CHEAPEST);
	w.most = body_bytes(load, has_content ? COUNTED : DEAREST);
	hop = refuser(scale, load, w.most);
	if (hop != NULL)
		w.refuser = pl_row_text(hop, PL_FACT_gateway_name);
	w.fits = hop == NULL ? PL_FITS_YES : w.least < w.most && !refuser(scale, load, w.least) ? PL_FITS_PERHAPS : PL_FITS_NO;
	find_largest(scale, load->encoding, &w);
	return w;
}

void pl_weighing_all(struct pl_weighing all[PL_ENCODINGS], const struct pl_file_bytes *files, size_t len, bool has_content,
                     const struct pl_path *path, struct pl_arena *arena)
{
	struct scale scale;

	pl_meeting_open(&scale.meeting, path, arena);
	pl_row_init(&scale.request, PL_SCOPE_request, arena);
	for (enum pl_encoding e = PL_ENCODING_RAW; e < PL_ENCODINGS; e++) {
		const struct load load = { e, files, len };

		all[e] = weigh(&scale, &load, has_content);
	}
}

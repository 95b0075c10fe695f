/* Media types: other names of the same format, and formats that are built on others. */
#include "extract/media_type.h"

#include "base/bytes.h"

static struct pl_str essence(struct pl_str type)
{
	type.len = pl_str_find_char(type, ';');
	return pl_str_trim(type);
}

bool pl_media_type_is(struct pl_str text)
{
	static const char *const tops[] = { "application", "audio", "font",  "image",    "message",
		                            "model",       "text",  "video", "multipart", NULL };
	struct pl_str type = essence(text), top = { type.ptr, pl_str_find_char(type, '/') };

	if (top.len == type.len || !pl_is_token(pl_str_after(type, top.len + 1)))
		return false;
	for (const char *const *t = tops; *t; t++)
		if (pl_str_equal_nocase(top, pl_str_from(*t)))
			return true;
	return false;
}

struct pl_str pl_media_type_of_format(struct pl_str format)
{
	static const char *const formats[][2] = {
		{ "png", "image/png" },   { "jpg", "image/jpeg" },  { "jpeg", "image/jpeg" }, { "gif", "image/gif" },
		{ "webp", "image/webp" }, { "pdf", "application/pdf" }, { "wav", "audio/wav" }, { "mp3", "audio/mpeg" },
		{ "flac", "audio/flac" }, { "ogg", "audio/ogg" },   { "mp4", "video/mp4" },   { "webm", "video/webm" },
		{ "tiff", "image/tiff" }, { "zip", "application/zip" },
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (pl_str_equal_nocase(format, pl_str_from(formats[i][0])))
			return pl_str_from(formats[i][1]);
	return (struct pl_str){ NULL, 0 };
}

struct pl_str pl_media_type_successor(struct pl_str type)
{
	/* RFC 9239 section 6 (JavaScript), 8081 section 4.4 (fonts), 7946 section 12, 6713 section 3, 9512 section 2.1, 6350
	 * section 10.1; sorted. */
	static const char *const successors[][2] = {
		{ "application/ecmascript", "text/javascript" },
		{ "application/font-sfnt", "font/sfnt" },
		{ "application/font-woff", "font/woff" },
		{ "application/javascript", "text/javascript" },
		{ "application/vnd.geo+json", "application/geo+json" },
		{ "application/x-ecmascript", "text/javascript" },
		{ "application/x-gzip", "application/gzip" },
		{ "application/x-javascript", "text/javascript" },
		{ "application/x-yaml", "application/yaml" },
		{ "text/directory", "text/vcard" },
		{ "text/ecmascript", "text/javascript" },
		{ "text/jscript", "text/javascript" },
		{ "text/livescript", "text/javascript" },
		{ "text/x-ecmascript", "text/javascript" },
		{ "text/x-javascript", "text/javascript" },
		{ "text/x-yaml", "application/yaml" },
		{ "text/yaml", "application/yaml" },
	};

	for (size_t i = 0; i < sizeof(successors) / sizeof(successors[0]); i++)
		if (pl_str_equal_nocase(type, pl_str_from(successors[i][0])))
			return pl_str_from(successors[i][1]);
	return (struct pl_str){ NULL, 0 };
}

/* What distinguishes a format: its name without top-level type, "x-" and the marks of a vendor's prefix. */
static struct pl_str format_name(struct pl_str type)
{
	static const char *const same[][2] = {
		{ "jpg", "jpeg" },   { "pjpeg", "jpeg" },      { "mp3", "mpeg" },          { "mpga", "mpeg" },
		{ "wave", "wav" },   { "vnd.wave", "wav" },    { "m4a", "mp4" },           { "quicktime", "mp4" },
		{ "mpeg3", "mpeg" }, { "gzip", "gzip" },       { "gzip-compressed", "gzip" }, { "zip-compressed", "zip" },
		{ "tif", "tiff" },   { "matroska", "webm" },   { "opus", "ogg" },          { "vorbis", "ogg" },
		{ "heif", "heic" },  { "heic-sequence", "heic" }, { "heif-sequence", "heic" }, { "3gpp", "mp4" },
	};
	struct pl_str name = pl_str_after(type, pl_str_find_char(type, '/') + (pl_str_find_char(type, '/') < type.len));

	if (pl_str_starts_nocase(name, PL_STR("x-")))
		name = pl_str_after(name, 2);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		if (pl_str_equal_nocase(name, pl_str_from(same[i][0])))
			return pl_str_from(same[i][1]);
	return name;
}

/* ZIP and OLE files hold formats that only their insides tell apart; so do gzip and MP4. */
static bool is_family(struct pl_str found)
{
	static const char *const families[] = { "zip",  "ole-storage", "cdfv2",       "gzip", "xml",
		                                "mp4",  "octet-stream", "java-archive", NULL };
	struct pl_str name = format_name(found);

	for (const char *const *f = families; *f; f++)
		if (pl_str_equal_nocase(name, pl_str_from(*f)))
			return true;
	return false;
}

static bool is_image(struct pl_str type)
{
	return pl_str_starts_nocase(type, PL_STR("image/"));
}

bool pl_media_type_contradicts(struct pl_str declared, struct pl_str found)
{
	declared = essence(declared);
	found = essence(found);
	if (!pl_media_type_is(declared) || pl_str_ends(declared, PL_STR("/*")) || pl_str_ends(declared, PL_STR("octet-stream")) ||
	    pl_str_equal_nocase(format_name(declared), format_name(found)))
		return false;
	if (is_family(found))
		return is_image(declared);
	/* Cameras' raw formats are built on TIFF. */
	if (is_image(declared) && pl_str_equal_nocase(format_name(found), PL_STR("tiff")))
		return false;
	/* An OOXML file and its macro-enabled or template siblings; a vendor's own name of a known format. */
	return !(pl_str_starts_nocase(declared, PL_STR("application/vnd.")) &&
	         pl_str_starts_nocase(found, PL_STR("application/")));
}

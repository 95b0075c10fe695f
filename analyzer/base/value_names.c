/* What the name of a value promises. */
#include "base/value_names.h"

#include "base/bytes.h"

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* imageFile, image_file, IMAGE_FILE and image-file end in the word file. */
static struct pl_str last_word(struct pl_str name)
{
	size_t end = name.len, start;

	while (end > 0 && !pl_is_alpha(name.ptr[end - 1]))
		end--;
	for (start = end; start > 0 && pl_is_alpha(name.ptr[start - 1]); start--)
		if (start < end && is_upper(name.ptr[start]) && !is_upper(name.ptr[start - 1]))
			break;
	return (struct pl_str){ name.ptr + start, end - start };
}

static bool is_word_of(struct pl_str word, const char *const *words)
{
	for (; *words; words++) {
		struct pl_str one = pl_str_from(*words);

		if (pl_str_equal_nocase(word, one) ||
		    (word.len == one.len + 1 && pl_lower(word.ptr[one.len]) == 's' && pl_str_starts_nocase(word, one)))
			return true;
	}
	return false;
}

bool pl_name_says_file(struct pl_str name)
{
	static const char *const words[] = { "file",   "image",  "img",   "photo",  "picture", "attachment",
		                             "avatar", "upload", "video", "blob", "pdf",     NULL };

	return is_word_of(last_word(name), words);
}

bool pl_name_says_bytes(struct pl_str name)
{
	static const char *const words[] = { "data",   "content",  "byte", "base",  "payload", "buffer", "body",
		                             "binary", "document", "raw",  "audio", "media",   "source", NULL };

	return pl_name_says_file(name) || is_word_of(last_word(name), words);
}

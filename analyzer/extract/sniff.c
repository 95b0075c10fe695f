/* Media types from first bytes, by libmagic. */
#include "extract/sniff.h"

#include <magic.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"

struct pl_sniffer {
	magic_t magic;
	bool is_broken; /* the database cannot be opened */
	unsigned left;
};

struct pl_sniffer *pl_sniffer_open(void)
{
	struct pl_sniffer *s = pl_memory_alloc(sizeof(*s));

	s->left = PL_LIMIT_SNIFFS;
	return s;
}

void pl_sniffer_close(struct pl_sniffer *s)
{
	if (s == NULL)
		return;
	if (s->magic)
		magic_close(s->magic);
	free(s);
}

void pl_sniffer_reset(struct pl_sniffer *s)
{
	s->left = PL_LIMIT_SNIFFS;
}

/* libmagic's database, in the build of `make static`, which finds none where it runs; NULL in others. */
extern unsigned char pl_magic_database[] __attribute__((weak));
extern unsigned char pl_magic_database_end[] __attribute__((weak));

/* libmagic keeps the path of its database in a static variable, which magic_load frees and sets again (magic.c, get_default_magic). */
static bool is_found(magic_t magic)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	bool is_good;

	pthread_mutex_lock(&lock);
	is_good = magic_load(magic, NULL) == 0;
	pthread_mutex_unlock(&lock);
	return is_good;
}

static bool is_loaded(magic_t magic)
{
	void *database = pl_magic_database;
	/* cppcheck-suppress comparePointers; both are of one object, which the linker lays out */
	size_t size = (size_t)(pl_magic_database_end - pl_magic_database);

	return database ? magic_load_buffers(magic, &database, &size, 1) == 0 : is_found(magic);
}

static bool is_open(struct pl_sniffer *s)
{
	if (s->magic == NULL && !s->is_broken) {
		s->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR |
		                      MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_TOKENS);
		s->is_broken = s->magic == NULL || !is_loaded(s->magic);
	}
	return !s->is_broken;
}

/* What libmagic says of text, and of bytes it does not know. */
static bool says_nothing(struct pl_str type)
{
	return pl_str_starts(type, PL_STR("text/")) || pl_str_starts(type, PL_STR("inode/")) ||
	       pl_str_equal(type, PL_STR("application/octet-stream")) ||
	       pl_str_equal(type, PL_STR("application/json"));
}

struct pl_str pl_sniff(struct pl_sniffer *s, const unsigned char *bytes, size_t len, bool *is_unknown)
{
	const struct pl_str nothing = { "", 0 };
	struct pl_str type;

	*is_unknown = s->left == 0 || !is_open(s);
	if (*is_unknown || len == 0)
		return nothing;
	s->left--;
	type = pl_str_from(magic_buffer(s->magic, bytes, len < PL_LIMIT_SNIFF ? len : PL_LIMIT_SNIFF));
	return type.ptr == NULL || says_nothing(type) ? nothing : type;
}

bool pl_sniff_is_certain(const unsigned char *bytes, size_t len)
{
	static const struct {
		size_t at;
		struct pl_str bytes;
	} signatures[] = {
		{ 0, { "%PDF-", 5 } },          { 0, { "\x89PNG\r\n", 6 } },  { 0, { "PK\x03\x04", 4 } },
		{ 0, { "\xFF\xD8\xFF", 3 } },   { 0, { "GIF8", 4 } },         { 0, { "\x1F\x8B\x08", 3 } },
		{ 0, { "\x28\xB5\x2F\xFD", 4 } }, { 0, { "7z\xBC\xAF", 4 } },  { 0, { "\xFD" "7zXZ", 5 } },
		{ 8, { "WEBP", 4 } },           { 8, { "WAVE", 4 } },         { 8, { "AVI ", 4 } },
		{ 4, { "ftyp", 4 } },           { 0, { "OggS", 4 } },         { 0, { "fLaC", 4 } },
		{ 0, { "ID3\x03", 4 } },        { 0, { "ID3\x04", 4 } },      { 0, { "\x1A\x45\xDF\xA3", 4 } },
		{ 0, { "II*\0", 4 } },          { 0, { "MM\0*", 4 } },        { 0, { "wOFF", 4 } },
		{ 0, { "wOF2", 4 } },           { 0, { "\xD0\xCF\x11\xE0", 4 } }, { 0, { "SQLite format", 13 } },
		{ 0, { "\x7F" "ELF", 4 } },     { 0, { "Rar!\x1A", 5 } },     { 0, { "\0asm", 4 } },
		{ 0, { "{\\rtf", 5 } },         { 0, { "BZh9", 4 } },         { 0, { "PAR1", 4 } },
	};

	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		const struct pl_str *s = &signatures[i].bytes;

		if (len >= signatures[i].at + s->len && memcmp(bytes + signatures[i].at, s->ptr, s->len) == 0)
			return true;
	}
	return false;
}

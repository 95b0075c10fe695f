/* The digest of twins is XXH3 as libxxhash has it, whichever vectors made it and whatever pieces the bytes came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <xxhash.h>

#include "extract/twin_hash.h"

#define MOST 3000 /* above two of XXH3's blocks */

static unsigned char bytes[MOST + 64];

static int set_up(void **state)
{
	uint32_t x = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)((x = x * 1664525 + 1013904223) >> 24);
	return 0;
}

static void every_length_and_alignment_has_the_digest_of_libxxhash(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_twin_hash *hash = pl_twin_hash_new(&arena);

	(void)state;
	for (size_t len = 0; len <= MOST; len++) {
		const unsigned char *at = bytes + len % 64;

		pl_twin_hash_begin(hash);
		pl_twin_hash_add(hash, at, len);
		assert_true(pl_twin_hash_value(hash) == XXH3_64bits(at, len));
	}
	pl_arena_free(&arena);
}

static void pieces_of_every_length_make_the_same_digest(void **state)
{
	struct pl_arena arena = { 0 };

	(void)state;
	for (size_t piece = 1; piece <= MOST; piece += 1 + piece / 20) {
		struct pl_twin_hash *hash;

		pl_arena_bytes(&arena, piece); /* so that hashes stand at all places within 64 bytes */
		hash = pl_twin_hash_new(&arena);
		pl_twin_hash_begin(hash);
		for (size_t at = 0; at < MOST; at += piece)
			pl_twin_hash_add(hash, bytes + at, MOST - at < piece ? MOST - at : piece);
		assert_true(pl_twin_hash_value(hash) == XXH3_64bits(bytes, MOST));
	}
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_length_and_alignment_has_the_digest_of_libxxhash),
		cmocka_unit_test(pieces_of_every_length_make_the_same_digest),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

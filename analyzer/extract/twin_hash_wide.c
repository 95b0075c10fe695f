/* XXH3 with vectors of 32 bytes, for processors that have them: three times as fast as with those of 16 that all x86-64 have. */
#if defined(__x86_64__) && !defined(__clang__) /* whose pragma for it is another one */
#pragma GCC target("avx2")
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif

#include "extract/twin_hash.h"

#ifdef XXH_INLINE_ALL
static void add(void *state, const void *bytes, size_t len)
{
	XXH3_64bits_update(state, bytes, len);
}

pl_twin_hash_step *const pl_twin_hash_wide = add;
#else
pl_twin_hash_step *const pl_twin_hash_wide = NULL;
#endif

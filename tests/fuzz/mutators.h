/* Mutations that know what an input is made of: each changes `bytes`, `len` of room for `room`, and gives the new length,
 * or 0 where there is nothing of the kind, for libFuzzer's own mutation to be used. The same seed makes the same change. */
#ifndef PL_TESTS_FUZZ_MUTATORS_H
#define PL_TESTS_FUZZ_MUTATORS_H

#include <stddef.h>
#include <stdint.h>

/* A boundary in the first line, and its body: delimiters, part headers, whole parts. */
size_t pl_mutate_multipart(uint8_t *bytes, size_t len, size_t room, unsigned seed);
/* JSON of the keys that a HAR has: values copied over others, members repeated and taken out, keys renamed. */
size_t pl_mutate_har(uint8_t *bytes, size_t len, size_t room, unsigned seed);
#endif

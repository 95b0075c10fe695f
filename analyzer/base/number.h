/* Numbers and sizes, read with overflow detection and written for people. */
#ifndef PL_BASE_NUMBER_H
#define PL_BASE_NUMBER_H

#include "base/span.h"

enum pl_number { PL_NUMBER_OK, PL_NUMBER_MALFORMED, PL_NUMBER_OVERFLOW };

/* 1*DIGIT; overflow is above 2^64-1. *value is untouched unless OK. */
enum pl_number pl_number_decimal(struct pl_str text, uint64_t *value);
/* 1*HEXDIG. */
enum pl_number pl_number_hex(struct pl_str text, uint64_t *value);
/* A size: bytes, `k m g` and `KiB MiB GiB` (powers of 1024), `kB MB GB` (powers of 1000), with an optional decimal
 * fraction ("4.5MB") that must come to whole bytes or is rounded down. Letters in any case, but kb and KB are 1000. */
enum pl_number pl_number_size(struct pl_str text, uint64_t *bytes);

#define PL_NUMBER_TEXT 64
/* "6,291,602": digits grouped by commas. */
const char *pl_number_grouped(char out[PL_NUMBER_TEXT], uint64_t value);
/* "6,291,602 bytes (6.0 MiB)"; "812 bytes"; "1 byte". The unit in brackets is a power of 1024, exact ones without a
 * fraction ("1,048,576 bytes (1 MiB)"). */
const char *pl_number_bytes(char out[PL_NUMBER_TEXT], uint64_t bytes);
/* "6.0 MiB", "812 B": for tables and bars. */
const char *pl_number_short(char out[PL_NUMBER_TEXT], uint64_t bytes);

static inline uint64_t pl_add_capped(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}
#endif

/* The patterns of gateway files: plain texts with few holes, matched in linear time and without a regex engine, since what
 * they are held against comes from a peer. */
#ifndef PL_GATEWAY_PATTERN_H
#define PL_GATEWAY_PATTERN_H

#include "base/span.h"

/* Is the whole of `text` like `pattern`, where * stands for any bytes and case is folded? */
bool pl_pattern_glob(struct pl_str pattern, struct pl_str text);
/* Does `text` hold `pattern`, byte for byte? In the pattern {bytes} is a number (digits), {size} one with an optional k, m
 * or g of 1024 ("4mb", "100 KiB"), and {number} one that does not matter. The first {bytes} or {size} goes to *value, which
 * is untouched where there is none. */
bool pl_pattern_find(struct pl_str pattern, struct pl_str text, uint64_t *value);
/* Is the whole of `text` so? */
bool pl_pattern_is(struct pl_str pattern, struct pl_str text, uint64_t *value);
#endif

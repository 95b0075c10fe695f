/* Keys of the open objects, to find one that stands twice in its object. At most PL_LIMIT_KEYS are held. */
#ifndef PL_EXTRACT_JSON_KEYS_H
#define PL_EXTRACT_JSON_KEYS_H

#include "base/limits.h"
#include "base/span.h"

#define PL_JSON_KEY_SLOTS (2 * PL_LIMIT_KEYS) /* a power of two */

/* Zero-initialise to start. */
struct pl_json_keys {
	uint64_t slots[PL_JSON_KEY_SLOTS]; /* hashes of key and object; 0 is free */
	uint16_t used[PL_LIMIT_KEYS];      /* the slots, in the order in which they were taken */
	size_t len;
	bool is_full;                      /* a key was not compared; sticky */
};

/* A key of the object that has the number `object` (no two have the same). True when it has it already. */
bool pl_json_keys_add(struct pl_json_keys *k, uint64_t object, struct pl_str key);
/* An object is over: the keys beyond the first `len` go. */
void pl_json_keys_drop(struct pl_json_keys *k, size_t len);
#endif

/* Bytes that JSON writes as numbers. */
#include "extract/json_bytes.h"

#include <stdio.h>

#include "base/bytes.h"
#include "base/value_names.h"
#include "extract/field.h"

#define COUNT_MIN 64       /* numbers: fewer are no blob */
#define SPREAD_MIN 1024    /* numbers whose spread is a sign */
#define SPREAD_MIN_BITS 6.5 /* bits a byte */

void pl_json_bytes_begin(struct pl_json_bytes *b, bool is_object)
{
	b->is_open = true;
	b->is_object = is_object;
	b->count = b->head_len = 0;
	b->least = b->most = 0;
}

void pl_json_bytes_key(struct pl_json_bytes *b, struct pl_str key)
{
	char digits[24];

	if (key.len == 0 || key.len > 20 || !pl_is_digit(key.ptr[0]))
		b->is_open = false;
	if (!b->is_open)
		return;
	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)b->count);
	b->is_open = pl_str_equal(key, pl_str_from(digits));
}

void pl_json_bytes_number(struct pl_json_bytes *b, int64_t number)
{
	if (number < b->least)
		b->least = number;
	if (number > b->most)
		b->most = number;
	b->is_open = b->is_open && b->least >= -128 && b->most <= (b->least < 0 ? 127 : 255);
	b->count++;
	if (b->is_open && b->head_len < sizeof(b->head))
		b->head[b->head_len++] = (unsigned char)number;
}

bool pl_json_bytes_are_data(const struct pl_json_bytes *b, struct pl_str name)
{
	if (!b->is_open || b->count <= COUNT_MIN)
		return false;
	return pl_sniff_is_certain(b->head, b->head_len) || pl_name_says_file(name) ||
	       (b->count >= SPREAD_MIN && pl_field_entropy(b->head, b->head_len) > SPREAD_MIN_BITS);
}

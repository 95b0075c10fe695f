/* Byte arrays, typed arrays, Node Buffers and empty objects of JSON as fields. */
#include "extract/json_numbers.h"

#include "extract/json_pointer.h"

static void emit(struct pl_json_numbers *n, const struct pl_number_bytes *numbers, struct pl_str pointer)
{
	pl_field_begin(n->field, n->content, "json", pl_json_pointer_name(pointer), pointer);
	pl_field_numbers(n->field, numbers, NULL);
}

/* The object around is no Node Buffer: the array stands for itself. */
static void release(struct pl_json_numbers *n)
{
	if (n->is_held && n->is_data)
		emit(n, &n->held, (struct pl_str){ n->pointer, n->pointer_len });
	n->is_held = false;
}

static void hold(struct pl_json_numbers *n, const struct pl_number_bytes *numbers, const struct pl_json_container *c,
                 bool is_data)
{
	n->is_held = true;
	n->is_data = is_data;
	n->depth = c->depth;
	n->held = *numbers;
	n->pointer_len = c->pointer.len;
	memcpy(n->pointer, c->pointer.ptr, c->pointer.len);
}

void pl_json_numbers_begin(struct pl_json_numbers *n, bool is_object)
{
	release(n);
	pl_json_bytes_begin(&n->bytes, is_object);
}

void pl_json_numbers_end(struct pl_json_numbers *n, const struct pl_json_container *c)
{
	struct pl_str name = pl_json_pointer_name(c->pointer);
	bool is_bytes = n->bytes.is_open && n->bytes.is_object != c->is_array && n->bytes.count > 0;
	bool is_data = is_bytes && pl_json_bytes_are_data(&n->bytes, name);
	struct pl_number_bytes numbers = { c->is_array ? "byte-array" : "typed-array-object", n->bytes.count, c->bytes,
		                           n->bytes.head, n->bytes.head_len, c->at };

	if (c->is_array && is_bytes && c->in_object && pl_str_equal(name, PL_STR("data"))) {
		hold(n, &numbers, c, is_data);
	} else if (is_data) {
		emit(n, &numbers, c->pointer);
	} else if (c->is_buffer && c->members == 2 && n->is_held && n->depth == c->depth + 1) {
		n->held.shape = "node-buffer";
		n->held.bytes = c->bytes;
		n->held.at = c->at;
		n->is_held = false;
		emit(n, &n->held, c->pointer);
	} else if (!c->is_array && c->members == 0) {
		pl_field_begin(n->field, n->content, "json", name, c->pointer);
		pl_field_empty_object(n->field, c->at);
	}
	if (!c->is_array)
		release(n);
	n->bytes.is_open = false;
}

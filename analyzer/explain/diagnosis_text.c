/* Conditions and messages of diagnoses and experiments. */
#include "explain/diagnosis_text.h"

#include "base/bytes.h"

static bool fail(const struct pl_document *d, const char *key, size_t at, struct plimsoll_error *err)
{
	const struct plimsoll_error inner = *err;

	return pl_document_fail(d, key, at, err, inner.message);
}

bool pl_diagnosis_text(const struct pl_document *d, const char *key, bool is_due, struct pl_arena *arena,
                       const struct pl_message_template **message, struct plimsoll_error *err)
{
	struct pl_str text;
	size_t at = 0;

	if (!pl_document_string(d, key, &text, err))
		return false;
	if (text.len == 0 && !is_due)
		return true;
	if (text.len == 0)
		return pl_document_fail(d, key, 0, err, pl_arena_printf(arena, "the key \"%s\" is missing", key).ptr);
	*message = pl_message_compile(text, PL_SCOPE_exchange, arena, NULL, &at, err);
	return *message || fail(d, key, at, err);
}

bool pl_diagnosis_condition(const struct pl_document *d, struct pl_arena *arena, const struct pl_expression **when,
                            struct plimsoll_error *err)
{
	struct pl_str text;
	size_t at = 0;

	if (!pl_document_string(d, "when", &text, err) || text.len == 0)
		return text.len == 0;
	*when = pl_expression_compile(text, PL_SCOPE_exchange, arena, NULL, &at, err);
	if (*when == NULL)
		return fail(d, "when", at, err);
	return pl_expression_type(*when) == PL_TYPE_FLAG ||
	       pl_document_fail(d, "when", 0, err, "a condition is due: something true or false");
}

/* Requests on their way into the check. */
#include "capture/tape.h"

#include <stdio.h>

#include "base/fail.h"
#include "base/limits.h"

bool pl_tape_has_room(struct pl_tape *tape, size_t held, size_t len)
{
	if (tape->has_slot || held + tape->held.len + len <= PL_LIMIT_CAPTURE_SMALL)
		return true;
	if (tape->all->slots_used == PL_LIMIT_CAPTURE_SLOTS)
		return false;
	tape->all->slots_used++;
	return tape->has_slot = true;
}

void pl_tape_rest(struct pl_tape *tape)
{
	if (!tape->has_slot)
		return;
	tape->has_slot = false;
	tape->all->slots_used--;
	tape->all->is_freed = true;
}

void pl_tape_begin(struct pl_tape *tape, uint64_t number, struct pl_str head)
{
	const char *folder = tape->all->folder;

	if (folder)
		snprintf(tape->name, sizeof(tape->name), "%s/%04llu.http", folder, (unsigned long long)number);
	else
		snprintf(tape->name, sizeof(tape->name), "request-%04llu", (unsigned long long)number);
	tape->head_len = head.len;
	pl_buf_init(&tape->held, PL_LIMIT_CAPTURE_PIECE);
	pl_tape_add(tape, head);
}

/* The first bytes are those that begin with the head. */
static void save(struct pl_tape *tape, struct pl_str bytes)
{
	struct pl_str head = { bytes.ptr, tape->head_len };

	if (tape->all->folder == NULL || tape->has_failed || bytes.len == 0)
		return;
	if (tape->save.file == NULL) {
		tape->has_failed = !pl_save_open(&tape->save, tape->name, head, tape->all->shows_secrets, &tape->err);
		bytes = pl_str_after(bytes, head.len);
	}
	if (!tape->has_failed && !pl_save_add(&tape->save, bytes, &tape->err))
		tape->has_failed = true;
}

static void push(struct pl_tape *tape, struct pl_str bytes)
{
	save(tape, bytes);
	if (tape->has_failed || bytes.len == 0)
		return;
	if (tape->push == NULL)
		tape->push = plimsoll_push_open(tape->all->rules, &(struct plimsoll_input){ .path = tape->name, .format = "raw" },
		                                &tape->all->sink, &tape->err);
	if (tape->push == NULL || plimsoll_push_bytes(tape->push, bytes.ptr, bytes.len, &tape->err) != PLIMSOLL_OK)
		tape->has_failed = true;
}

/* In few pieces: each of them is a hand-over between two threads. */
void pl_tape_add(struct pl_tape *tape, struct pl_str bytes)
{
	tape->bytes += bytes.len;
	if (tape->has_slot && tape->held.len + bytes.len > PL_LIMIT_CAPTURE_PIECE) {
		push(tape, pl_buf_str(&tape->held));
		pl_buf_clear(&tape->held);
	}
	if (bytes.len > PL_LIMIT_CAPTURE_PIECE)
		push(tape, bytes);
	else
		pl_buf_add_str(&tape->held, bytes);
}

static void check(struct pl_tape *tape)
{
	enum plimsoll_status status = PLIMSOLL_OK;

	if (tape->push) {
		push(tape, pl_buf_str(&tape->held));
		status = plimsoll_push_end(tape->push, &tape->err);
		tape->push = NULL;
	} else if (tape->held.len > 0) {
		status = plimsoll_check_memory(tape->all->rules, &(struct plimsoll_input){ .path = tape->name, .format = "raw" }, tape->held.ptr,
		                               tape->held.len, &tape->all->sink, &tape->err);
	}
	if (status != PLIMSOLL_OK)
		tape->has_failed = true;
}

void pl_tape_end(struct pl_tape *tape, enum pl_capture_end end, const char *why)
{
	bool is_checked = end == PL_CAPTURE_WHOLE || end == PL_CAPTURE_CUT;

	if ((is_checked || end == PL_CAPTURE_ALIEN) && tape->push == NULL)
		save(tape, pl_buf_str(&tape->held));
	if (end == PL_CAPTURE_ALIEN && !tape->has_failed) {
		pl_fail(&tape->err, PLIMSOLL_FORMAT, tape->name, "%s", why);
		tape->has_failed = true;
	}
	if (is_checked && !tape->has_failed)
		check(tape);
	else if (tape->push)
		plimsoll_push_abort(tape->push);
	tape->push = NULL;
	if (tape->save.file && !pl_save_close(&tape->save, is_checked || end == PL_CAPTURE_ALIEN, &tape->err))
		tape->has_failed = true;
	if (tape->has_failed)
		tape->all->trouble(tape->all->ctx, &tape->err);
	else if (end == PL_CAPTURE_REFUSED)
		tape->all->refused(tape->all->ctx, tape->name, tape->bytes);
	pl_buf_free(&tape->held);
	pl_tape_rest(tape);
	*tape = (struct pl_tape){ .all = tape->all };
}

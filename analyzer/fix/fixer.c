/* One change a place: what two rules want of the same bytes is left for another run. */
#include "fix/fixer.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "fix/change.h"
#include "fix/command_edits.h"
#include "fix/message_edits.h"

#include <stdlib.h>

enum plimsoll_status pl_fixer_open(struct pl_fixer *fixer, const char *path, bool is_written, bool takes_unsafe,
                                   struct plimsoll_error *err)
{
	*fixer = (struct pl_fixer){ .takes_unsafe = takes_unsafe };
	return pl_original_open(&fixer->original, path, is_written, err);
}

void pl_fixer_close(struct pl_fixer *fixer)
{
	pl_original_close(&fixer->original);
	pl_edits_free(&fixer->edits);
	pl_arena_free(&fixer->arena);
	pl_arena_free(&fixer->scratch);
	free(fixer->fixed);
}

static struct pl_fixed *entry_of(struct pl_fixer *fixer, struct plimsoll_text rule)
{
	struct pl_str name = { rule.ptr, rule.len };

	for (size_t i = 0; i < fixer->fixed_len; i++)
		if (pl_str_equal(fixer->fixed[i].rule, name))
			return &fixer->fixed[i];
	if (fixer->fixed_len == fixer->fixed_room) {
		fixer->fixed_room = fixer->fixed_room ? 2 * fixer->fixed_room : 16;
		fixer->fixed = pl_memory_grow(fixer->fixed, fixer->fixed_room * sizeof(*fixer->fixed));
	}
	fixer->fixed[fixer->fixed_len] = (struct pl_fixed){ .rule = pl_arena_str(&fixer->arena, name) };
	return &fixer->fixed[fixer->fixed_len++];
}

struct planning {
	struct pl_fixer *fixer;
	struct pl_message_edits message;
	struct pl_command_edits command;
	bool is_command;
	const struct plimsoll_edit **made; /* whose bytes are taken */
	size_t made_len;
};

static bool is_same(const struct plimsoll_edit *a, const struct plimsoll_edit *b)
{
	return a->kind == b->kind && a->offset == b->offset && a->length == b->length && a->text.len == b->text.len &&
	       (a->text.len == 0 || memcmp(a->text.ptr, b->text.ptr, a->text.len) == 0);
}

/* Takes out some bytes of a value, each kind others. */
static bool is_sieve(enum plimsoll_edit_kind kind)
{
	return kind == PLIMSOLL_EDIT_UNWRAP || kind == PLIMSOLL_EDIT_DATA_URI || kind == PLIMSOLL_EDIT_UNPERCENT ||
	       kind == PLIMSOLL_EDIT_UNDOUBLE;
}

/* A Content-Length of a command is dropped as any option is. */
static bool is_drop(const struct plimsoll_edit *edit)
{
	return edit->kind == PLIMSOLL_EDIT_LENGTH || edit->kind == PLIMSOLL_EDIT_DROP_OPTION;
}

static bool overlaps(const struct plimsoll_edit *a, const struct plimsoll_edit *b)
{
	if (is_sieve(a->kind) && is_sieve(b->kind) && a->kind != b->kind)
		return false;
	return a->offset == b->offset || (a->offset < b->offset + b->length && b->offset < a->offset + a->length);
}

static const char *plan_in_message(struct planning *p, const struct plimsoll_edit *edit)
{
	const char *why;

	if (edit->kind == PLIMSOLL_EDIT_LENGTH)
		return pl_message_edits_length(&p->message);
	if (edit->kind == PLIMSOLL_EDIT_HEADER)
		return pl_message_edits_header(&p->message, (struct pl_str){ edit->text.ptr, edit->text.len });
	if (edit->kind == PLIMSOLL_EDIT_TO_JSON || edit->kind == PLIMSOLL_EDIT_TO_MULTIPART)
		return pl_message_edits_recast(&p->message, edit);
	why = pl_message_edits_allow(&p->message, edit->offset);
	return why ? why : pl_change_plan(edit, &p->fixer->original, &p->fixer->scratch, &p->fixer->edits);
}

/* NULL when the edit is planned now or was before, else why it is left. */
static const char *plan(struct planning *p, const struct plimsoll_edit *edit)
{
	const char *why;

	for (size_t i = 0; i < p->made_len; i++) {
		if (is_same(p->made[i], edit) || (is_drop(p->made[i]) && is_drop(edit) && overlaps(p->made[i], edit)))
			return NULL;
		if (overlaps(p->made[i], edit) && (p->is_command || (edit->kind != PLIMSOLL_EDIT_HEADER && edit->kind != PLIMSOLL_EDIT_LENGTH)))
			return pl_fix_taken;
	}
	why = p->is_command ? pl_command_edits_plan(&p->command, edit) : plan_in_message(p, edit);
	if (!why && (edit->kind != PLIMSOLL_EDIT_LENGTH || p->is_command))
		p->made[p->made_len++] = edit;
	return why;
}

static void plan_finding(struct planning *p, const struct plimsoll_finding *finding)
{
	struct pl_fixed *entry;
	const char *why;

	if (finding->edit.kind == PLIMSOLL_EDIT_NONE || (!finding->edit.is_safe && !p->fixer->takes_unsafe))
		return;
	why = plan(p, &finding->edit);
	/* What mends the cause mends this. */
	if (why == pl_fix_taken && finding->explained_by.len > 0)
		return;
	entry = entry_of(p->fixer, finding->rule);
	entry->fixed += why == NULL;
	entry->left += finding->more + (why != NULL);
	if (why || finding->more > 0)
		entry->why = why ? why : "they are too many for one run: run --fix again";
}

void pl_fixer_request(struct pl_fixer *fixer, const struct plimsoll_request *request)
{
	struct planning p = { .fixer = fixer };

	pl_arena_reset(&fixer->scratch);
	p.is_command = request->frame.is_command;
	fixer->is_command |= p.is_command;
	if (p.is_command ? !pl_command_edits_begin(&p.command, &fixer->original, &fixer->scratch, &fixer->edits)
	                 : !pl_message_edits_begin(&p.message, &request->frame, &fixer->original, &fixer->scratch, &fixer->edits))
		return;
	p.made = pl_arena_alloc(&fixer->scratch, (request->findings_len + 1) * sizeof(*p.made));
	/* Causes first: what they mend need not be mended again. */
	for (size_t i = 0; i < request->findings_len; i++)
		if (request->findings[i].explained_by.len == 0)
			plan_finding(&p, &request->findings[i]);
	for (size_t i = 0; i < request->findings_len; i++)
		if (request->findings[i].explained_by.len > 0)
			plan_finding(&p, &request->findings[i]);
	if (!p.is_command)
		pl_message_edits_end(&p.message);
	fixer->keeps_original |= p.message.is_file_gone;
}

bool pl_fixer_finish(struct pl_fixer *fixer)
{
	pl_edits_sort(&fixer->edits);
	return fixer->edits.len > 0;
}

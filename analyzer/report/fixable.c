/* What the commands say of an edit, in one word. */
#include "report/fixable.h"

const char *pl_fixable(const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	if (finding->edit.kind == PLIMSOLL_EDIT_NONE || !(request->frame.is_raw || request->frame.is_command))
		return NULL;
	return finding->edit.is_safe ? "safe" : "unsafe";
}

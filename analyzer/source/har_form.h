/* A body that a HAR log has as postData.params alone. */
#ifndef PL_SOURCE_HAR_FORM_H
#define PL_SOURCE_HAR_FORM_H

#include "source/har_entry.h"

/* Builds the body from the parameters when they, the content type and the length that was sent leave one form of it; else
 * the message's body is unknown, with the reason. */
void pl_har_form_build(struct pl_message *message, const struct pl_har_entry *entry, const struct pl_framing *framing,
                       struct pl_placed *body);
#endif

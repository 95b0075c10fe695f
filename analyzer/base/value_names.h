/* What the name of a value promises, word by word: "profileImage" says image, "profile" does not say file. */
#ifndef PL_BASE_VALUE_NAMES_H
#define PL_BASE_VALUE_NAMES_H

#include "base/span.h"

/* The last word is file, image, photo, attachment and such, singular or plural. */
bool pl_name_says_file(struct pl_str name);
/* That, or a word for bytes: data, content, bytes, base64, blob, payload and such. */
bool pl_name_says_bytes(struct pl_str name);
#endif

/* Media types that senders declare for a value, held against what its bytes are. */
#ifndef PL_EXTRACT_MEDIA_TYPE_H
#define PL_EXTRACT_MEDIA_TYPE_H

#include "base/span.h"

/* Is this text a media type: a known top-level type, a slash, a token? Parameters may follow. */
bool pl_media_type_is(struct pl_str text);
/* The media type that a short name of a format ("png", "mp3") stands for, or an empty text. */
struct pl_str pl_media_type_of_format(struct pl_str format);
/* The registered media type that replaces a deprecated one, or an empty text. */
struct pl_str pl_media_type_successor(struct pl_str type);
/* Would bytes that libmagic calls `found` be wrong under the type `declared`? False where the two are names of the same
 * format, where one is a family that the other belongs to, and where nothing is said (octet-stream, a wildcard). */
bool pl_media_type_contradicts(struct pl_str declared, struct pl_str found);
#endif

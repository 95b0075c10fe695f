/* A small file read whole. */
#ifndef PL_CONFIG_TEXT_FILE_H
#define PL_CONFIG_TEXT_FILE_H

#include "base/arena.h"
#include "plimsoll.h"

/* The text lives in `arena`. PLIMSOLL_RULES fills *err when the file cannot be read or has more than `most` bytes. */
bool pl_text_file_read(const char *path, size_t most, struct pl_arena *arena, struct pl_str *text,
                       struct plimsoll_error *err);
#endif

/* Lines of a file by position: a line ends behind its line feed, the last one at the end of the file. */
#ifndef PL_FIX_LINES_H
#define PL_FIX_LINES_H

#include "fix/original.h"

/* Where the line begins that byte `at` is in; a position behind a line feed is the next line's. */
uint64_t pl_line_start(const struct pl_original *original, uint64_t at);
/* Behind the end of that line. */
uint64_t pl_line_end(const struct pl_original *original, uint64_t at);
/* Line feeds in bytes [from, to). */
uint64_t pl_line_count(const struct pl_original *original, uint64_t from, uint64_t to);
#endif

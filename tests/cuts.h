/* The law of every streaming parser: whatever two places the input is cut at, the event log is the same. */
#ifndef PL_TESTS_CUTS_H
#define PL_TESTS_CUTS_H

#include "base/buf.h"
#include "base/span.h"

/* Runs the parser over `count` runs, to its end, and writes one line an event with pl_log_*. */
typedef void pl_logger(struct pl_run *runs, size_t count, struct pl_buf *out);

/* Logs `input` uncut and compares with `expected`, then cut at every two places (each run an exact-size copy of its
 * own, so that a sanitizer sees a read past its end), and fails the running test where a log differs. */
void pl_cuts_check(struct pl_str input, pl_logger *log, const char *expected);

/* "kind off+len\n". */
void pl_log_event(struct pl_buf *out, const char *kind, struct pl_span at);
/* "kind off+len text\n", with bytes outside printable ASCII as \xHH; a run that goes on where the last line of the same
 * kind ended is merged into it. `source_len` is what the run takes in the input. */
void pl_log_data(struct pl_buf *out, const char *kind, struct pl_run run, size_t source_len);
#endif

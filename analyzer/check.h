/* The scan loop behind plimsoll_check_file, _memory and the push calls: one input, wherever its bytes come from. */
#ifndef PL_CHECK_H
#define PL_CHECK_H

#include "source/format.h"

#define PL_CHECK_IS_WHOLE "a request that is no file is whole; a body beside it (%s) goes with a file"

/* As plimsoll_check_file; with a `feed`, of what that gives; with a `share`, of the requests that it takes. */
enum plimsoll_status pl_check(const struct plimsoll_rules *rules, const struct plimsoll_input *input,
                              const struct pl_feed *feed, const struct pl_share *share, const struct plimsoll_sink *sink,
                              struct plimsoll_error *err);
#endif

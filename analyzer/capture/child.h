/* The command that capture runs, and the signals that end it. */
#ifndef PL_CAPTURE_CHILD_H
#define PL_CAPTURE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/* Blocks SIGINT, SIGTERM and SIGCHLD, ignores SIGPIPE, and lets the process have as many files as it may. What a command is started
 * with is as it was before. The descriptor tells of the signals that come; -1 when there is none. */
int pl_child_signals(void);
/* Starts the command with PLIMSOLL_URL set, its standard files untouched. 0 with errno set when it cannot be run. */
pid_t pl_child_start(char *const *command, const char *url);
/* The exit status of a command that ended so, as a shell says it. */
int pl_child_status(int wait_status);
#endif

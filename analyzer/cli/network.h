/* Commands that talk to a network, and the program that can. */
#ifndef PL_CLI_NETWORK_H
#define PL_CLI_NETWORK_H

#include <stdbool.h>

/* This program has libcurl in it. It is linked twice: plimsoll without, as libcurl brings dozens of shared libraries and loading
 * those takes longer than a check, and plimsoll-probe with it. */
bool pl_network_is_here(void);
/* Goes on as the plimsoll-probe that stands beside this program, with the same arguments; returns an exit status only where
 * there is none. */
int pl_network_program(char **argv);
#endif

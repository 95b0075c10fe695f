/* From plimsoll to plimsoll-probe. The linker leaves the transport, and with it libcurl, out of a program that refers to it
 * weakly only (the Makefile says which one has it). */
#include "cli/network.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "probe/transport.h"

#pragma weak pl_transport_open

bool pl_network_is_here(void)
{
	return pl_transport_open != NULL;
}

int pl_network_program(char **argv)
{
	char path[4096 + sizeof("plimsoll-probe")];
	ssize_t len = readlink("/proc/self/exe", path, 4096);
	const char *slash = len > 0 ? memrchr(path, '/', (size_t)len) : NULL;

	if (slash) {
		snprintf(path + (slash + 1 - path), sizeof("plimsoll-probe"), "plimsoll-probe");
		execv(path, argv);
	} else {
		execvp("plimsoll-probe", argv); /* a root without /proc */
	}
	pl_cli_say("%s cannot be run: %s; it stands beside plimsoll, and is what talks to a network", slash ? path : "plimsoll-probe",
	           strerror(errno));
	return PL_EXIT_NETWORK;
}

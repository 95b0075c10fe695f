/* Which library runs: a program may have been compiled with the header of another. */
#include "plimsoll.h"

const char *plimsoll_version(void)
{
	return PLIMSOLL_VERSION;
}

/* The same finding in the next run: what reports and the services that read them tell findings apart by. */
#ifndef PL_REPORT_SAME_H
#define PL_REPORT_SAME_H

#include "plimsoll.h"

/* A number made of rule, file, request and the place's structure (header, part, pointer), not of offsets: it stays when the lines
 * above change. */
uint64_t pl_same_finding(const struct plimsoll_request *request, const struct plimsoll_finding *finding);
#endif

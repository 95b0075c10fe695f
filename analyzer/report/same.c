/* FNV-1a, 64 bits: names findings, keeps no secret. */
#include "report/same.h"

static uint64_t mixed(uint64_t hash, struct plimsoll_text text)
{
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001b3U;
	return (hash ^ 0xff) * 0x100000001b3U;
}

uint64_t pl_same_finding(const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	const struct plimsoll_text parts[] = { finding->rule,          request->file,       request->method,
		                               request->url,           finding->gateway,    finding->place.header,
		                               finding->place.part,    finding->place.pointer };
	uint64_t hash = 0xcbf29ce484222325U;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		hash = mixed(hash, parts[i]);
	return hash;
}

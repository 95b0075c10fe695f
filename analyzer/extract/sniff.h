/* Media types from first bytes, by libmagic. The only user of magic.h; its database is opened when first needed. */
#ifndef PL_EXTRACT_SNIFF_H
#define PL_EXTRACT_SNIFF_H

#include "base/span.h"

struct pl_sniffer;

struct pl_sniffer *pl_sniffer_open(void);
void pl_sniffer_close(struct pl_sniffer *sniffer);
/* A new request: its budget of PL_LIMIT_SNIFFS starts again. */
void pl_sniffer_reset(struct pl_sniffer *sniffer);
/* The media type of binary content that begins with these bytes (at most PL_LIMIT_SNIFF are looked at); empty for text
 * and for bytes that libmagic does not know. Lives until the next call. *is_unknown is set when the budget is used up or
 * the database cannot be opened. */
struct pl_str pl_sniff(struct pl_sniffer *sniffer, const unsigned char *bytes, size_t len, bool *is_unknown);
/* Do the bytes begin as no text, token or random number does by chance: with three certain bytes at least? Cheap; what
 * passes is worth a call of pl_sniff. */
bool pl_sniff_is_certain(const unsigned char *bytes, size_t len);
#endif

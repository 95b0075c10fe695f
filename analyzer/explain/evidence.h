/* Files of evidence: what each is, is told from its first bytes. */
#ifndef PL_EXPLAIN_EVIDENCE_H
#define PL_EXPLAIN_EVIDENCE_H

#include "explain/har_log.h"

/* What files say, before it is explained. */
struct pl_evidence {
	const struct plimsoll_rules *rules; /* opened with wants_facts */
	struct pl_arena *arena;
	bool has_entry;                     /* --entry */
	uint64_t entry;
	struct pl_exchange *exchanges;      /* one, or those of a HAR */
	size_t len;
	uint64_t entries, more;             /* of a HAR */
	bool is_har;
	char copies[16][32];                /* paths of what can be read only once */
	int fds[16];
	size_t copies_len;
};

/* Begins with one exchange of which nothing is known. */
void pl_evidence_open(struct pl_evidence *evidence, const struct plimsoll_rules *rules, bool has_entry, uint64_t entry,
                      struct pl_arena *arena);
/* Takes one file ("-" is standard input, and a pipe is read once as well): a HAR, a raw request or one in a form that `check` reads, a raw response, a log of
 * curl -v or --trace-ascii, or text. PLIMSOLL_IO or PLIMSOLL_FORMAT fill *err. A HAR is the only file. */
enum plimsoll_status pl_evidence_add(struct pl_evidence *evidence, const char *path, struct plimsoll_error *err);
void pl_evidence_close(struct pl_evidence *evidence);
#endif

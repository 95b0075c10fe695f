/* Facts of a request as text, for tests of the extract room. */
#ifndef PL_TESTS_FACTS_H
#define PL_TESTS_FACTS_H

#include "base/buf.h"
#include "base/span.h"
#include "parse/head.h"
#include "source/message.h"

/* How a request is given, other than whole and from a file. */
struct pl_facts_input {
	enum pl_input input;
	bool body_is_unknown;
	size_t hole_at, hole_len; /* of the body: bytes that were not read */
	uint64_t max_decoded;     /* 0 for the default */
};

/* Extracts `request`, a raw message, and compares the facts that are named in `wanted` (separated by spaces;
 * one that ends in * means all that begin so) with `expected`: a line each, in the order in which rows close,
 * "name value off+len", with "origin:" before a place that is not in the message itself, "?" for what is
 * unknown. The body is given whole, byte by byte, and cut at every place; the facts must be the same. */
void pl_facts_check(const char *wanted, struct pl_str request, const char *expected);
void pl_facts_check_input(const char *wanted, struct pl_str request, struct pl_facts_input input,
                          const char *expected);
/* The same for a long request, whose body is given whole and byte by byte. */
void pl_facts_check_whole(const char *wanted, struct pl_str request, const char *expected);
#define CHECK(wanted, request, expected) pl_facts_check(wanted, PL_STR(request), expected)
#endif

/* What is fuzzed: functions that take any bytes and must neither crash, nor read out of bounds, nor loop. */
#ifndef PL_TESTS_FUZZ_TARGETS_H
#define PL_TESTS_FUZZ_TARGETS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/span.h"

#define PL_FUZZ_TARGETS(X)                                                                                  \
	X(head) X(params) X(structured_field) X(http_date) X(chunked) X(multipart) X(json) X(form) X(base64)     \
	X(bash) X(cmd) X(codings) X(expression) X(document) X(rule_file) X(check) X(curl) X(har) X(hurl)          \
	X(postman) X(show) X(evidence) X(openapi) X(response) X(config_file) X(fix) X(capture) X(http2)

#define PL_FUZZ_DECLARE(name) void pl_fuzz_##name(struct pl_str input);
PL_FUZZ_TARGETS(PL_FUZZ_DECLARE)

/* What must hold whatever the input is. */
static inline void require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}
#endif

/* A probe of a simulated gateway, and what it must have found. */
#ifndef PL_TESTS_SIMULATED_RUN_H
#define PL_TESTS_SIMULATED_RUN_H

#include "simulated_gateway.h"

#define MIB ((uint64_t)1 << 20)
#define ODD 1234567

#define NGINX_PAGE                                                                                                 \
	"<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request " \
	"Entity Too Large</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"

struct run {
	struct simulated_gateway gateway;
	struct pl_probe probe;
	struct pl_found_limit found, behind;
};

void go(struct run *r);
void expect_limit(const struct run *r, uint64_t limit);
#endif

/* Every fuzz target over every sample and rule, whole, without its head, and cut short: what `make test` can do of
 * fuzzing with any compiler. A target that breaks ends the program. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "targets.h"

#define SEED_MAX 65536

static const struct {
	const char *name;
	void (*run)(struct pl_str input);
} targets[] = {
#define ENTRY(name) { #name, pl_fuzz_##name },
	PL_FUZZ_TARGETS(ENTRY)
};
#define TARGETS (sizeof(targets) / sizeof(targets[0]))

static size_t seeds, target;

/* An exact-size copy, so that a sanitizer sees a read past its end. */
static void try(struct pl_str input)
{
	char *copy = malloc(input.len + 1);

	if (copy == NULL)
		abort();
	if (input.len > 0)
		memcpy(copy + 1, input.ptr, input.len);
	targets[target].run((struct pl_str){ copy + 1, input.len });
	free(copy);
}

static int seed(const char *path, const struct stat *status, int type)
{
	static char text[SEED_MAX];
	struct pl_str all = { text, 0 };
	size_t head;
	FILE *file;

	(void)status;
	if (type != FTW_F || (file = fopen(path, "r")) == NULL)
		return 0;
	all.len = fread(text, 1, sizeof(text), file);
	fclose(file);
	try(all);
	head = pl_str_find(all, PL_STR("\r\n\r\n"));
	if (head < all.len)
		try(pl_str_after(all, head + 4));
	try((struct pl_str){ text, all.len / 2 });
	try((struct pl_str){ text, all.len - all.len / 7 });
	seeds++;
	return 0;
}

int main(int argc, char **argv)
{
	const char *const folders[] = { "samples/ok",      "samples/bad",       "samples/refusals", "samples/configs",
		                        "samples/openapi", "samples/exchanges", "rules/json" };

	for (target = 0; target < TARGETS; target++) {
		if (argc > 1 && strcmp(argv[1], targets[target].name) != 0)
			continue;
		for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
			ftw(folders[i], seed, 8);
	}
	printf("%zu passed, %d failed\n", seeds, seeds == 0);
	return seeds == 0;
}

/* What --fix makes of a message, as a diff, as the mended copy, and of that once more. */
#include "targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fix/diff.h"

static int collect(void *ctx, const struct plimsoll_request *request)
{
	pl_fixer_request(ctx, request);
	return 0;
}

/* The mended copy, which the caller frees; NULL when nothing is to be mended. */
static char *mended(struct pl_str input, const char *format, size_t *len)
{
	static struct plimsoll_rules *rules;
	struct pl_fixer fixer;
	struct plimsoll_error err;
	char path[64], *text = NULL, *diff = NULL;
	size_t diff_len;
	int fd = memfd_create("fuzz", 0);
	FILE *out;

	if (rules == NULL)
		rules = plimsoll_rules_open(&(struct plimsoll_options){ .persona = PLIMSOLL_PEDANTIC, .max_decoded = 1 << 20 }, &err);
	require(rules && fd >= 0 && write(fd, input.ptr, input.len) == (ssize_t)input.len, "no rules, or no file in memory");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	require(pl_fixer_open(&fixer, path, false, true, &err) == PLIMSOLL_OK, "a file in memory cannot be mended");
	if (plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path, .format = format },
	                        &(struct plimsoll_sink){ &fixer, collect }, &err) == PLIMSOLL_OK &&
	    pl_fixer_finish(&fixer)) {
		require((out = open_memstream(&diff, &diff_len)) != NULL, "no memory for the output");
		pl_fixer_diff(&fixer, out, false);
		fclose(out);
		require((out = open_memstream(&text, len)) != NULL, "no memory for the output");
		require(pl_fixer_print(&fixer, out), "the mended copy is not whole");
		fclose(out);
	}
	pl_fixer_close(&fixer);
	free(diff);
	close(fd);
	return text;
}

void pl_fuzz_fix(struct pl_str input)
{
	static const char *const formats[] = { "raw", "curl" };

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		size_t len, again;
		char *text = mended(input, formats[i], &len);

		if (text)
			free(mended((struct pl_str){ text, len }, formats[i], &again));
		free(text);
	}
}

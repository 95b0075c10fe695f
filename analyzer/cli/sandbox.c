/* Which files a command line leaves to be written: those that its options name, and the temporary ones. */
#include "cli/sandbox.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/sandbox.h"
#include "base/temporary.h"

/* --fix makes its copy beside the file, which it then replaces. */
static const char *folder_of(struct pl_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? "." : pl_arena_printf(arena, "%.*s", (int)(slash == path ? 1 : slash - path), path).ptr;
}

/* What is written when all is read, and so cannot be open before. */
static const char *const *writable(const struct pl_cli *cli, struct pl_arena *arena)
{
	const char **paths = pl_arena_alloc(arena, (cli->files_len + 2) * sizeof(*paths));
	size_t len = 0;

	for (size_t i = 0; cli->wants_fix && i < cli->files_len; i++) {
		const char *folder = folder_of(arena, cli->files[i]);

		if (len == 0 || strcmp(paths[len - 1], folder) != 0)
			paths[len++] = folder;
	}
	if (cli->write_baseline)
		paths[len++] = access(cli->write_baseline, F_OK) == 0 ? cli->write_baseline : folder_of(arena, cli->write_baseline);
	paths[len] = NULL;
	return paths;
}

void pl_cli_enter_sandbox(const struct pl_cli *cli)
{
	struct pl_arena arena = { .blocks = NULL };
	struct pl_sandbox sandbox = { .temporary = pl_temporary_folder() };

	if (cli->has_no_sandbox)
		return;
	pl_sandbox_leave_no_core();
	if (cli->command->bit & (PL_PROBE | PL_CAPTURE))
		return;
	sandbox.writable = writable(cli, &arena);
	/* The filter alone lets no path be opened for writing, and costs half as much as both. */
	if (sandbox.writable[0] || !pl_seccomp_is_here())
		pl_landlock_enter(&sandbox);
	pl_seccomp_enter(&sandbox);
	pl_arena_free(&arena);
}

void pl_cli_describe_sandbox(FILE *out)
{
	const int version = pl_landlock_version();
	const bool has_seccomp = pl_seccomp_is_here();

	if (version > 0)
		fprintf(out, "Landlock %d%s", version, has_seccomp ? " and seccomp" : "");
	else
		fputs(has_seccomp ? "seccomp" : "none; this kernel lets Landlock and seccomp not be used", out);
}

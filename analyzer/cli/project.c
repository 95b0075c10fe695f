/* Finding the configuration, and merging it in. */
#include "cli/project.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"

#define NAME ".plimsoll.json"
#define FOLDERS_UP 64

/* "", "../", "../../": is this the root, which is its own parent? */
static bool is_root(const char *prefix)
{
	char path[3 * FOLDERS_UP + 8];
	struct stat here, above;

	snprintf(path, sizeof(path), "%s.", prefix);
	if (stat(path, &here) != 0)
		return true;
	snprintf(path, sizeof(path), "%s..", prefix);
	return stat(path, &above) != 0 || (here.st_dev == above.st_dev && here.st_ino == above.st_ino);
}

/* The nearest file as a path in the arena, or NULL. */
static const char *nearest(struct pl_arena *arena)
{
	char prefix[3 * FOLDERS_UP + 1] = "";

	for (int up = 0; up < FOLDERS_UP; up++) {
		struct pl_str path = pl_arena_printf(arena, "%s" NAME, prefix);

		if (access(path.ptr, F_OK) == 0)
			return path.ptr;
		if (is_root(prefix))
			return NULL;
		memcpy(prefix + 3 * up, "../", 4);
	}
	return NULL;
}

/* Folders of the command line come last: the last of one name holds. */
static bool merge_rule_dirs(struct pl_cli *cli, const struct pl_config *config, struct plimsoll_error *err)
{
	const char *own[PL_CLI_LIST + 1];
	size_t len = 0, own_len = cli->rule_dirs.len;

	memcpy(own, cli->rule_dirs.items, sizeof(own));
	while (config->rule_dirs[len])
		len++;
	if (len + own_len > PL_CLI_LIST)
		return pl_fail(err, PLIMSOLL_RULES, config->path, "more than %d folders of rules", PL_CLI_LIST) == PLIMSOLL_OK;
	memcpy(cli->rule_dirs.items, config->rule_dirs, len * sizeof(*own));
	memcpy(cli->rule_dirs.items + len, own, (own_len + 1) * sizeof(*own));
	cli->rule_dirs.len += len;
	return true;
}

static bool merge_via(struct pl_cli *cli, const struct pl_config *config, struct plimsoll_error *err)
{
	if (cli->via.len > 0)
		return true;
	while (config->via[cli->via.len]) {
		if (cli->via.len == PL_CLI_LIST)
			return pl_fail(err, PLIMSOLL_RULES, config->path, "more than %d hops", PL_CLI_LIST) == PLIMSOLL_OK;
		cli->via.items[cli->via.len] = config->via[cli->via.len];
		cli->via.len++;
	}
	return true;
}

bool pl_cli_project(struct pl_cli *cli, struct pl_config *config, struct plimsoll_error *err)
{
	struct pl_arena arena = { .blocks = NULL };
	const char *path = cli->has_no_config ? NULL : cli->config ? cli->config : nearest(&arena);
	bool is_good = true;

	*config = (struct pl_config){ .persona = -1, .fail_on = -1 };
	if (path) {
		is_good = pl_config_read(config, path, err) && merge_rule_dirs(cli, config, err) && merge_via(cli, config, err);
		cli->limit = cli->limit ? cli->limit : config->limit;
		if (cli->api == NULL && cli->openapi == NULL) {
			cli->api = config->api;
			cli->openapi = config->openapi;
		}
		if (config->persona >= 0 && !cli->has_persona)
			cli->persona = config->persona;
		if (config->fail_on >= 0 && !cli->has_fail_on)
			cli->fail_on = config->fail_on;
	}
	pl_arena_free(&arena);
	return is_good;
}

void pl_cli_report_unused(const struct pl_config *config)
{
	for (size_t i = 0; i < config->ignores_len; i++) {
		const struct pl_ignore *ignore = &config->ignores[i];
		struct plimsoll_error place = { .line = 0 };

		if (!ignore->is_seen || ignore->is_used)
			continue;
		pl_fail(&place, PLIMSOLL_RULES, config->path, "%s is not found where it is ignored; the entry can go", ignore->rule);
		pl_fail_at(&place, config->text, ignore->at);
		pl_cli_fail(&place);
	}
}

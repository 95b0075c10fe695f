/* plimsoll capture: what a client sends, through the library and to the report; a command beside it. */
#include "cli/cli.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/limits.h"
#include "capture/server.h"
#include "cli/capture_as.h"
#include "cli/outputs.h"
#include "cli/project.h"
#include "cli/sieve.h"
#include "config/text_file.h"

#define TIMEOUT 30 /* seconds */

/* Left out of the program that has no network in it (cli/network.h). */
#pragma weak pl_server_run
#pragma weak pl_listeners_add
#pragma weak pl_listeners_close

struct capture {
	const struct pl_cli *cli;
	struct pl_arena arena;
	struct plimsoll_rules *rules;
	struct pl_outputs outputs;
	struct pl_report_summary summary;
	struct pl_sieve sieve;
	struct pl_server_options server;
	FILE *spool; /* holds the report back while a command writes to the same standard output */
	uint64_t refused;
	bool has_failed;
};

/* Whoever follows the report sees each request as it comes. */
static void flush_reports(struct capture *c)
{
	for (size_t i = 0; i < c->outputs.len; i++)
		fflush(c->outputs.items[i].out);
}

static int take(void *ctx, const struct plimsoll_request *whole)
{
	struct capture *c = ctx;
	uint64_t *const counts[] = { &c->summary.notes, &c->summary.warnings, &c->summary.errors };
	struct plimsoll_request request;

	pl_sieve_request(&c->sieve, whole, &request);
	c->summary.requests++;
	c->summary.undecided += request.undecided_len;
	for (size_t i = 0; i < request.findings_len; i++) {
		*counts[request.findings[i].severity] += 1 + request.findings[i].more;
		c->has_failed |= (int)request.findings[i].severity >= c->cli->fail_on;
	}
	pl_outputs_request(&c->outputs, &request);
	flush_reports(c);
	return 0;
}

static void take_trouble(void *ctx, const struct plimsoll_error *err)
{
	struct capture *c = ctx;

	c->summary.unreadable++;
	pl_cli_fail(err);
}

static void take_refused(void *ctx, const char *name, uint64_t bytes)
{
	struct capture *c = ctx;

	c->refused++;
	pl_cli_say("%s: answered before it was whole, and left off by the client behind %llu bytes; not checked", name, (unsigned long long)bytes);
}

static void say(void *ctx, const char *text)
{
	(void)ctx;
	pl_cli_say("%s", text);
}

/* The report of standard output, once the command has written its own. */
static int release_spool(struct capture *c, int status)
{
	char block[16384];
	size_t len;

	if (c->spool == NULL)
		return status;
	rewind(c->spool);
	while ((len = fread(block, 1, sizeof(block), c->spool)) > 0)
		fwrite(block, 1, len, c->cli->out);
	fclose(c->spool);
	c->spool = NULL;
	return status;
}

/* In this order: a request that could not be looked at, findings, the command's own failure, nothing to look at. */
static int exit_status(const struct capture *c, const struct pl_server_result *result)
{
	bool has_command = c->server.command != NULL;

	if (has_command && result->has_status && result->status != 0)
		pl_cli_say("%s ended with exit status %d", c->server.command[0], result->status);
	if (c->summary.unreadable > 0)
		return PL_EXIT_INPUT;
	if (c->has_failed && !c->cli->exits_zero)
		return PL_EXIT_FINDINGS;
	if (result->has_status && result->status != 0)
		return result->status;
	if (has_command && result->requests == 0) {
		pl_cli_say("no request came: %s has to send its requests to the URL in PLIMSOLL_URL", c->server.command[0]);
		return PL_EXIT_INPUT;
	}
	return PL_EXIT_OK;
}

static bool write_url(const struct capture *c)
{
	const char *path = c->cli->url_file;
	FILE *file = path ? fopen(path, "we") : NULL;
	bool is_good = !path || (file && fprintf(file, "%s\n", c->server.listeners.url) > 0);

	if (file && fclose(file) != 0)
		is_good = false;
	if (!is_good)
		pl_cli_say("%s: cannot be written: %s", path, strerror(errno));
	return is_good;
}

static int serve(struct capture *c)
{
	const struct pl_report_options layout = pl_cli_layout(c->cli);
	struct pl_server_result result;
	struct plimsoll_error err;
	bool is_good;

	if (!write_url(c))
		return PL_EXIT_USAGE;
	if (c->server.listeners.is_public)
		pl_cli_say("listening on an address that other machines reach: whatever they send is taken in");
	if (c->server.command == NULL)
		pl_cli_say("listening at %s; Ctrl-C ends it", c->server.listeners.url);
	pl_outputs_begin(&c->outputs, &layout, layout.colour);
	is_good = pl_server_run(&c->server, &result, &err);
	c->summary.silenced = c->sieve.silenced;
	c->summary.ignored = c->sieve.ignored;
	pl_outputs_end(&c->outputs, &c->summary);
	return is_good ? exit_status(c, &result) : pl_cli_fail(&err);
}

static bool listen_all(struct capture *c, struct plimsoll_error *err)
{
	const struct pl_cli_list *list = &c->cli->listens;

	if (list->len == 0)
		return pl_listeners_add(&c->server.listeners, "127.0.0.1:0", err);
	for (size_t i = 0; i < list->len; i++)
		if (!pl_listeners_add(&c->server.listeners, list->items[i], err))
			return false;
	return true;
}

static bool prepare(struct capture *c, struct plimsoll_error *err)
{
	const struct pl_cli *cli = c->cli;
	union { const char **in; char *const *out; } command = { .in = cli->files };

	c->server.timeout_ms = (cli->timeout ? cli->timeout : TIMEOUT) * 1000;
	c->server.forward = cli->forward;
	c->server.requests = cli->requests;
	c->server.command = cli->files_len > 0 ? command.out : NULL;
	c->server.ctx = c;
	c->server.say = say;
	c->server.tapes = (struct pl_tapes){ .rules = c->rules, .sink = { c, take }, .folder = cli->save,
		                             .shows_secrets = cli->shows_secrets, .ctx = c, .trouble = take_trouble,
		                             .refused = take_refused };
	if (!pl_capture_as(cli, &c->server.conduct, &c->arena, err))
		return false;
	if (cli->answer && (cli->as_gateway || cli->forward))
		return pl_fail(err, PLIMSOLL_USAGE, NULL, "--answer and --%s are two ways to answer; one is due",
		               cli->forward ? "forward" : "as") == PLIMSOLL_OK;
	if (cli->answer && !pl_text_file_read(cli->answer, PL_LIMIT_CAPTURE_ANSWER, &c->arena, &c->server.conduct.answer, err))
		return false;
	if (cli->save && mkdir(cli->save, 0700) != 0 && errno != EEXIST)
		return pl_fail(err, PLIMSOLL_USAGE, cli->save, "cannot be made: %s", strerror(errno)) == PLIMSOLL_OK;
	return listen_all(c, err);
}

/* With the configuration read: the rules, the server, and the verdict. */
static int capture(struct capture *c, struct pl_config *config)
{
	struct plimsoll_options options = pl_cli_options(c->cli);
	struct plimsoll_error err;
	int status;

	options.enabled = config->enabled;
	c->rules = plimsoll_rules_open(&options, &err);
	if (c->rules == NULL)
		return pl_cli_fail(&err);
	c->sieve = (struct pl_sieve){ .config = config->path ? config : NULL, .persona = (enum plimsoll_persona)c->cli->persona };
	if (pl_config_rules_exist(config, c->rules, &err) && prepare(c, &err))
		status = serve(c);
	else
		status = pl_cli_fail(&err);
	pl_listeners_close(&c->server.listeners);
	pl_sieve_free(&c->sieve);
	plimsoll_rules_close(c->rules);
	return status;
}

int pl_cmd_capture(const struct pl_cli *given)
{
	struct pl_cli cli = *given, inner;
	struct capture c = { .cli = &cli };
	struct plimsoll_error err;
	struct pl_config config;
	int status;

	if (cli.files_len > 0 && cli.out == stdout && (c.spool = tmpfile()) == NULL) {
		pl_cli_say("the report cannot be held back: %s", strerror(errno));
		return PL_EXIT_INPUT;
	}
	inner = cli;
	inner.out = c.spool ? c.spool : cli.out;
	if (!pl_outputs_open(&c.outputs, &inner))
		return PL_EXIT_USAGE;
	status = pl_cli_project(&cli, &config, &err) ? capture(&c, &config) : pl_cli_fail(&err);
	status = release_spool(&c, pl_outputs_close(&c.outputs, status));
	pl_arena_free(&c.arena);
	pl_config_free(&config);
	return status;
}

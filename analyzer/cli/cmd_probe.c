/* plimsoll probe: the largest body that the path to a URL accepts, to the byte, and whose limit it is. */
#include "cli/cli.h"

#include <errno.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/number.h"
#include "cli/probe_run.h"
#include "cli/project.h"
#include "config/text_file.h"
#include "probe/filler.h"
#include "probe/record.h"

#define TIMEOUT 30   /* seconds for one trial */
#define MAX_TIME 900 /* and for all of them */

/* Largest size that is tried when --max does not say. */
static const uint64_t most[PL_DIMENSIONS] = {
	[PL_DIMENSION_BODY] = (uint64_t)16 << 20,       [PL_DIMENSION_HEADERS] = (uint64_t)1 << 20,
	[PL_DIMENSION_HEADER] = (uint64_t)1 << 20,      [PL_DIMENSION_REQUEST_LINE] = (uint64_t)1 << 18,
	[PL_DIMENSION_HEADER_COUNT] = 10000,            [PL_DIMENSION_PARTS] = 10000,
	[PL_DIMENSION_FIELDS] = 100000,                 [PL_DIMENSION_FIELD] = (uint64_t)16 << 20,
	[PL_DIMENSION_FILE] = (uint64_t)16 << 20,       [PL_DIMENSION_JSON_DEPTH] = 100000,
	[PL_DIMENSION_INFLATED] = (uint64_t)64 << 20,
};

static bool is_allowed(const struct pl_cli *cli, const struct pl_config *config, struct pl_str host)
{
	for (size_t i = 0; i < cli->allowed_hosts.len; i++)
		if (strlen(cli->allowed_hosts.items[i]) == host.len &&
		    strncasecmp(cli->allowed_hosts.items[i], host.ptr, host.len) == 0)
			return true;
	for (size_t i = 0; config->allow_hosts && config->allow_hosts[i]; i++)
		if (strlen(config->allow_hosts[i]) == host.len && strncasecmp(config->allow_hosts[i], host.ptr, host.len) == 0)
			return true;
	return false;
}

/* Probing a stranger's server is not done by mistake. */
static bool may_go(const struct pl_cli *cli, const struct pl_config *config, const char *url, bool *is_near)
{
	struct pl_str host;
	const char *why;

	if (!pl_probe_host(url, &host, &why)) {
		pl_cli_say("'%s' is not a URL to probe: %s", strchr(url, '@') ? "…" : url, why);
		return false;
	}
	*is_near = pl_probe_is_loopback(host);
	if (*is_near || is_allowed(cli, config, host))
		return true;
	pl_cli_say("%.*s is not this machine: --allow-host %.*s says that you may probe it", PL_STR_ARG(host), PL_STR_ARG(host));
	return false;
}

/* The request line of a request with nothing added, and the lines that the transport writes beside one's own. */
static void measure(struct pl_search *s, const struct pl_target *target)
{
	const char *path = strstr(target->url, "://") + 3;

	path += strcspn(path, "/?#");
	s->line_bytes = strlen(target->method) + 1 + (strcspn(path, "#") ? strcspn(path, "#") : 1) + strlen(" HTTP/1.1\r\n");
	s->header_lines = 5; /* Host, User-Agent, Accept, Content-Type, Content-Length */
	for (const char *const *line = target->headers; *line; line++)
		s->header_lines += strncasecmp(*line, "User-Agent:", 11) != 0 && strncasecmp(*line, "Accept:", 7) != 0 &&
		                   strncasecmp(*line, "Content-Type:", 13) != 0;
}

static void prepare(struct pl_probe_run *run, const struct pl_cli *cli, const char *url, const char **headers, bool is_near)
{
	struct pl_search *s = &run->probe.search;

	run->cli = cli;
	run->target = (struct pl_target){ .url = url,
		                          .method = cli->method ? cli->method : "POST",
		                          .headers = headers,
		                          .timeout_ms = (cli->timeout ? cli->timeout : TIMEOUT) * 1000,
		                          .is_http2 = cli->is_http2 };
	run->probe.rule_dirs = cli->rule_dirs.items;
	run->probe.echo = cli->echo;
	run->probe.budget = (struct pl_probe_budget){ cli->max_requests, cli->max_bytes, cli->max_time ? cli->max_time : MAX_TIME,
		                                     (double)cli->rate };
	s->dimension = (enum pl_dimension)cli->dimension;
	s->shape = pl_filler_shape(s->dimension, (enum pl_shape)cli->shape);
	s->most = cli->most ? cli->most : most[s->dimension];
	s->is_near = is_near;
	s->is_chunked = cli->is_chunked;
	s->is_http2 = cli->is_http2;
	s->goes_deeper = cli->goes_deeper;
	s->verifies = cli->verifies;
	s->inflates = cli->inflates;
	run->is_shown = !cli->is_quiet && isatty(STDERR_FILENO) == 1;
	measure(s, &run->target);
}

/* The worst case, before anything is sent. */
static void say_plan(const struct pl_probe_run *run)
{
	const struct pl_search *s = &run->probe.search;
	struct pl_search guess = *s;
	uint64_t requests, bytes;
	char size[PL_NUMBER_TEXT], top[PL_NUMBER_TEXT];

	guess.head_bytes = 512;
	pl_search_worst(&guess, &requests, &bytes);
	if (run->probe.budget.requests && run->probe.budget.requests < requests)
		requests = run->probe.budget.requests;
	if (run->probe.budget.bytes && run->probe.budget.bytes < bytes)
		bytes = run->probe.budget.bytes;
	pl_cli_say("plan: %s %.*s, %s up to %s; at most %llu requests and %s%s", run->target.method,
	           (int)strcspn(run->target.url, "?#"), run->target.url, pl_dimension_name(s->dimension),
	           pl_dimension_is_bytes(s->dimension) ? pl_number_short(top, s->most) : pl_number_grouped(top, s->most),
	           (unsigned long long)requests, pl_number_short(size, bytes),
	           s->dimension == PL_DIMENSION_BODY ? "; where headers decide, some 35 requests without a body" : "");
}

static void conclude(struct pl_probe_run *run)
{
	run->found = pl_search_found(&run->probe.search, &run->behind);
	run->candidates_len = pl_attribute(&run->probe, &run->found, run->cli->via.items, &run->candidates);
}

/* A limit that is too low is a finding; without a limit to the byte it must be clear on which side of it --expect-at-least is. */
static int exit_status(const struct pl_probe_run *run)
{
	const struct pl_found_limit *f = run->behind.found == PL_FOUND_LIMIT ? &run->behind : &run->found;
	uint64_t least = run->cli->at_least;
	bool is_known = f->found == PL_FOUND_LIMIT || (f->found == PL_FOUND_NO_LIMIT && !pl_probe_is_hidden(run));

	if (least > 0 && f->bracket.has_refused && f->bracket.refused <= least && is_known)
		return PL_EXIT_FINDINGS;
	if (least > 0 && is_known && f->bracket.has_accepted && f->bracket.accepted >= least)
		return PL_EXIT_OK;
	if (least > 0)
		return PL_EXIT_NETWORK;
	return is_known && (f->found == PL_FOUND_NO_LIMIT || f->is_exact) ? PL_EXIT_OK : PL_EXIT_NETWORK;
}

/* Nothing was found out, so there is no report. */
static void say_failure(const struct pl_probe_run *run)
{
	struct pl_arena arena = { .blocks = NULL };

	pl_cli_say("%.*s: %.*s", (int)strcspn(run->target.url, "?#"), run->target.url, PL_STR_ARG(pl_probe_sentence(run, &arena)));
	pl_arena_free(&arena);
}

static int report(const struct pl_probe_run *run, const struct pl_probe_run *compare, bool is_json)
{
	int status = exit_status(run);

	if (run->cli->page)
		pl_probe_write_html(run->cli->page, run, compare);
	if (is_json)
		pl_probe_write_json(run->cli->out, run, compare);
	else if (run->found.found == PL_FOUND_FAILED || run->found.found == PL_FOUND_NOTHING_YET)
		say_failure(run);
	else if (!pl_cli_is_page(run->cli))
		pl_probe_write_human(run->cli->out, run, compare);
	return status == PL_EXIT_FINDINGS && run->cli->exits_zero ? PL_EXIT_OK : status;
}

static bool open_record(struct pl_probe_run *run)
{
	const char *path = run->cli->record;

	if (!path)
		return true;
	if ((run->record = fopen(path, "we")) == NULL) {
		pl_cli_say("%s: cannot be written: %s", path, strerror(errno));
		return false;
	}
	pl_record_start(run->record, &run->probe, run->target.url, run->target.method);
	return true;
}

static bool close_record(struct pl_probe_run *run)
{
	bool is_lost = run->record && ferror(run->record) != 0;

	if (run->record && fclose(run->record) != 0)
		is_lost = true;
	if (is_lost)
		pl_cli_say("%s: cannot be written whole", run->cli->record);
	return !is_lost;
}

static int search(struct pl_probe_run *run, struct pl_probe_run *compare, bool is_json)
{
	struct plimsoll_error err;
	bool is_run;

	pl_probe_open(&run->probe);
	if (!open_record(run))
		return PL_EXIT_USAGE;
	is_run = pl_probe_network(run, &err);
	if (!close_record(run))
		return PL_EXIT_INPUT;
	if (!is_run)
		return pl_cli_fail(&err);
	conclude(run);
	if (!compare)
		return report(run, NULL, is_json);
	pl_probe_open(&compare->probe);
	if (!pl_probe_network(compare, &err))
		return pl_cli_fail(&err);
	conclude(compare);
	return report(run, compare, is_json);
}

static int replay(const struct pl_cli *cli, bool is_json)
{
	struct pl_probe_run run = { .cli = cli };
	struct pl_record record;
	struct plimsoll_error err;
	struct pl_str text;
	int status;

	run.probe.rule_dirs = cli->rule_dirs.items;
	run.probe.echo = cli->echo;
	if (!pl_text_file_read(cli->replay, PL_LIMIT_RECORD, &run.probe.arena, &text, &err) ||
	    !pl_record_read(&record, &run.probe, cli->replay, text, &err)) {
		err.status = PLIMSOLL_FORMAT;
		status = pl_cli_fail(&err);
	} else {
		run.target = (struct pl_target){ .url = record.url.ptr, .method = record.method.ptr };
		conclude(&run);
		status = report(&run, NULL, is_json);
	}
	pl_probe_close(&run.probe);
	return status;
}

static int probe(struct pl_cli *cli, const struct pl_config *config, bool is_json)
{
	struct pl_arena arena = { .blocks = NULL };
	struct pl_probe_run run = { .cli = cli }, other = { .cli = cli };
	const char **headers = pl_probe_headers(cli, &arena);
	bool is_near, is_other_near;
	int status = PL_EXIT_USAGE;

	if (headers && may_go(cli, config, cli->files[0], &is_near) &&
	    (!cli->compare || may_go(cli, config, cli->compare, &is_other_near))) {
		prepare(&run, cli, cli->files[0], headers, is_near);
		say_plan(&run);
		if (cli->compare) {
			prepare(&other, cli, cli->compare, headers, is_other_near);
			say_plan(&other);
		}
		status = cli->is_dry_run ? PL_EXIT_OK : search(&run, cli->compare ? &other : NULL, is_json);
	}
	pl_probe_close(&run.probe);
	pl_probe_close(&other.probe);
	pl_arena_free(&arena);
	return status;
}

int pl_cmd_probe(const struct pl_cli *given)
{
	struct pl_cli cli = *given;
	struct pl_config config;
	struct plimsoll_error err;
	int status;
	bool is_json = pl_cli_is_json(&cli, &status);

	if (status != PL_EXIT_OK)
		return status;
	if (cli.files_len != (cli.replay ? 0 : 1)) {
		pl_cli_say(cli.replay ? "probe --replay reads a record and takes no URL" : "probe needs one URL");
		return PL_EXIT_USAGE;
	}
	if (cli.replay)
		return replay(&cli, is_json);
	status = pl_cli_project(&cli, &config, &err) ? probe(&cli, &config, is_json) : pl_cli_fail(&err);
	pl_config_free(&config);
	return status;
}

/* plimsoll explain: why an exchange failed, from what the developer already has. */
#include "cli/cli.h"

#include "base/bytes.h"
#include "base/json_text.h"
#include "base/number.h"
#include "cli/explain_report.h"
#include "gateway/weighing.h"
#include "report/html.h"

static bool size(const char *option, const char *value, uint64_t *bytes)
{
	if (pl_number_size(pl_str_from(value), bytes) == PL_NUMBER_OK)
		return true;
	pl_cli_say("%s takes a size such as 10485760, 20m or 4.5MB, not '%s'", option, value);
	return false;
}

static bool sizes(const char *option, const struct pl_cli_list *list, struct pl_exchange_sizes *into)
{
	for (size_t i = 0; i < list->len; i++)
		if (!size(option, list->items[i], &into->items[into->len++]))
			return false;
	return true;
}

static bool is_encoding(const char *name)
{
	struct pl_str names[PL_ENCODINGS];

	for (size_t e = 0; e < PL_ENCODINGS; e++) {
		names[e] = pl_str_from(pl_encoding_ids[e]);
		if (strcmp(name, pl_encoding_ids[e]) == 0 && e != PL_ENCODING_GZIP)
			return true;
	}
	pl_cli_unknown("encoding", name, names, PL_ENCODING_GZIP, "`plimsoll weigh --size 1k` lists them");
	return false;
}

/* "Name: value" */
static bool add_header(const char *line, struct pl_response_header *header)
{
	struct pl_str text = pl_str_from(line);
	size_t colon = pl_str_find_char(text, ':');

	if (colon == 0 || colon == text.len) {
		pl_cli_say("--header takes a line such as 'Server: nginx', not '%s'", line);
		return false;
	}
	*header = (struct pl_response_header){ { line, colon }, pl_str_trim(pl_str_after(text, colon + 1)) };
	return true;
}

static bool add_response(const struct pl_cli *cli, struct pl_arena *arena, struct pl_exchange *e)
{
	struct pl_response_header *headers;

	if (cli->has_status) {
		e->response.status = cli->status;
		if (cli->status < 100 || cli->status > 599) {
			pl_cli_say("--status takes a status code from 100 to 599, not %llu", (unsigned long long)cli->status);
			return false;
		}
	}
	if (!cli->has_status && cli->response_headers.len == 0)
		return true;
	e->has_response = true;
	headers = pl_arena_alloc(arena, (e->response.headers_len + cli->response_headers.len + 1) * sizeof(*headers));
	if (e->response.headers_len > 0)
		memcpy(headers, e->response.headers, e->response.headers_len * sizeof(*headers));
	for (size_t i = 0; i < cli->response_headers.len; i++)
		if (!add_header(cli->response_headers.items[i], &headers[e->response.headers_len + i]))
			return false;
	e->response.headers = headers;
	e->response.headers_len += cli->response_headers.len;
	return true;
}

/* What the options say, over what the files say. */
static bool add_observations(const struct pl_cli *cli, struct pl_arena *arena, struct pl_exchange *e)
{
	if (!sizes("--passed", &cli->passed, &e->passed) || !sizes("--failed", &cli->failed, &e->failed) ||
	    !add_response(cli, arena, e))
		return false;
	if (cli->encoding) {
		if (!is_encoding(cli->encoding))
			return false;
		e->encoding = pl_str_from(cli->encoding);
	}
	if (cli->sent && !size("--sent", cli->sent, &e->sent_bytes))
		return false;
	if (cli->stored && !size("--stored", cli->stored, &e->stored_bytes))
		return false;
	e->has_sent |= cli->sent != NULL;
	e->has_stored |= cli->stored != NULL;
	if (cli->has_seconds) {
		e->has_seconds = true;
		e->seconds = cli->seconds;
	}
	for (size_t i = 0; i < cli->errors.len; i++)
		pl_exchange_say(e, pl_str_from(cli->errors.items[i]));
	return true;
}

static bool has_observations(const struct pl_cli *cli)
{
	return cli->passed.len > 0 || cli->failed.len > 0 || cli->has_status || cli->response_headers.len > 0 || cli->sent ||
	       cli->stored || cli->errors.len > 0;
}

static int list(const struct pl_cli *cli, const struct pl_explainer *x, bool is_json)
{
	if (is_json)
		fputs("{\"diagnoses\": [", cli->out);
	for (size_t i = 0; i < x->diagnoses.len; i++) {
		const struct pl_diagnosis *d = &x->diagnoses.items[i];

		if (!is_json) {
			fprintf(cli->out, "%-22.*s %.*s\n", PL_STR_ARG(d->name), PL_STR_ARG(d->title));
			continue;
		}
		fputs(i ? ",\n  {" : "\n  {", cli->out);
		pl_json_text_member(cli->out, "id", d->name);
		fputs(", ", cli->out);
		pl_json_text_member(cli->out, "title", d->title);
		fprintf(cli->out, ", \"where\": \"%s\", \"for\": %zu, \"against\": %zu}", d->is_client ? "client" : "hop", d->pro.len,
		        d->contra.len);
	}
	if (is_json)
		fputs("\n]}\n", cli->out);
	return PL_EXIT_OK;
}

int pl_explain_gather(const struct pl_cli *cli, struct pl_evidence *evidence)
{
	struct plimsoll_error err;

	for (size_t i = 0; i < cli->files_len; i++)
		if (pl_evidence_add(evidence, cli->files[i], &err) != PLIMSOLL_OK)
			return pl_cli_fail(&err);
	for (size_t i = 0; i < evidence->len; i++)
		if (!add_observations(cli, evidence->arena, &evidence->exchanges[i]))
			return PL_EXIT_USAGE;
	return PL_EXIT_OK;
}

static void write_nothing(const struct pl_cli *cli, const struct pl_evidence *evidence)
{
	fprintf(cli->out, "%s: none of its %llu entries is a request with something to send that failed; --entry N looks at one all the same\n",
	        cli->files[0], (unsigned long long)evidence->entries);
}

/* What `out` takes: one format, and none when a page is all that is asked for. */
static void write_one(const struct pl_cli *cli, bool is_json, const struct pl_exchange *e, const struct pl_explanation *x, size_t number,
                      const struct pl_config_file *config, struct pl_arena *arena)
{
	struct pl_human h = { .out = cli->out, .options = pl_cli_layout(cli) };

	if (cli->page)
		pl_explain_html(cli->page, e, x, number, config, cli->config_of, arena);
	if (pl_cli_is_page(cli))
		return;
	if (is_json) {
		fputs(number ? ",\n   " : "\n   ", cli->out);
		pl_explain_json(cli->out, e, x, config);
		return;
	}
	fputs(number ? "\n" : "", cli->out);
	pl_explain_human(&h, e, x);
	if (config)
		pl_explain_config(&h, NULL, cli->config_of, config, e, x, arena);
}

static void write_begin(const struct pl_cli *cli, const struct pl_evidence *evidence, bool is_json)
{
	if (cli->page)
		pl_html_begin(cli->page, "explain", cli->files_len > 0 ? pl_str_from(cli->files[0]) : PL_STR(""));
	if (cli->page && evidence->len == 0)
		fprintf(cli->page, "<section class=\"sheet\" id=\"summary\"><p>None of the %llu entries is a request with something to send that failed.</p></section>\n",
		        (unsigned long long)evidence->entries);
	if (is_json)
		fputs("{\"plimsoll\": \"" PLIMSOLL_VERSION "\", \"schema\": 1, \"exchanges\": [", cli->out);
	else if (evidence->len == 0 && !pl_cli_is_page(cli))
		write_nothing(cli, evidence);
}

static void write_end(const struct pl_cli *cli, const struct pl_evidence *evidence, bool is_json)
{
	unsigned long long more = evidence->more;

	if (cli->page && more > 0)
		fprintf(cli->page, "<p class=\"more\">%llu more failed; <code>--entry N</code> explains one</p>\n", more);
	if (cli->page)
		pl_html_end(cli->page);
	if (is_json)
		fputs("]}\n", cli->out);
	else if (more > 0 && !pl_cli_is_page(cli))
		fprintf(cli->out, "\n%llu more failed; --entry N explains one\n", more);
}

static void write_all(const struct pl_cli *cli, const struct pl_explainer *x, struct pl_evidence *evidence, bool is_json,
                      const struct pl_config_file *config)
{
	struct pl_arena arena = { 0 };
	struct pl_explainer own = *x; /* what is made for one exchange goes with it */
	struct pl_explanation explanation;

	own.arena = &arena;
	write_begin(cli, evidence, is_json);
	for (size_t i = 0; i < evidence->len; i++) {
		pl_explain(&own, &evidence->exchanges[i], &explanation);
		write_one(cli, is_json, &evidence->exchanges[i], &explanation, i, config, &arena);
		pl_arena_reset(&arena);
	}
	pl_arena_free(&arena);
	write_end(cli, evidence, is_json);
}

static int explain(const struct pl_cli *cli, const struct pl_explainer *x, bool is_json, struct pl_arena *arena)
{
	struct plimsoll_options options = pl_cli_options(cli);
	struct plimsoll_rules *rules;
	struct pl_evidence evidence;
	struct pl_config_file config;
	struct plimsoll_error err;
	int status;

	if (cli->config_of && !pl_config_file_load(&config, cli->config_of, arena, &err))
		return pl_cli_fail(&err);
	options.wants_facts = true;
	rules = plimsoll_rules_open(&options, &err);
	if (rules == NULL)
		return pl_cli_fail(&err);
	pl_evidence_open(&evidence, rules, cli->has_entry, cli->entry, arena);
	status = pl_explain_gather(cli, &evidence);
	if (status == PL_EXIT_OK)
		write_all(cli, x, &evidence, is_json, cli->config_of ? &config : NULL);
	pl_evidence_close(&evidence);
	plimsoll_rules_close(rules);
	return status;
}

int pl_cmd_explain(const struct pl_cli *cli)
{
	struct pl_arena arena = { 0 };
	struct pl_explainer explainer;
	struct plimsoll_error err;
	int status;
	bool is_json = pl_cli_is_json(cli, &status);

	if (status != PL_EXIT_OK)
		return status;
	if (cli->is_test)
		return pl_explain_test(cli);
	if (!cli->is_list && cli->files_len == 0 && !has_observations(cli)) {
		pl_cli_say("explain needs something to explain: files, or what was seen, such as --passed 2MB --failed 4.5MB --status 413");
		return PL_EXIT_USAGE;
	}
	if (!pl_explainer_open(&explainer, cli->rule_dirs.items, &arena, &err) || !pl_explainer_apis(&explainer, cli->api, &err))
		status = pl_cli_fail(&err);
	else
		status = cli->is_list ? list(cli, &explainer, is_json) : explain(cli, &explainer, is_json, &arena);
	pl_arena_free(&arena);
	return status;
}

/* The table of options: parsing, --help, completion and the man pages come from its lines. */
#include "cli/cli.h"

#include "source/format.h"

enum { LISTS = PL_RULES | PL_FACTS_COMMAND | PL_GATEWAYS, READS = PL_CHECK | PL_SHOW };
#define INTO(member) .into = offsetof(struct pl_cli, member)
#define HAS(member) .has = offsetof(struct pl_cli, member)

static const char *const severities[] = { "note", "warning", "error", "never", NULL };
static const char *const personas[] = { "default", "strict", "pedantic", NULL };
static const char *const colours[] = { "auto", "always", "never", NULL };
/* In the order of enum pl_shape and enum pl_dimension. */
static const char *const shapes[] = { "raw", "json", "multipart", "form", NULL };
static const char *const dimensions[] = { "body",   "headers", "header", "request-line", "header-count", "parts",
	                                  "fields", "field",   "file",   "json-depth",   "inflated",     NULL };
static const char *const forms[] = { "raw", "curl", "har", NULL };

static bool is_input_format(const char *name)
{
	struct pl_str names[16];
	size_t len = 0;

	for (const struct pl_format *const *f = pl_formats; *f && len < sizeof(names) / sizeof(names[0]); f++) {
		names[len] = pl_str_from((*f)->name);
		if (pl_str_equal(names[len++], pl_str_from(name)))
			return true;
	}
	pl_cli_unknown("input format", name, names, len, "`plimsoll check --help` lists them");
	return false;
}

/* In the order --help shows them. */
static const struct pl_cli_option options[] = {
	{ "--input", "FORMAT", "the input format, where it is not told from the bytes",
	  PL_OF_INPUT, READS, PL_CLI_TEXT, INTO(input), .is_good = is_input_format },
	{ "--headers", "FILE", "a request's head, with or without its request line; goes with --body",
	  PL_OF_INPUT, READS, PL_CLI_TEXT, INTO(headers) },
	{ "--body", "FILE", "the body of the head in --headers",
	  PL_OF_INPUT, READS, PL_CLI_TEXT, INTO(body) },
	{ "--entry", "N", "only the Nth request of each file, from 0",
	  PL_OF_INPUT, READS | PL_EXPLAIN, PL_CLI_NUMBER, INTO(entry), HAS(has_entry) },
	{ "--match", "GLOB", "only requests whose URL matches: '*/upload*'",
	  PL_OF_INPUT, READS, PL_CLI_TEXT, INTO(match) },
	{ "--env", "FILE", "values of {{names}}: http-client.env.json[:NAME], a Postman environment, or .env",
	  PL_OF_INPUT, READS, PL_CLI_TEXT, INTO(env) },
	{ "--max-decoded", "SIZE", "inflate at most this much of a body (1g)",
	  PL_OF_INPUT, PL_CHECK | PL_CAPTURE, PL_CLI_SIZE, INTO(max_decoded) },
	{ "--size", "SIZE", "weigh any file of that size, in place of a FILE",
	  PL_OF_INPUT, PL_WEIGH, PL_CLI_SIZE, INTO(size) },
	{ "--config-of", "FILE", "the limits that a configuration sets: nginx.conf, Apache, php.ini, HAProxy, Express",
	  PL_OF_INPUT, PL_GATEWAYS | PL_EXPLAIN, PL_CLI_TEXT, INTO(config_of) },
	{ "--passed", "SIZE", "a file of that size passed; repeatable",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_TEXTS, INTO(passed) },
	{ "--failed", "SIZE", "a file of that size failed; repeatable",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_TEXTS, INTO(failed) },
	{ "--encoding", "NAME", "how those files travel: base64-json, multipart, …; else the sizes are those on the wire",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_TEXT, INTO(encoding) },
	{ "--status", "N", "status code of the answer",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_NUMBER, INTO(status), HAS(has_status) },
	{ "--header", "LINE", "a header line of the answer: 'Server: nginx'; repeatable",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_TEXTS, INTO(response_headers) },
	{ "--sent", "SIZE", "how much of the body was sent before it failed",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_TEXT, INTO(sent) },
	{ "--stored", "SIZE", "how much arrived at the other end",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_TEXT, INTO(stored) },
	{ "--seconds", "N", "how long it took to fail",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_NUMBER, INTO(seconds), HAS(has_seconds) },
	{ "--error", "TEXT", "what the client or a server's log says; repeatable",
	  PL_OF_INPUT, PL_EXPLAIN, PL_CLI_TEXTS, INTO(errors) },
	{ "--dimension", "NAME", "what is measured: body, headers, header, request-line, header-count, parts, fields, field, file, json-depth or inflated",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_CHOICE, INTO(dimension), .choices = dimensions },
	{ "--shape", "NAME", "what the body is made of: raw, json, multipart or form",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_CHOICE, INTO(shape), .choices = shapes },
	{ "--method", "NAME", "in place of POST",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXT, INTO(method) },
	{ "--header", "LINE", "'Name: value' to send, or @FILE with one a line, where credentials belong; repeatable",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXTS, INTO(request_headers) },
	{ "--content-type", "TYPE", "in place of the shape's own",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXT, INTO(content_type) },
	{ "--allow-host", "NAME", "you may probe it; this machine needs no leave; repeatable",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXTS, INTO(allowed_hosts) },
	{ "--max", "SIZE", "try no larger body (16m), or no more of another dimension",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_SIZE, INTO(most) },
	{ "--deeper", NULL, "send bodies as well, for a lower limit behind one that headers show",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_FLAG, INTO(goes_deeper) },
	{ "--verify", NULL, "send the two whole bodies at the limit found",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_FLAG, INTO(verifies) },
	{ "--inflate", NULL, "send bodies gzip'd, which cost little where the server inflates",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_FLAG, INTO(inflates) },
	{ "--chunked", NULL, "send whole bodies chunked",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_FLAG, INTO(is_chunked) },
	{ "--http2", NULL, "ask by headers over HTTP/2",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_FLAG, INTO(is_http2) },
	{ "--echo", "WHERE", "a length in the answer, by which truncation shows: /json/pointer or header:NAME",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXT, INTO(echo) },
	{ "--compare", "URL", "the same probe there, such as straight at the origin",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXT, INTO(compare) },
	{ "--dry-run", NULL, "print the plan and send nothing",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_FLAG, INTO(is_dry_run) },
	{ "--max-requests", "N", "stop before one more",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_NUMBER, INTO(max_requests) },
	{ "--max-bytes", "SIZE", "stop before more is sent",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_SIZE, INTO(max_bytes) },
	{ "--rate", "N", "at most N requests a second",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_NUMBER, INTO(rate) },
	{ "--timeout", "SECONDS", "for one request (30)",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_NUMBER, INTO(timeout) },
	{ "--record", "FILE", "write every trial there, without what you send of your own",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXT, INTO(record) },
	{ "--replay", "FILE", "report what a record came to, without a network",
	  PL_OF_INPUT, PL_PROBE, PL_CLI_TEXT, INTO(replay) },
	{ "--listen", "ADDRESS", "where to listen: 127.0.0.1:8080, [::1]:0 (any free port: 127.0.0.1:0); repeatable",
	  PL_OF_INPUT, PL_CAPTURE, PL_CLI_TEXTS, INTO(listens) },
	{ "--url-file", "FILE", "write the URL that is listened at there",
	  PL_OF_INPUT, PL_CAPTURE, PL_CLI_TEXT, INTO(url_file) },
	{ "--requests", "N", "end behind so many requests",
	  PL_OF_INPUT, PL_CAPTURE, PL_CLI_NUMBER, INTO(requests) },
	{ "--timeout", "SECONDS", "show a client out that sends or reads nothing for so long (30)",
	  PL_OF_INPUT, PL_CAPTURE, PL_CLI_NUMBER, INTO(timeout) },
	{ "--answer", "FILE", "answer with that: a whole response from HTTP/ on, or a body",
	  PL_OF_INPUT, PL_CAPTURE, PL_CLI_TEXT, INTO(answer) },
	{ "--as", "GATEWAY", "answer as that gateway does, with its limit or another: nginx:client_max_body_size=20m",
	  PL_OF_INPUT, PL_CAPTURE, PL_CLI_TEXT, INTO(as_gateway) },
	{ "--save", "DIR", "write each request there, as NNNN.http",
	  PL_OF_INPUT, PL_CAPTURE, PL_CLI_TEXT, INTO(save) },
	{ "--expect-at-least", "SIZE", "exit with 1 when the limit is below",
	  PL_OF_CHECK, PL_PROBE, PL_CLI_SIZE, INTO(at_least) },
	{ "--limit", "SIZE", "the largest body allowed: bytes, 20m, 10MiB, 4.5MB",
	  PL_OF_CHECK, PL_CHECK | PL_WEIGH | PL_EXPLAIN | PL_CAPTURE, PL_CLI_SIZE, INTO(limit) },
	{ "--via", "HOP", "gateways on the path, outermost first, with settings: nginx:client_max_body_size=20m,express; repeatable",
	  PL_OF_CHECK, PL_CHECK | PL_WEIGH | PL_EXPLAIN | PL_PROBE | PL_CAPTURE, PL_CLI_TEXTS, INTO(via) },
	{ "--api", "NAME", "the API that requests are for, where their host does not tell: genesys",
	  PL_OF_CHECK, PL_CHECK | PL_WEIGH | PL_EXPLAIN | PL_CAPTURE, PL_CLI_TEXT, INTO(api) },
	{ "--openapi", "FILE", "likewise, by its OpenAPI 3 description, in JSON or YAML",
	  PL_OF_CHECK, PL_CHECK | PL_WEIGH | PL_CAPTURE, PL_CLI_TEXT, INTO(openapi) },
	{ "--rules", "DIR", "more rules and gateways, or ones in place of those built in; repeatable",
	  PL_OF_CHECK, PL_CHECK | PL_RULES | PL_GATEWAYS | PL_WEIGH | PL_EXPLAIN | PL_PROBE | PL_CAPTURE, PL_CLI_TEXTS, INTO(rule_dirs) },
	{ "--disable", "RULE", "leave a rule out; repeatable",
	  PL_OF_CHECK, PL_CHECK | PL_CAPTURE, PL_CLI_TEXTS, INTO(disabled) },
	{ "--persona", "NAME", "how strict to be: default, strict or pedantic",
	  PL_OF_CHECK, PL_CHECK | PL_CAPTURE, PL_CLI_CHOICE, INTO(persona), HAS(has_persona), .choices = personas },
	{ "--config", "FILE", "in place of the nearest .plimsoll.json upwards",
	  PL_OF_CHECK, PL_CHECK | PL_PROBE | PL_CAPTURE, PL_CLI_TEXT, INTO(config) },
	{ "--no-config", NULL, "read no .plimsoll.json",
	  PL_OF_CHECK, PL_CHECK | PL_PROBE | PL_CAPTURE, PL_CLI_FLAG, INTO(has_no_config) },
	{ "--test", NULL, "explain every folder of DIR (samples/exchanges) and hold it against its file `expect`",
	  PL_OF_REPORT, PL_EXPLAIN, PL_CLI_FLAG, INTO(is_test) },
	{ "--apis", NULL, "list the APIs that --api knows, in place of gateways",
	  PL_OF_REPORT, PL_GATEWAYS, PL_CLI_FLAG, INTO(lists_apis) },
	{ "--test", NULL, "run every rule against its samples: DIR/bad/RULE.* must raise it, DIR/ok must not (DIR: samples)",
	  PL_OF_REPORT, PL_RULES, PL_CLI_FLAG, INTO(is_test) },
	{ "--list", NULL, "list the diagnoses",
	  PL_OF_REPORT, PL_EXPLAIN, PL_CLI_FLAG, INTO(is_list) },
	{ "--format", "NAME", "human, or json for programs",
	  PL_OF_REPORT, PL_CHECK | PL_WEIGH | PL_EXPLAIN | LISTS | PL_PROBE | PL_CAPTURE, PL_CLI_TEXT, INTO(format) },
	{ "--as", "FORM", "raw (byte for byte), curl or har",
	  PL_OF_REPORT, PL_SHOW, PL_CLI_TEXT, INTO(as), .choices = forms },
	{ "--output", "FILE", "write there, not to standard output; check and capture also take FORMAT=FILE, repeatable",
	  PL_OF_REPORT, READS | PL_WEIGH | PL_EXPLAIN | LISTS | PL_PROBE | PL_CAPTURE, PL_CLI_TEXTS, INTO(outputs) },
	{ "--fail-on", "NAME", "what makes the exit status 1: error (unless given), warning, note or never",
	  PL_OF_REPORT, PL_CHECK | PL_CAPTURE, PL_CLI_CHOICE, INTO(fail_on), HAS(has_fail_on), .choices = severities },
	{ "--exit-zero", NULL, "exit with 0 where findings would make it 1",
	  PL_OF_REPORT, PL_CHECK | PL_PROBE | PL_CAPTURE, PL_CLI_FLAG, INTO(exits_zero) },
	{ "--baseline", "FILE", "findings that FILE knows are silenced and fail nothing",
	  PL_OF_REPORT, PL_CHECK, PL_CLI_TEXT, INTO(baseline) },
	{ "--write-baseline", "FILE", "write what is found there, for --baseline; exit with 0",
	  PL_OF_REPORT, PL_CHECK, PL_CLI_TEXT, INTO(write_baseline) },
	{ "--fix", NULL, "mend what can be mended safely, in the files themselves, and check what is left",
	  PL_OF_REPORT, PL_CHECK, PL_CLI_FLAG, INTO(wants_fix) },
	{ "--unsafe-fixes", NULL, "with --fix or --diff: mend also by what changes the request's meaning",
	  PL_OF_REPORT, PL_CHECK, PL_CLI_FLAG, INTO(takes_unsafe) },
	{ "--diff", NULL, "print what --fix would change, and change nothing",
	  PL_OF_REPORT, PL_CHECK, PL_CLI_FLAG, INTO(wants_diff) },
	{ "--facts", NULL, "print the facts of each request as well",
	  PL_OF_REPORT, PL_CHECK | PL_CAPTURE, PL_CLI_FLAG, INTO(wants_facts) },
	{ "--show-secrets", NULL, "leave passwords, tokens and cookies as they are",
	  PL_OF_REPORT, PL_CHECK | PL_EXPLAIN | PL_CAPTURE, PL_CLI_FLAG, INTO(shows_secrets) },
	{ "--color", "WHEN", "auto (on a terminal, without NO_COLOR), always or never",
	  PL_OF_REPORT, PL_CHECK | PL_EXPLAIN | PL_CAPTURE, PL_CLI_TEXT, INTO(color), .choices = colours },
	{ "-q", NULL, "findings only: no weight, no closing line",
	  PL_OF_REPORT, PL_CHECK | PL_PROBE | PL_CAPTURE, PL_CLI_FLAG, INTO(is_quiet) },
	{ "-v", NULL, "say why each finding matters and where that is written",
	  PL_OF_REPORT, PL_CHECK | PL_CAPTURE, PL_CLI_FLAG, INTO(is_verbose) },
	{ "--no-sandbox", NULL, "keep every right while inputs are read, and let a crash leave a core",
	  PL_OF_REPORT, ~0U, PL_CLI_FLAG, INTO(has_no_sandbox) },
	{ "--help", NULL, "this text",
	  PL_OF_REPORT, ~0U, PL_CLI_FLAG, INTO(wants_help) },
};

const struct pl_cli_option *pl_cli_option(size_t i)
{
	return i < sizeof(options) / sizeof(options[0]) ? &options[i] : NULL;
}

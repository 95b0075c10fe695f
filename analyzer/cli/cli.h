/* What the commands share: the options of a command line, and the commands. */
#ifndef PL_CLI_CLI_H
#define PL_CLI_CLI_H

#include "base/span.h"
#include "report/report.h"

enum pl_exit { PL_EXIT_OK = 0, PL_EXIT_FINDINGS = 1, PL_EXIT_USAGE = 2, PL_EXIT_INPUT = 3, PL_EXIT_NETWORK = 4 };

#define PL_CLI_LIST 64

/* The values of a repeatable option, NULL-terminated. */
struct pl_cli_list {
	const char *items[PL_CLI_LIST + 1];
	size_t len;
};

/* Where the option table puts what is given; zero, false or NULL when it is not. */
struct pl_cli {
	const struct pl_command *command;
	const char **files; /* room for all of argv */
	size_t files_len;
	struct pl_cli_list rule_dirs, disabled, via, outputs;
	const char *headers, *body; /* one input of two files, then the first of `files` is `headers` */
	const char *format, *input, *output, *color, *as, *match, *env, *baseline, *write_baseline, *config, *api, *openapi;
	struct pl_cli_list passed, failed, response_headers, errors; /* of explain */
	const char *encoding, *sent, *stored, *config_of;
	struct pl_cli_list request_headers, allowed_hosts; /* of probe */
	const char *method, *content_type, *compare, *echo, *record, *replay;
	struct pl_cli_list listens; /* of capture */
	const char *forward, *answer, *as_gateway, *save, *url_file;
	uint64_t requests;
	int shape, dimension; /* enum pl_shape, enum pl_dimension */
	uint64_t most, max_requests, max_bytes, max_time, rate, timeout, at_least;
	bool is_dry_run, goes_deeper, verifies, inflates, is_chunked, is_http2;
	uint64_t limit, size, max_decoded, entry, status, seconds;
	int persona; /* enum plimsoll_persona */
	int fail_on; /* a severity, or 3 for never */
	bool has_persona, has_fail_on, has_no_config;
	bool has_status, has_seconds, is_list;
	const char *files_from;
	bool is_null;
	uint64_t jobs; /* 0: as many as there are cores */
	bool has_jobs;
	bool wants_fix, wants_diff, takes_unsafe;
	bool has_no_sandbox;
	bool has_entry, wants_facts, is_quiet, is_verbose, exits_zero, wants_help, is_test, shows_secrets, lists_apis;
	FILE *out; /* standard output, or `output` */
	FILE *opened[PL_CLI_LIST]; /* those of `outputs` that name their report */
	FILE *page; /* where weigh, explain and probe write a page: `out`, a file of --output html=FILE, or NULL */
	const char *page_path; /* of that file */
};

/* One file each, one line each in main.c. */
struct pl_command {
	const char *name;
	unsigned bit;          /* of the option table */
	const char *arguments; /* for --help */
	const char *summary;
	int (*run)(const struct pl_cli *cli);
};
/* `bit` of each command. */
enum {
	PL_CHECK = 1,
	PL_SHOW = 2,
	PL_RULES = 4,
	PL_FACTS_COMMAND = 8,
	PL_GATEWAYS = 16,
	PL_WEIGH = 32,
	PL_PROBE = 64,
	PL_EXPLAIN = 128,
	PL_CAPTURE = 256,
	PL_PAGES = PL_WEIGH | PL_PROBE | PL_EXPLAIN /* write a page beside what they print */
};

extern const struct pl_command pl_commands[]; /* ends with a name that is NULL */

enum pl_cli_group { PL_OF_INPUT, PL_OF_CHECK, PL_OF_REPORT };

enum pl_cli_kind {
	PL_CLI_FLAG,   /* bool */
	PL_CLI_TEXT,   /* const char *; one of `choices` when there are any */
	PL_CLI_TEXTS,  /* struct pl_cli_list; repeatable */
	PL_CLI_CHOICE, /* int: which of `choices` */
	PL_CLI_SIZE,   /* uint64_t, more than 0 */
	PL_CLI_NUMBER, /* uint64_t */
};

/* One line of the option table. */
struct pl_cli_option {
	const char *name, *value, *meaning; /* value: what --help calls it; NULL when there is none */
	enum pl_cli_group group;
	unsigned commands;
	enum pl_cli_kind kind;
	size_t into; /* offset in struct pl_cli */
	size_t has;  /* offset of the bool that says that it was given, or 0 */
	const char *const *choices;            /* NULL-terminated, or NULL */
	bool (*is_good)(const char *value);    /* prints a line when not; or NULL */
};

/* The option of that number, group by group; NULL behind the last. */
const struct pl_cli_option *pl_cli_option(size_t i);
/* Reads the words behind the command's name; prints one line and returns false on a mistake. */
bool pl_cli_parse(struct pl_cli *cli, const struct pl_command *command, int argc, char **argv);
void pl_cli_free(struct pl_cli *cli);
/* The options of a command, or of all (NULL). */
void pl_cli_help(FILE *out, const struct pl_command *command);
/* The completion script of bash, zsh or fish; false for any other shell. */
bool pl_cli_completion(FILE *out, const char *shell);
/* Prints "plimsoll: " and the text as one line on standard error; what a terminal would obey is escaped. */
void pl_cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints "plimsoll: PATH:LINE:COLUMN: message" and gives the exit status that goes with it. */
int pl_cli_fail(const struct plimsoll_error *err);
/* Prints "plimsoll: there is no WHAT 'name'; did you mean …" with the nearest of `names`, or else `advice`; PL_EXIT_USAGE. */
int pl_cli_unknown(const char *what, const char *name, const struct pl_str *names, size_t len, const char *advice);
/* Is the list to be printed as JSON? Prints a line and gives PL_EXIT_USAGE in *status when the format is none
 * for lists. */
bool pl_cli_is_json(const struct pl_cli *cli, int *status);
/* Is a page all that goes to `out`? */
bool pl_cli_is_page(const struct pl_cli *cli);
/* What the options say to the library; borrows from `cli`. */
struct plimsoll_options pl_cli_options(const struct pl_cli *cli);

/* How reports are laid out on this command's standard output. */
struct pl_report_options pl_cli_layout(const struct pl_cli *cli);

/* An input as the options choose from it; borrows both. */
struct plimsoll_input pl_cli_input(const struct pl_cli *cli, const char *path);

int pl_cmd_check(const struct pl_cli *cli);
int pl_cmd_show(const struct pl_cli *cli);
int pl_cmd_facts(const struct pl_cli *cli);
int pl_cmd_gateways(const struct pl_cli *cli);
/* `gateways --apis`: the profiles of APIs in place of those of gateways. */
int pl_cli_list_apis(const struct pl_cli *cli);
int pl_cmd_weigh(const struct pl_cli *cli);
int pl_cmd_explain(const struct pl_cli *cli);
int pl_cmd_probe(const struct pl_cli *cli);
int pl_cmd_capture(const struct pl_cli *cli);
int pl_cmd_rules(const struct pl_cli *cli);
/* `rules --test`: every rule against its samples in DIR/bad, and DIR/ok silent. */
int pl_cli_test_rules(const struct pl_cli *cli);
#endif

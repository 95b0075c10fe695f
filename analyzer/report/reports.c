/* The table of outputs. */
#include "report/report.h"

extern const struct pl_report pl_human_report, pl_short_report, pl_json_report, pl_ndjson_report, pl_sarif_report, pl_junit_report,
	pl_github_report, pl_gitlab_report, pl_checkstyle_report, pl_html_report;

const struct pl_report *const pl_reports[] = { &pl_human_report,  &pl_short_report, &pl_json_report,
	                                       &pl_ndjson_report, &pl_sarif_report, &pl_junit_report,
	                                       &pl_github_report, &pl_gitlab_report, &pl_checkstyle_report,
	                                       &pl_html_report,   NULL };

/* The table of outputs. */
#include "report/report.h"

extern const struct pl_report pl_human_report, pl_short_report, pl_json_report, pl_ndjson_report;

const struct pl_report *const pl_reports[] = { &pl_human_report, &pl_short_report, &pl_json_report, &pl_ndjson_report,
	                                          NULL };

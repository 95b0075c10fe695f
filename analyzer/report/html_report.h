/* What the files of the html report share. */
#ifndef PL_REPORT_HTML_REPORT_H
#define PL_REPORT_HTML_REPORT_H

#include "report/html.h"
#include "report/report.h"

static inline struct pl_str pl_html_str(struct plimsoll_text text)
{
	return (struct pl_str){ text.ptr, text.len };
}

/* The request's bytes drawn to scale, the load lines on its path, and its heaviest values. */
void pl_html_weight(FILE *out, const struct plimsoll_request *request);
/* The heaviest values as areas of the content's, and as a list. Nothing where there is none to name. */
void pl_html_treemap(FILE *out, const struct plimsoll_weight *weight);
/* Findings, errors first, each with its bytes and its consequences. */
void pl_html_findings(FILE *out, const struct plimsoll_request *request);
/* The bytes of a place, marked between those around them. */
void pl_html_excerpt(FILE *out, const struct plimsoll_place *place);
#endif

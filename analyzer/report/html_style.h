/* The pages' style sheet, html.css, as it stands in the program. */
#ifndef PL_REPORT_HTML_STYLE_H
#define PL_REPORT_HTML_STYLE_H

extern const char pl_html_style[], pl_html_style_end[];
#endif

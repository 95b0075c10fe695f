/* Takes html.css in; the Makefile knows that this file depends on it. */
#include "report/html_style.h"

__asm__(".pushsection .rodata\n"
        ".globl pl_html_style, pl_html_style_end\n"
        ".hidden pl_html_style, pl_html_style_end\n"
        "pl_html_style: .incbin \"analyzer/report/html.css\"\n"
        "pl_html_style_end: .byte 0\n"
        ".popsection\n");

/* Text of any bytes as XML 1.0 character data or an attribute's value, for whoever writes XML. */
#ifndef PL_BASE_XML_TEXT_H
#define PL_BASE_XML_TEXT_H

#include <stdio.h>

#include "base/span.h"

/* Markup is escaped; what XML cannot hold (controls, bytes that are not UTF-8, U+FFFE, U+FFFF) becomes U+FFFD. */
void pl_xml_text_write(FILE *out, struct pl_str text);
/* ` name="text"`; nothing when the text is empty. */
void pl_xml_text_attribute(FILE *out, const char *name, struct pl_str text);
#endif

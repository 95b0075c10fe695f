/* Tests of input formats: what a text shows as a request, and which places its findings open at. */
#ifndef PL_TESTS_INPUTS_H
#define PL_TESTS_INPUTS_H

#include "plimsoll.h"

/* The text stands in a folder of its own, beside body.txt ("hello"), note.xml ("<a/>") and what pl_inputs_env wrote. Its
 * request number `entry` is written as `expected`, or fails with a message that holds it ("!…"). `format` may be NULL. */
void pl_input_shows(const char *format, const char *text, uint64_t entry, const char *expected);
/* The findings: a line "entry METHOD url" for each request, then "rule|bytes of the file at its place" for each finding. */
void pl_input_finds(const char *format, const char *text, const char *expected);
/* The text is read, of any length, and nothing is said of it. */
void pl_input_survives(const char *format, const char *text, size_t len);
/* --env for the texts that follow: a file of that content, and a name in it or NULL. NULL, NULL ends it. */
void pl_inputs_env(const char *content, const char *name);
#endif

/* Secrets of a request, gathered while its rows close, and asterisks in their place in whatever leaves for a sink. A text
 * keeps its length, so that places in it stay right. */
#ifndef PL_REDACT_H
#define PL_REDACT_H

#include "base/arena.h"
#include "fact/row.h"
#include "source/message.h"
#include "source/origin.h"

struct pl_redactor;

struct pl_redactor *pl_redactor_open(void);
void pl_redactor_close(struct pl_redactor *redactor);
/* A new request. */
void pl_redactor_begin(struct pl_redactor *redactor);
/* Would it take in a string of JSON, under a name and with a text? */
bool pl_redactor_wants(struct pl_redactor *redactor, struct pl_str name, struct pl_str text);
/* Takes in the secrets of a row that closes, and of the request's target and URL. */
void pl_redactor_row(struct pl_redactor *redactor, const struct pl_row *row);
void pl_redactor_message(struct pl_redactor *redactor, const struct pl_message *message);
/* The text as it may be shown: itself, or a copy in the arena. */
struct plimsoll_text pl_redactor_text(const struct pl_redactor *redactor, struct plimsoll_text text, struct pl_arena *arena);
/* The same for a text of the request that may hold "name: value", such as a URL. */
struct plimsoll_text pl_redactor_named(const struct pl_redactor *redactor, struct plimsoll_text text, struct pl_arena *arena);
/* The same for a place's excerpt, which also may hold secrets of other requests in the file. */
void pl_redactor_excerpt(const struct pl_redactor *redactor, const struct pl_origins *origins, struct plimsoll_place *place,
                         struct pl_arena *arena);
#endif

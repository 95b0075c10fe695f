/* The compiled form of a message template, shared by what makes it and what writes it down. */
#ifndef PL_RULE_MESSAGE_PIECE_H
#define PL_RULE_MESSAGE_PIECE_H

#include "rule/message.h"

enum pl_piece_filter { PL_FILTER_NONE, PL_FILTER_BYTES, PL_FILTER_GROUPED, PL_FILTER_QUOTED, PL_FILTER_SHELL };
/* From an IF whose value is not true to its END nothing is written. */
enum pl_piece_role { PL_PIECE_TEXT_OR_VALUE, PL_PIECE_IF, PL_PIECE_END };

struct pl_message_piece {
	struct pl_str text; /* written as it is when `value` is NULL; with the filter shell, what stands for a value that is absent */
	const struct pl_expression *value;
	enum pl_piece_role role;
	enum pl_piece_filter filter;
	const struct pl_message_piece *next;
};

struct pl_message_template {
	struct pl_str text;
	const struct pl_message_piece *first;
	bool uses_gateway;
};
#endif

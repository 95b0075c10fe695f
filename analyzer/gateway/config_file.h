/* Limits as a product's own configuration sets them, with the place and the block they stand in. Nothing is run or followed:
 * an include is named, a value that only the program knows (a variable) is kept as text. */
#ifndef PL_GATEWAY_CONFIG_FILE_H
#define PL_GATEWAY_CONFIG_FILE_H

#include "base/arena.h"
#include "plimsoll.h"

enum pl_config_kind {
	PL_CONFIG_LIMIT,   /* a size or a count */
	PL_CONFIG_SWITCH,  /* what decides whether a limit holds, or when: proxy_request_buffering, SecRequestBodyAccess */
	PL_CONFIG_INCLUDE, /* another file, not read */
};

struct pl_config_entry {
	enum pl_config_kind kind;
	struct pl_str gateway;   /* id of the profile */
	struct pl_str setting;   /* as the product spells it */
	struct pl_str dimension; /* of a limit: body, header, file, … as in the profiles */
	struct pl_str text;      /* the value as it is written, quotes taken off */
	uint64_t value;          /* bytes, or a count */
	bool has_value, is_off;  /* neither: the text is no size that the product takes, or not a literal */
	bool is_count;           /* value is no number of bytes */
	struct pl_str unit;      /* how the text was read: "m = 1048576 bytes", "bytes" */
	struct pl_str scope;     /* the blocks around it, outermost first: "http > server > location /upload"; may be empty */
	unsigned line, column;   /* of the setting, from 1; columns count bytes */
};

struct pl_config_file {
	struct pl_str dialect; /* nginx, apache, php, haproxy, javascript; empty when no setting is known */
	struct pl_config_entry *entries;
	size_t len;
	bool is_cut; /* there are more than PL_LIMIT_CONFIG_ENTRIES */
};

/* Reads the settings of a configuration given as text, whose dialect is told by the settings in it. Borrows `text`;
 * memory from `arena`. */
void pl_config_file_read(struct pl_config_file *config, struct pl_str text, struct pl_arena *arena);
/* Likewise of a file. False with *err filled: it cannot be read, or is over PL_LIMIT_CONFIG_FILE. */
bool pl_config_file_load(struct pl_config_file *config, const char *path, struct pl_arena *arena,
                         struct plimsoll_error *err);
#endif

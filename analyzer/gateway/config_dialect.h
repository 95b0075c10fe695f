/* What the readers of configuration files share; for gateway/config_*.c alone. */
#ifndef PL_GATEWAY_CONFIG_DIALECT_H
#define PL_GATEWAY_CONFIG_DIALECT_H

#include "base/limits.h"
#include "gateway/config_file.h"

/* How a setting's value is written. */
enum pl_config_value {
	PL_VALUE_BYTES,  /* digits */
	PL_VALUE_SIZE,   /* digits and k, m, g of 1024, with or without a b */
	PL_VALUE_COUNT,  /* digits, no bytes */
	PL_VALUE_SWITCH, /* a word */
	PL_VALUE_FILE,   /* an include */
};

struct pl_config_setting {
	const char *name, *gateway, *dimension;
	enum pl_config_value value;
	const char *off; /* the word that switches the limit off; NULL when there is none */
};

struct pl_config_block {
	struct pl_str name; /* "location /upload" */
};

struct pl_config_reader {
	struct pl_config_file *file;
	struct pl_str text;
	struct pl_arena *arena;
	struct pl_config_block blocks[PL_LIMIT_CONFIG_DEPTH];
	size_t depth; /* blocks that are open; those beyond PL_LIMIT_CONFIG_DEPTH are counted and have no name */
	size_t counted;
	unsigned line; /* of byte `counted` */
	size_t line_at;
	struct pl_str scope; /* text of the open blocks, once it was asked for */
	bool has_scope;
};

struct pl_config_dialect {
	const char *name;
	const struct pl_config_setting *settings; /* ends with a name that is NULL */
	bool folds_case;                          /* of names */
	void (*read)(struct pl_config_reader *reader);
};

extern const struct pl_config_dialect pl_config_nginx, pl_config_apache, pl_config_php, pl_config_haproxy,
    pl_config_javascript, pl_config_caddy, pl_config_django;

/* The setting of that name, or NULL. */
const struct pl_config_setting *pl_config_setting_find(const struct pl_config_dialect *dialect, struct pl_str name);
/* Adds an entry for a setting that stands at byte `at` of the text; calls come in the order of the text. */
void pl_config_add(struct pl_config_reader *reader, const struct pl_config_setting *setting, struct pl_str value, size_t at);
/* Likewise when the value was worked out. */
void pl_config_add_number(struct pl_config_reader *reader, const struct pl_config_setting *setting, struct pl_str value,
                          uint64_t number, size_t at);
void pl_config_open(struct pl_config_reader *reader, struct pl_str name);
/* Gives the innermost block its name, of which the first bytes are kept. */
void pl_config_name(struct pl_config_reader *reader, struct pl_str name);
void pl_config_close(struct pl_config_reader *reader);
/* The next line from *at on, without its end and without blanks around it; false behind the last. *begin is where it stands. */
bool pl_config_line(struct pl_str text, size_t *at, struct pl_str *line, size_t *begin);
/* The first word of *rest, with quotes taken off, and *rest behind it; empty when there is none. */
struct pl_str pl_config_word(struct pl_str *rest);
#endif

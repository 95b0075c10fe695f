/* Pass one over a HAR 1.2 log: of each entry's request the small texts, and where its body stands. Memory is that of
 * one entry's head, whatever its bodies hold. */
#ifndef PL_SOURCE_HAR_ENTRY_H
#define PL_SOURCE_HAR_ENTRY_H

#include "parse/json.h"
#include "source/placed.h"

/* A short JSON string (or number) of an entry: bytes [at, at+len) of `texts`, or of `form` when it is a parameter's. */
struct pl_har_text {
	size_t at, len;
	bool is_there, is_of_form;
};

struct pl_har_header {
	struct pl_har_text name, value;
};

/* postData.params: a field of the form that was sent. */
struct pl_har_param {
	struct pl_har_text name, value, file, type;
};

/* _plimsoll.ignore: a rule whose findings are not to be told, and why. */
struct pl_har_ignore {
	struct pl_har_text rule, reason;
	struct pl_span at;
};

struct pl_har_entry {
	uint64_t index;         /* in log.entries */
	struct pl_span place, request; /* their opening braces; nowhere when there is none */
	struct pl_har_text method, url, version;
	struct pl_har_text id;  /* what a line calls itself */
	struct pl_har_text encoding;    /* of the body's text */
	struct pl_har_text body_status; /* HTTP Toolkit: why the body was discarded */
	struct pl_span post;            /* the opening brace of postData; nowhere when there is none */
	struct pl_span text;            /* the body's JSON string with its quotes; nowhere when there is none */
	struct pl_har_header *headers;
	size_t headers_len, headers_room;
	struct pl_har_param *params;
	size_t params_len, params_room;
	struct pl_har_ignore *ignores;
	size_t ignores_len, ignores_room;
	struct pl_har_text mime;        /* postData.mimeType */
	int64_t body_size;      /* -1 when it is not said */
	struct pl_span response; /* the opening brace of the entry's response, for whoever reads that too */
	struct pl_placed texts, form;
};

/* What a container of the log is; PL_HAR_OTHER is one that is passed over. */
enum pl_har_in {
	PL_HAR_OTHER,
	PL_HAR_ROOT,
	PL_HAR_LOG,
	PL_HAR_ENTRIES,
	PL_HAR_ENTRY,
	PL_HAR_LINE, /* of ndjson: an entry, or the request itself */
	PL_HAR_REQUEST,
	PL_HAR_HEADERS,
	PL_HAR_HEADER,
	PL_HAR_POST,
	PL_HAR_PARAMS,
	PL_HAR_PARAM,
	PL_HAR_OWN,
	PL_HAR_IGNORES,
	PL_HAR_IGNORE,
	PL_HAR_RESPONSE,
};

#define PL_HAR_DEPTH 8
#define PL_HAR_KEY 24

struct pl_har_scan {
	struct pl_json json;
	struct pl_har_entry entry;
	enum pl_har_in root;                 /* what the outermost container is */
	enum pl_har_in in[PL_HAR_DEPTH + 1]; /* by depth */
	char key[PL_HAR_KEY];
	size_t key_len;
	bool is_key;              /* the string in progress is a key */
	struct pl_har_text *text; /* the string in progress goes here, */
	struct pl_span *string;   /* or its place goes here */
	uint64_t entries;         /* begun */
	bool has_entries;         /* log.entries was seen */
};

enum pl_har_step { PL_HAR_MORE, PL_HAR_ENTRY_DONE, PL_HAR_BAD };

/* `root`: PL_HAR_ROOT for a log, PL_HAR_LINE. */
void pl_har_scan_init(struct pl_har_scan *scan, enum pl_har_in root);
/* Another text begins. */
void pl_har_scan_restart(struct pl_har_scan *scan);
void pl_har_scan_free(struct pl_har_scan *scan);
/* Consumes from the front of `run` up to the end of the next entry. BAD is sticky: *bad is the parser's event. */
enum pl_har_step pl_har_scan_next(struct pl_har_scan *scan, struct pl_run *run, struct pl_json_event *bad);
/* The text of an entry; empty when it is not there. Lent until the next entry begins. */
struct pl_str pl_har_text(const struct pl_har_entry *entry, struct pl_har_text text);
struct pl_span pl_har_text_place(const struct pl_har_entry *entry, struct pl_har_text text);
#endif

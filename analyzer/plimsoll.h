/* plimsoll: inspect an HTTP request before it is sent. The whole public API.
 *
 *   struct plimsoll_options options = { 0 };
 *   struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
 *   plimsoll_check_file(rules, &(struct plimsoll_input){ .path = "upload.http" }, &sink, &err);
 *   plimsoll_rules_close(rules);
 *
 * What is checked is a file, bytes in memory, or a message that arrives in pieces (plimsoll_push_open). A rule set is
 * immutable once opened and may be shared between threads. Everything passed to a sink is borrowed and valid only during
 * the call. When memory runs out the process ends with a message. */
#ifndef PLIMSOLL_H
#define PLIMSOLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Semantic versions. Within a major one a program goes on running with a later library; while that is 0, within a minor one. */
#define PLIMSOLL_VERSION "0.1.0"
#define PLIMSOLL_VERSION_MAJOR 0
#define PLIMSOLL_VERSION_MINOR 1
#define PLIMSOLL_VERSION_PATCH 0
#define PLIMSOLL_SCHEMA 1

/* The library shows these names and no others. */
#if defined(__GNUC__)
#define PLIMSOLL_API __attribute__((visibility("default")))
#else
#define PLIMSOLL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum plimsoll_status {
	PLIMSOLL_OK,
	PLIMSOLL_USAGE,   /* options that contradict each other, or an unknown name */
	PLIMSOLL_RULES,   /* a rule or gateway file is wrong */
	PLIMSOLL_IO,      /* could not read */
	PLIMSOLL_FORMAT,  /* not a request in any known input format */
	PLIMSOLL_STOPPED, /* the sink asked to stop */
};

/* What went wrong and where. Filled in by a failing call, untouched otherwise. */
struct plimsoll_error {
	enum plimsoll_status status;
	uint64_t line, column; /* from 1; 0 when there is none */
	char path[512];        /* empty when no file is to blame */
	char message[512];     /* what is wrong and what would be right, lower case, no full stop */
};

enum plimsoll_severity { PLIMSOLL_NOTE, PLIMSOLL_WARNING, PLIMSOLL_ERROR };
enum plimsoll_persona { PLIMSOLL_DEFAULT, PLIMSOLL_STRICT, PLIMSOLL_PEDANTIC };

/* Borrowed bytes; ptr is NULL when there is no value. */
struct plimsoll_text {
	const char *ptr;
	size_t len;
};

/* Bytes [offset, offset+length) of `path`. Line and column count from 1 and are 0 when not known. `via` names
 * the layers the bytes were unwrapped from, outermost first ("gzip", "base64"), joined by '/', or is empty. */
struct plimsoll_place {
	struct plimsoll_text path, via, pointer, part;
	struct plimsoll_text header; /* name of the header that is looked at, or empty */
	uint64_t offset, length, line, column;
	bool is_known;
	struct plimsoll_text excerpt; /* bytes around the place, as they stand in the file; may be empty */
	uint64_t excerpt_offset;      /* of the excerpt's first byte */
};

/* How a finding is mended in the bytes of its file. PLIMSOLL_EDIT_NONE: by nothing that a program should do. */
enum plimsoll_edit_kind {
	PLIMSOLL_EDIT_NONE,
	PLIMSOLL_EDIT_REPLACE,     /* the place becomes the text */
	PLIMSOLL_EDIT_ADD,         /* the text goes behind the place */
	PLIMSOLL_EDIT_HEADER,      /* the text becomes the last line of the header section */
	PLIMSOLL_EDIT_LENGTH,      /* one Content-Length, of the body as it is; none beside Transfer-Encoding */
	PLIMSOLL_EDIT_UNWRAP,      /* line breaks are taken out of the base64 text at the place */
	PLIMSOLL_EDIT_DATA_URI,    /* what stands up to the comma goes */
	PLIMSOLL_EDIT_DECODE,      /* base64 text is decoded once */
	PLIMSOLL_EDIT_UNPERCENT,   /* %2B, %2F and %3D become + / = */
	PLIMSOLL_EDIT_UNDOUBLE,    /* %25 becomes % */
	PLIMSOLL_EDIT_BASE64,      /* the JSON numbers at the place become a string of base64 */
	PLIMSOLL_EDIT_UNSTRINGIFY, /* the JSON string at the place becomes what it holds */
	PLIMSOLL_EDIT_DROP_OPTION, /* of a curl command: the option that the place is in goes */
	PLIMSOLL_EDIT_OPTION_NAME, /* likewise: the text takes the place of its name */
	PLIMSOLL_EDIT_AT_SIGN,     /* likewise: an @ goes in front of the text, which stands in its value */
	PLIMSOLL_EDIT_TO_JSON,     /* the multipart body becomes JSON of the shape that the text is, the Content-Type with it */
	PLIMSOLL_EDIT_TO_MULTIPART, /* the JSON body becomes a body of the text's type, its base64 strings files */
};

struct plimsoll_edit {
	enum plimsoll_edit_kind kind;
	bool is_safe;            /* what the request means does not change; else --unsafe-fixes has to ask for it */
	uint64_t offset, length; /* in the input file */
	struct plimsoll_text text;
	struct plimsoll_text was;    /* what a text at the place is now; bytes that are not that only stand for it */
	struct plimsoll_text header; /* the header whose value it is, or empty */
};

struct plimsoll_finding {
	struct plimsoll_text rule, message, fix;
	struct plimsoll_text gateway;      /* empty when the rule does not depend on one */
	struct plimsoll_text confidence;   /* "certain", "likely" or "possible" */
	struct plimsoll_text explained_by; /* the rule whose finding is the cause of this one, or empty */
	struct plimsoll_text suppression;  /* of a suppressed one: "external" (baseline, configuration) or "inSource", as SARIF says */
	struct plimsoll_text justification; /* and why, or empty */
	enum plimsoll_severity severity;
	enum plimsoll_persona persona; /* the least that is shown the rule */
	struct plimsoll_place place;
	struct plimsoll_edit edit;
	uint64_t more; /* findings of the same rule that were counted and not kept */
	struct plimsoll_text summary;              /* of the rule, in one line */
	const struct plimsoll_text *explain, *see; /* why it matters, in paragraphs; references */
	size_t explain_len, see_len;
};

/* What the input itself asks for: findings of a rule in this request are not to be told. An empty text is not there. */
struct plimsoll_ignore {
	struct plimsoll_text rule, reason;
	struct plimsoll_place place;
};

struct plimsoll_undecided {
	struct plimsoll_text rule, missing; /* missing: the fact that could not be looked at */
	enum plimsoll_persona persona;      /* of the rule */
};

/* PLIMSOLL_UNKNOWN: could not be looked at. What was looked for and is not there is not listed. */
enum plimsoll_fact_kind { PLIMSOLL_FLAG, PLIMSOLL_NUMBER, PLIMSOLL_STRING, PLIMSOLL_LIST, PLIMSOLL_UNKNOWN };

struct plimsoll_fact {
	struct plimsoll_text name;
	enum plimsoll_fact_kind kind;
	bool truth;
	int64_t number;
	struct plimsoll_text string;
	const struct plimsoll_text *list;
	size_t list_len;
	uint64_t row; /* facts of one row (one header, one part, one field) share a number; 0 is the request */
};

/* A field, part or body that holds many of the request's bytes. */
struct plimsoll_contribution {
	struct plimsoll_text pointer, part, encoding, media_type;
	uint64_t bytes;     /* as they stand in the body */
	uint64_t raw_bytes; /* what they carry; equal to bytes when not encoded */
};

struct plimsoll_weight {
	bool is_known;               /* false when the body could not be looked at */
	uint64_t head_bytes;         /* request line and header section, with the empty line */
	uint64_t body_bytes;         /* content, without chunked framing */
	uint64_t framing_bytes;      /* chunked framing and trailers */
	uint64_t decoded_bytes;      /* content after Content-Encoding is taken off */
	uint64_t base64_bytes;       /* decoded content that is base64 text */
	uint64_t raw_bytes;          /* bytes that base64 text carries */
	uint64_t envelope_bytes;     /* decoded content that is neither a base64 text nor a file part's bytes */
	double inflation;            /* decoded bytes over what they would be with the blobs raw; 1.0 when none */
	uint64_t limit;              /* smallest body limit given or on the path; 0 when there is none */
	struct plimsoll_text limit_name;
	const struct plimsoll_contribution *largest; /* most bytes first */
	size_t largest_len;
};

/* A limit of bodies on the path, and what it makes of this one. */
struct plimsoll_load_line {
	struct plimsoll_text gateway, name, setting, source; /* the hop's id and name; what holds the limit and who says so, or empty */
	struct plimsoll_text counts; /* "body" as it is sent, "decoded" after Content-Encoding, or "nofiles": without the parts that are files */
	uint64_t hop;        /* from 1, outermost first */
	uint64_t limit;      /* bytes */
	uint64_t over_bytes; /* by how much the request is over it; 0: it is not, or is_known is false */
	bool applies;        /* it holds for such a body */
	bool is_known;       /* what it counts could be looked at */
	bool refuses_first;  /* of all hops */
};

/* Where a raw message stands in its file: the head, then the body with its framing. */
struct plimsoll_frame {
	bool is_command; /* a curl command */
	bool is_raw;     /* else the rest is 0 */
	uint64_t head_offset, head_length, body_length;
};

/* One request with everything found in it. Findings are sorted by file, offset and rule. */
struct plimsoll_request {
	struct plimsoll_text file, method, url;
	uint64_t entry; /* number of the request in its file, from 0 */
	struct plimsoll_text id; /* what a line of ndjson calls its request, or empty */
	struct plimsoll_weight weight;
	const struct plimsoll_load_line *load_lines; /* outermost first */
	size_t load_lines_len;
	struct plimsoll_frame frame;
	const struct plimsoll_finding *findings;
	size_t findings_len;
	const struct plimsoll_finding *suppressed; /* known to a baseline or ignored; the library itself suppresses none */
	size_t suppressed_len;
	const struct plimsoll_ignore *ignores; /* asked for beside the request; the library itself acts on none */
	size_t ignores_len;
	const struct plimsoll_undecided *undecided;
	size_t undecided_len;
	const struct plimsoll_fact *facts; /* only when options asked for facts */
	size_t facts_len;
};

/* A request was checked. A non-zero return stops the check with PLIMSOLL_STOPPED. */
struct plimsoll_sink {
	void *ctx;
	int (*request)(void *ctx, const struct plimsoll_request *request);
};

struct plimsoll_options {
	const char *const *rule_dirs; /* NULL-terminated; added to the built-in packs, or replacing a rule by name */
	const char *const *disabled;  /* NULL-terminated rule names */
	const char *const *enabled;   /* NULL-terminated names of rules that run whatever the persona; unknown ones do nothing */
	const char *const *via;       /* NULL-terminated hops, outermost first: "nginx:client_max_body_size=20m" */
	const char *openapi;          /* likewise, by the file of its OpenAPI description */
	const char *api;              /* the API that requests are for, by the id of its profile; NULL: told by their host */
	enum plimsoll_persona persona;
	uint64_t limit;       /* body limit in bytes; 0 for none */
	uint64_t max_decoded; /* bytes to inflate at most; 0 for the default of 1 GiB */
	bool wants_facts;
	bool shows_secrets; /* else passwords, tokens and the like are asterisks in every text a sink is given */
};

struct plimsoll_input {
	const char *path;   /* "-" is standard input; with `body`, the file of the head */
	const char *body;   /* the file of the body when `path` holds a head alone, or NULL */
	const char *format; /* "raw", "curl", "har"…, or NULL to detect */
	const char *match;  /* only requests whose URL this glob (fnmatch) matches whole, or NULL */
	const char *env;    /* variables for {{…}}: "FILE", or "FILE:NAME" for one environment of it; or NULL */
	uint64_t entry;     /* only this request, from 0, when has_entry */
	bool has_entry;
};

/* PLIMSOLL_VERSION of the library that runs. */
PLIMSOLL_API const char *plimsoll_version(void);

struct plimsoll_rules;

/* Loads the built-in packs and those of `options`, which is copied. NULL with *err filled on a mistake. */
PLIMSOLL_API struct plimsoll_rules *plimsoll_rules_open(const struct plimsoll_options *options,
                                                        struct plimsoll_error *err);
PLIMSOLL_API void plimsoll_rules_close(struct plimsoll_rules *rules);

/* Is there a rule of that name? Else *err says so, with the nearest one. */
PLIMSOLL_API bool plimsoll_rules_has(const struct plimsoll_rules *rules, const char *name,
                                     struct plimsoll_error *err);

/* Checks every request of one input that the input's match and entry let through, and hands each to `sink`. PLIMSOLL_IO or PLIMSOLL_FORMAT fill *err. */
PLIMSOLL_API enum plimsoll_status plimsoll_check_file(const struct plimsoll_rules *rules,
                                                      const struct plimsoll_input *input,
                                                      const struct plimsoll_sink *sink,
                                                      struct plimsoll_error *err);
/* As plimsoll_check_file, of `len` bytes in memory, borrowed during the call. The input's path is what reports call them. A
 * detected curl command, .http or Hurl file reads the files that it names: give the format "raw" to bytes that
 * a stranger sent. */
PLIMSOLL_API enum plimsoll_status plimsoll_check_memory(const struct plimsoll_rules *rules,
                                                        const struct plimsoll_input *input,
                                                        const void *bytes, size_t len,
                                                        const struct plimsoll_sink *sink,
                                                        struct plimsoll_error *err);

/* A message that arrives in pieces, as it stands on the wire: head, then body with its framing. Memory does not grow with it:
 * it is checked as it comes, by a thread that runs only while one of these calls waits for it. The sink is called within
 * plimsoll_push_bytes and plimsoll_push_end, on the caller's own thread, once for each message when its end is known
 * (that of the last one by plimsoll_push_end). Only places in its first 64 KiB have a line and an excerpt. A session belongs to one thread at a time; there may be any number of them. */
struct plimsoll_push;

/* The input's path is what reports call the message, its format "raw" when NULL; input and sink are copied. NULL with *err
 * (PLIMSOLL_IO, PLIMSOLL_USAGE) filled when no thread is to be had, or the input names a body. */
PLIMSOLL_API struct plimsoll_push *plimsoll_push_open(const struct plimsoll_rules *rules,
                                                      const struct plimsoll_input *input,
                                                      const struct plimsoll_sink *sink,
                                                      struct plimsoll_error *err);
/* Returns when the bytes, borrowed during the call, have been checked. Anything but PLIMSOLL_OK is the check's end: further
 * calls say the same, and plimsoll_push_end or plimsoll_push_abort is still due. */
PLIMSOLL_API enum plimsoll_status plimsoll_push_bytes(struct plimsoll_push *push, const void *bytes,
                                                      size_t len, struct plimsoll_error *err);
/* There is no more. What plimsoll_check_file would have said of the whole; frees the session. */
PLIMSOLL_API enum plimsoll_status plimsoll_push_end(struct plimsoll_push *push, struct plimsoll_error *err);
/* Frees the session; of a message that is not over nothing is reported. NULL is fine. */
PLIMSOLL_API void plimsoll_push_abort(struct plimsoll_push *push);

/* Writes the first request that the input's match and entry let through to `out`: "raw" is byte for byte what would be sent, "curl" a
 * command for a POSIX shell, "har" a HAR 1.2 log. PLIMSOLL_FORMAT also when its body is not known or was not read. */
PLIMSOLL_API enum plimsoll_status plimsoll_show_file(const struct plimsoll_input *input, const char *as,
                                                     FILE *out, struct plimsoll_error *err);

#ifdef __cplusplus
}
#endif
#endif

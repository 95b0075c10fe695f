/* Every cap of plimsoll in one place. Meeting one is a fact or an error that names it, never silent truncation. */
#ifndef PL_BASE_LIMITS_H
#define PL_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#define PL_LIMIT_BLOCK ((size_t)128 << 10)            /* bytes read at once: fits the second-level cache */
#define PL_LIMIT_READ_ALONE ((size_t)1 << 20)         /* of a file, before a thread reads ahead */
#define PL_LIMIT_HEAD ((size_t)1 << 20)               /* a request head, held whole */
#define PL_LIMIT_HEADERS 4096                         /* header lines of a request */
#define PL_LIMIT_COMMAND ((size_t)256 << 20)          /* a curl command with its inline body */
#define PL_LIMIT_REQUESTS ((size_t)16 << 20)          /* a .http file, a Postman collection or a Hurl file */
#define PL_LIMIT_NDJSON_LINE ((size_t)64 << 20)       /* a request as a line of JSON, held whole */
#define PL_LIMIT_HAR_FORM ((size_t)1 << 20)           /* names and values of postData.params of a HAR entry */
#define PL_LIMIT_HAR_PARAMS 4096                      /* of them */
#define PL_LIMIT_HAR_IGNORES 256                      /* entries of a HAR entry's _plimsoll.ignore */
#define PL_LIMIT_CURL_LINES ((size_t)10000000)         /* URLs times options of a curl command between two --next */
#define PL_LIMIT_CURL_GLOB 1000                       /* URLs that the braces and brackets of one URL make */
#define PL_LIMIT_CURL_INLINE ((size_t)1 << 20)        /* a file that curl puts into the head: -H @file, -G -d @file */
#define PL_LIMIT_PART_HEAD 16384                      /* header section of a multipart part */
#define PL_LIMIT_BOUNDARY 256                         /* boundary text; RFC 2046 allows 70 */
#define PL_LIMIT_MULTIPART_DEPTH 4                    /* multipart in multipart */
#define PL_LIMIT_JSON_DEPTH 4096                      /* containers; one bit each */
#define PL_LIMIT_POINTER 1024                         /* text of a JSON pointer */
#define PL_LIMIT_KEYS 4096                            /* keys of open objects compared for duplicates, beside as many that are kept */
#define PL_LIMIT_FACT_TEXT 1024                       /* text kept of a fact's value */
#define PL_LIMIT_ROW_TEXT 16384                       /* text kept of a row */
#define PL_LIMIT_FIELD_HEAD 256                       /* first bytes of a field kept for rules to look at */
#define PL_LIMIT_FIELD_TAIL 16                        /* last bytes of a field kept for rules to look at */
#define PL_LIMIT_SNIFF ((size_t)4096)                 /* first bytes given to libmagic */
#define PL_LIMIT_SNIFFS 256                           /* values per request given to libmagic */
#define PL_LIMIT_PENDING 64                           /* blobs that wait for the end of their JSON object */
#define PL_LIMIT_BLOBS 256                            /* blobs compared for being the same bytes */
#define PL_LIMIT_LARGEST 10                           /* rows of a request's list of largest fields */
#define PL_LIMIT_DECODED ((uint64_t)1 << 30)          /* bytes inflated from a coded body, default of --max-decoded */
#define PL_LIMIT_FACT_ROWS 10000                      /* rows listed by --facts */
#define PL_LIMIT_FINDINGS_PER_RULE 20                 /* kept; the rest is counted */
#define PL_LIMIT_SECRET_BYTES ((size_t)64 << 10)       /* of a request's secrets; with more, its texts are masked whole */
#define PL_LIMIT_SECRET_PLACES 512                    /* likewise */
#define PL_LIMIT_ORIGINS 4096                         /* files and layers of a request */
#define PL_LIMIT_LINES ((uint64_t)64 << 20)           /* places beyond this offset get no line and column */
#define PL_LIMIT_KEPT ((size_t)256 << 10)             /* first bytes of standard input kept to show places in */
#define PL_LIMIT_KEPT_PUSHED ((size_t)64 << 10)       /* likewise of a message that is pushed: a server may hold many */
#define PL_LIMIT_WEIGHED ((uint64_t)1 << 58)            /* bytes of files weighed together */
#define PL_LIMIT_FIX_VALUE ((uint64_t)64 << 20)       /* a value that --fix rewrites as a whole */
#define PL_LIMIT_FIX_BASE64 4096                      /* characters of base64 that are worth a part of their own */
#define PL_LIMIT_FIX_PARTS 4096                       /* parts of a multipart, values of a JSON text, that is written in the other form */
#define PL_LIMIT_RULE_FILE ((size_t)1 << 20)          /* a rule or gateway file */
#define PL_LIMIT_BASELINE ((size_t)64 << 20)              /* a baseline of known findings */
#define PL_LIMIT_PROFILES 1024                        /* gateway profiles */
#define PL_LIMIT_PROFILE_LIMITS 64                    /* limits of a gateway profile */
#define PL_LIMIT_PROFILE_REFUSALS 64                  /* refusals of a gateway profile */
#define PL_LIMIT_PROFILE_SIGNS 32                     /* signs of a gateway profile */
#define PL_LIMIT_RESPONSE_HEAD ((size_t)256 << 10)    /* an answer to a trial of probe, interim ones with it */
#define PL_LIMIT_PROBE_HEAD ((size_t)64 << 20)        /* the head of a trial of probe */
#define PL_LIMIT_RESPONSE_BODY ((size_t)64 << 10)     /* first bytes of a response's body */
#define PL_LIMIT_LOG ((size_t)64 << 20)                 /* a log of curl that explain reads */
#define PL_LIMIT_ERROR_TEXT ((size_t)1 << 20)           /* an error, or lines of a server's log, that explain reads */
#define PL_LIMIT_CONFIG_FILE ((size_t)4 << 20)        /* a configuration file of a gateway */
#define PL_LIMIT_CONFIG_ENTRIES 1024                  /* settings read from it */
#define PL_LIMIT_CONFIG_DEPTH 32                      /* blocks in blocks whose names are kept */
#define PL_LIMIT_HOPS_SEEN 32                         /* hops that a response names */
#define PL_LIMIT_RECORD ((size_t)64 << 20)              /* of the trials of a probe */
#define PL_LIMIT_HINTS 64                               /* limits that the answers to a probe point at */
#define PL_LIMIT_TRIALS 1000                           /* requests of a probe */
#define PL_LIMIT_OPENAPI ((size_t)32 << 20)           /* an OpenAPI description */
#define PL_LIMIT_OPENAPI_PATHS 100000                 /* paths of it, times the base paths of its servers */
#define PL_LIMIT_OPENAPI_PARTS 1000000                /* operations and media types of it */
#define PL_LIMIT_YAML_DEPTH 512                       /* containers in containers */
#define PL_LIMIT_YAML_ANCHORS 1024                    /* anchors of a document */
#define PL_LIMIT_CAPTURE_HEAD ((size_t)256 << 10)     /* a head that capture receives */
#define PL_LIMIT_CAPTURE_SMALL ((size_t)16 << 10)     /* a message that it holds whole; larger ones need a slot */
#define PL_LIMIT_CAPTURE_PIECE ((size_t)512 << 10)    /* of a larger one, held before it is checked */
#define PL_LIMIT_CAPTURE_SLOTS 8                      /* messages that it checks as they come */
#define PL_LIMIT_CAPTURE_CLIENTS 4096                 /* connections at a time; more wait to be taken */
#define PL_LIMIT_CAPTURE_OUT ((size_t)64 << 10)       /* of answers that a client has not read */
#define PL_LIMIT_CAPTURE_ANSWER ((size_t)1 << 20)     /* a file of --answer */
#define PL_LIMIT_EXPRESSION_DEPTH 32                  /* nesting of a condition */

#endif

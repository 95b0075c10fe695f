/* The command line options of curl: which take a value, and which shape a request. */
#ifndef PL_SOURCE_CURL_OPTION_H
#define PL_SOURCE_CURL_OPTION_H

#include "base/span.h"

enum pl_curl_option {
	PL_CURL_PASSES_BY, /* says nothing about the request's bytes */
	PL_CURL_NEXT,
	PL_CURL_URL,
	PL_CURL_URL_QUERY,
	PL_CURL_REQUEST,
	PL_CURL_REQUEST_TARGET,
	PL_CURL_HEADER,
	PL_CURL_USER_AGENT,
	PL_CURL_REFERER,
	PL_CURL_COOKIE,
	PL_CURL_USER,
	PL_CURL_BEARER,
	PL_CURL_BASIC,
	PL_CURL_DIGEST, /* from here to PL_CURL_SIGV4: what needs an answer of the server, or a signature, first */
	PL_CURL_NTLM,
	PL_CURL_NEGOTIATE,
	PL_CURL_ANYAUTH,
	PL_CURL_SIGV4,
	PL_CURL_RANGE,
	PL_CURL_COMPRESSED,
	PL_CURL_TR_ENCODING,
	PL_CURL_HTTP10,
	PL_CURL_PATH_AS_IS,
	PL_CURL_PROTO_DEFAULT,
	PL_CURL_LOCATION,
	PL_CURL_GET,
	PL_CURL_HEAD,
	PL_CURL_DATA,
	PL_CURL_DATA_RAW,
	PL_CURL_DATA_BINARY,
	PL_CURL_DATA_URLENCODE,
	PL_CURL_JSON,
	PL_CURL_FORM,
	PL_CURL_FORM_STRING,
	PL_CURL_FORM_ESCAPE,
	PL_CURL_UPLOAD,
	PL_CURL_GLOBOFF,
	PL_CURL_OPTIONS, /* how many there are */
};

struct pl_curl_option_info {
	const char *name; /* without the dashes */
	char letter;      /* 0 when there is none */
	bool has_value;
	enum pl_curl_option option;
};

/* By name without dashes, or by the beginning of one name only, as curl before 8.16 takes it; *is_off is set for
 * --no-NAME. NULL when curl has none. */
const struct pl_curl_option_info *pl_curl_option_find(struct pl_str name, bool *is_off);
const struct pl_curl_option_info *pl_curl_option_letter(char letter);
#endif

/* RFC 8259 JSON as it streams, with the look-alikes named. A dialect (comments, single quotes, NaN …) is reported as an
 * ODDITY where it stands and parsing goes on; only what no dialect explains is BAD. Push bytes, pull events, no
 * allocation, no recursion. */
#ifndef PL_PARSE_JSON_H
#define PL_PARSE_JSON_H

#include "base/limits.h"
#include "base/span.h"
#include "base/utf8.h"

enum pl_json_kind {
	PL_JSON_MORE,         /* run used up; feed the next one, or call pl_json_finish */
	PL_JSON_OBJECT_BEGIN, /* .span is the brace */
	PL_JSON_OBJECT_END,
	PL_JSON_ARRAY_BEGIN,
	PL_JSON_ARRAY_END,
	PL_JSON_STRING_BEGIN, /* .is_key; .span is the opening quote */
	PL_JSON_TEXT,         /* .run: unescaped bytes of the string; .span: what they take in the input (6 for \u00e9) */
	PL_JSON_STRING_END,   /* .is_key; .span is the closing quote */
	PL_JSON_NUMBER,       /* .number; .span is the whole token */
	PL_JSON_LITERAL,      /* true, false or null, .literal; .span */
	PL_JSON_ODDITY,       /* .oddity at .span; parsing goes on */
	PL_JSON_END,          /* only from pl_json_finish: one complete value was read */
	PL_JSON_BAD,          /* .problem at .span; sticky */
};

enum pl_json_oddity {
	PL_JSON_BOM,                /* UTF-8 byte order mark at the beginning */
	PL_JSON_SINGLE_QUOTES,      /* a string in single quotes */
	PL_JSON_TRAILING_COMMA,     /* a comma before } or ] */
	PL_JSON_COMMENT,            /* // or block or # comment */
	PL_JSON_UNQUOTED_KEY,       /* an identifier for a key */
	PL_JSON_PYTHON_LITERAL,     /* True, False, None */
	PL_JSON_NAN,                /* NaN, Infinity, -Infinity */
	PL_JSON_UNDEFINED,          /* undefined */
	PL_JSON_HEX_NUMBER,         /* 0x1F */
	PL_JSON_PLUS_SIGN,          /* +1 */
	PL_JSON_LEADING_ZERO,       /* 012 */
	PL_JSON_BARE_POINT,         /* .5 or 5. */
	PL_JSON_CONTROL_IN_STRING,  /* an unescaped control character but a line break */
	PL_JSON_NEWLINE_IN_STRING,  /* an unescaped CR or LF in a string */
	PL_JSON_BAD_ESCAPE,         /* \x, \', \0 …: the escaped character is kept */
	PL_JSON_LONE_SURROGATE,     /* a \uD800 to \uDFFF escape without its pair; comes out as U+FFFD */
	PL_JSON_EXOTIC_SPACE,       /* form feed, vertical tab, no-break space between tokens */
	PL_JSON_SECOND_VALUE,       /* another value follows the first (JSON lines, or text behind it) */
	PL_JSON_INVALID_UTF8,       /* a byte that is not UTF-8, in a string or outside */
	PL_JSON_TOO_DEEP,           /* deeper than PL_LIMIT_JSON_DEPTH; BAD follows */
	PL_JSON_ODDITIES
};

struct pl_json_number {
	char text[40];     /* the token, cut when longer */
	size_t len;        /* of text */
	bool is_integer;   /* no fraction and no exponent */
	bool fits;         /* is_integer and within int64 */
	int64_t value;     /* when it fits */
};

/* One cache line. */
struct pl_json_event {
	enum pl_json_kind kind;
	bool is_key;
	char literal;                                /* 't', 'f' or 'n' */
	struct pl_span span;
	union {
		struct pl_run run;                   /* of TEXT */
		const struct pl_json_number *number; /* of NUMBER; valid until the next call */
		const char *problem;                 /* of BAD: static text, lower case: "a comma or ] is missing" */
		enum pl_json_oddity oddity;
	};
};

#define PL_JSON_QUEUE 6

/* Zero-initialise to start. `depth` and `space` may be read, and who does not ask for invalid UTF-8 may set `utf8_is_judged`;
 * the rest is the parser's own. */
struct pl_json {
	unsigned depth; /* open containers */
	uint64_t space; /* bytes of white space between tokens */
	unsigned char is_object[PL_LIMIT_JSON_DEPTH / 8]; /* a bit for each open container */
	unsigned char expect, lex, quote;
	bool is_key, is_started, utf8_is_judged;
	struct pl_utf8 utf8;
	struct pl_span token;          /* the token, escape or comment in progress */
	struct pl_span comma;          /* the last one */
	struct pl_json_number number;
	bool number_is_cut;
	uint32_t code_point, high;     /* of a \u escape; the high surrogate that waits for its pair */
	unsigned digits;
	struct pl_span high_at;
	struct pl_json_event queue[PL_JSON_QUEUE];
	unsigned queue_at, queue_len;
	unsigned char out[PL_JSON_QUEUE][4];
	const char *problem;
};

/* Consumes from the front of `in`. TEXT runs that need no unescaping are sub-runs of the input. The event is lent until
 * the next call; the bytes of a string's events may have been consumed together. */
const struct pl_json_event *pl_json_next(struct pl_json *p, struct pl_run *in);
#define PL_JSON_GUESS 32 /* bytes of the longest key that is one */

/* A key that was seen at this depth, and the one that came behind it, at whatever depth. */
struct pl_json_guess {
	char text[PL_JSON_GUESS];
	unsigned len, depth;
	struct pl_json_guess *next;
};

static inline uint64_t pl_json_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static inline uint32_t pl_json_half(const char *at)
{
	uint32_t half;

	memcpy(&half, at, sizeof(half));
	return half;
}

/* Is the text that of the guess? Two overlapping words hold most keys. */
static inline bool pl_json_guess_is(const struct pl_json_guess *g, const char *text, size_t len)
{
	if (g->len != len)
		return false;
	if (len > 16)
		return memcmp(g->text, text, len) == 0;
	if (len >= 8)
		return pl_json_word(g->text) == pl_json_word(text) && pl_json_word(g->text + len - 8) == pl_json_word(text + len - 8);
	if (len >= 4)
		return pl_json_half(g->text) == pl_json_half(text) && pl_json_half(g->text + len - 4) == pl_json_half(text + len - 4);
	return len == 0 || (g->text[0] == text[0] && g->text[len / 2] == text[len / 2] && g->text[len - 1] == text[len - 1]);
}

/* What is whole and plain: a key without an escape, with its colon; a string of ASCII, when it is short also with characters
 * that are none and with escapes, but for \u of ASCII and of what is better escaped; a number, a word, a bracket. No text is
 * taken that is no UTF-8 or has U+FFFD beyond ASCII. */
struct pl_json_quick {
	struct pl_json_guess *key; /* that was guessed and stands before it with a colon; else NULL */
	const unsigned char *key_at;
	const unsigned char *ptr;  /* between the quotes; else the token */
	uint32_t len;
	uint16_t wider;            /* bytes that \u takes in a string more than the characters do that it stands for */
	unsigned char kind;        /* STRING_BEGIN, NUMBER, LITERAL, or of a bracket; MORE: there is the guessed key alone */
	bool is_key, is_integer;
	bool is_marked;            /* a string that has one of < / : = or is long */
	bool is_escaped;           /* a string that holds an escape */
	char literal;              /* as an event's */
	int64_t value;             /* of an integer */
};

/* Takes those that come next and end within the run, in place of their events: how many, at most `room`; a key that was not
 * guessed is the last one. `guess` is the key that may come next, or NULL. Only inside of a container. Behind them, white
 * space and a comma or a colon may have been taken, and pl_json_next tells what comes. */
size_t pl_json_take(struct pl_json *p, struct pl_run *in, struct pl_json_quick *tokens, size_t room, struct pl_json_guess *guess);
/* Starts anew behind the opening quote of a string whose UTF-8 is somebody else's concern. */
void pl_json_enter_string(struct pl_json *p);
/* Is the parser in the middle of a string in double quotes, between two characters of it? */
bool pl_json_is_in_text(const struct pl_json *p);
/* Inside of such a string: takes text and plain escapes from the front of `in`, in place of their events, and writes the
 * unescaped bytes to `out` when that is not NULL. How many: at most `room`; 0 when pl_json_next must tell what comes. */
size_t pl_json_unescape(struct pl_json *p, struct pl_run *in, unsigned char *out, size_t room);
/* The input is over: events that were held back (a number at the very end), then END or BAD, which repeat. */
const struct pl_json_event *pl_json_finish(struct pl_json *p);
/* "trailing-comma": the dialect's name as facts and rules write it. */
const char *pl_json_oddity_name(enum pl_json_oddity oddity);
#endif

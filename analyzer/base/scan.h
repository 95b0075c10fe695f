/* The hot loops: how far does a class of bytes reach, and counts of bytes. Written as plain loops over blocks that the
 * compiler turns into vector instructions, with the widest the processor has chosen when the program starts. */
#ifndef PL_BASE_SCAN_H
#define PL_BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* Each returns the length of the longest prefix in the class. */
size_t pl_scan_ascii(const unsigned char *ptr, size_t len);      /* 0x00 to 0x7F */
size_t pl_scan_plain(const unsigned char *ptr, size_t len);      /* 0x01 to 0x7F */
size_t pl_scan_json_text(const unsigned char *ptr, size_t len);  /* not '"', '\\', a control, nor 0x80 and up */
size_t pl_scan_json_wide(const unsigned char *ptr, size_t len);  /* the same with 0x80 and up */
size_t pl_scan_base64(const unsigned char *ptr, size_t len);     /* A-Z a-z 0-9 + / */
size_t pl_scan_base64url(const unsigned char *ptr, size_t len);  /* A-Z a-z 0-9 - _ */
size_t pl_scan_hex(const unsigned char *ptr, size_t len);        /* 0-9 a-f A-F */

/* A length within which no two dashes begin that stand side by side; the rest may be searched byte by byte. */
size_t pl_scan_dashless(const unsigned char *ptr, size_t len);

/* How many bytes are line feeds. */
size_t pl_scan_lines(const char *ptr, size_t len);

/* Counts that explain a wrong Content-Length. Zero-initialise; add runs in order. */
struct pl_scan_counts {
	uint64_t bytes;
	uint64_t continuations; /* 0x80 to 0xBF: bytes minus these is code points of valid UTF-8 */
	uint64_t four_byte_leads; /* 0xF0 and up: a second UTF-16 unit each */
	uint64_t lf, crlf;
	unsigned char last;     /* the last byte seen, to find a CRLF across runs */
};

void pl_scan_count(struct pl_scan_counts *counts, const unsigned char *ptr, size_t len);
#endif

/* Sixteen bytes of JSON looked at together. */
#ifndef PL_PARSE_JSON_LANES_H
#define PL_PARSE_JSON_LANES_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define PL_JSON_LANES 16

/* A bit for each of PL_JSON_LANES bytes. */
struct pl_json_lanes {
	unsigned ends;  /* it is a quote, a backslash, a control or above 0x7F */
	unsigned marks; /* < / : = */
};

static inline struct pl_json_lanes pl_json_look(const unsigned char *at)
{
	struct pl_json_lanes found = { 0, 0 };
#ifdef __SSE2__
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i ends = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)), marks = _mm_cmpeq_epi8(v, _mm_set1_epi8('/'));

	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	marks = _mm_or_si128(marks, _mm_cmpeq_epi8(v, _mm_set1_epi8(':')));
	marks = _mm_or_si128(marks, _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(1)), _mm_set1_epi8('=')));
	found.ends = (unsigned)_mm_movemask_epi8(ends);
	found.marks = (unsigned)_mm_movemask_epi8(marks);
#else
	for (unsigned k = 0; k < PL_JSON_LANES; k++) {
		found.ends |= (unsigned)(at[k] < 0x20 || at[k] >= 0x80 || at[k] == '"' || at[k] == '\\') << k;
		found.marks |= (unsigned)(at[k] == '/' || at[k] == ':' || (at[k] | 1) == '=') << k;
	}
#endif
	return found;
}

/* A bit for each that is a quote, a backslash or a control. */
static inline unsigned pl_json_specials(const unsigned char *at)
{
#ifdef __SSE2__
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i found = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);

	found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
	found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	return (unsigned)_mm_movemask_epi8(found);
#else
	unsigned found = 0;

	for (unsigned k = 0; k < PL_JSON_LANES; k++)
		found |= (unsigned)(at[k] < 0x20 || at[k] == '"' || at[k] == '\\') << k;
	return found;
#endif
}
#endif

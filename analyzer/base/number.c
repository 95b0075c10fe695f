/* Numbers and sizes. */
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/bytes.h"

static enum pl_number digits(struct pl_str text, unsigned base, uint64_t *value)
{
	uint64_t sum = 0;

	if (text.len == 0)
		return PL_NUMBER_MALFORMED;
	for (size_t i = 0; i < text.len; i++) {
		int digit = pl_hex_value(text.ptr[i]);

		if (digit < 0 || (unsigned)digit >= base)
			return PL_NUMBER_MALFORMED;
	}
	for (size_t i = 0; i < text.len; i++)
		if (__builtin_mul_overflow(sum, (uint64_t)base, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)pl_hex_value(text.ptr[i]), &sum))
			return PL_NUMBER_OVERFLOW;
	*value = sum;
	return PL_NUMBER_OK;
}

enum pl_number pl_number_decimal(struct pl_str text, uint64_t *value)
{
	return digits(text, 10, value);
}

enum pl_number pl_number_hex(struct pl_str text, uint64_t *value)
{
	return digits(text, 16, value);
}

static bool unit_factor(struct pl_str unit, uint64_t *factor)
{
	static const struct {
		const char *name;
		uint64_t factor;
	} units[] = {
		{ "", 1 },
		{ "b", 1 },
		{ "bytes", 1 },
		{ "k", 1024 },
		{ "kib", 1024 },
		{ "kb", 1000 },
		{ "m", 1024 * 1024 },
		{ "mib", 1024 * 1024 },
		{ "mb", 1000 * 1000 },
		{ "g", 1024 * 1024 * 1024 },
		{ "gib", 1024 * 1024 * 1024 },
		{ "gb", 1000 * 1000 * 1000 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (pl_str_equal_nocase(unit, pl_str_from(units[i].name))) {
			*factor = units[i].factor;
			return true;
		}
	return false;
}

/* Bytes of a decimal fraction (the digits after the point) of `factor`, rounded down. */
static uint64_t fraction_of(struct pl_str fraction, uint64_t factor)
{
	uint64_t tenth = factor, sum = 0, left = 0, scale = 1;

	/* Nine digits are finer than a byte of a GiB. */
	for (size_t i = 0; i < fraction.len && i < 9; i++) {
		left = left * 10 + (uint64_t)(fraction.ptr[i] - '0');
		scale *= 10;
	}
	sum = left * (tenth / scale) + left * (tenth % scale) / scale;
	return sum;
}

enum pl_number pl_number_size(struct pl_str text, uint64_t *bytes)
{
	size_t whole = 0, point, end;
	uint64_t value = 0, factor = 1;
	struct pl_str unit;

	text = pl_str_trim(text);
	while (whole < text.len && pl_is_digit(text.ptr[whole]))
		whole++;
	point = end = whole;
	if (end < text.len && text.ptr[end] == '.')
		for (end = ++point; end < text.len && pl_is_digit(text.ptr[end]); end++)
			;
	unit = pl_str_trim(pl_str_after(text, end));
	if (whole == 0 || (point > whole && point == end) || !unit_factor(unit, &factor))
		return PL_NUMBER_MALFORMED;
	if (pl_number_decimal((struct pl_str){ text.ptr, whole }, &value) != PL_NUMBER_OK ||
	    __builtin_mul_overflow(value, factor, &value) ||
	    __builtin_add_overflow(value, fraction_of((struct pl_str){ text.ptr + point, end - point }, factor), &value))
		return PL_NUMBER_OVERFLOW;
	*bytes = value;
	return PL_NUMBER_OK;
}

const char *pl_number_grouped(char out[PL_NUMBER_TEXT], uint64_t value)
{
	char plain[24];
	int len = snprintf(plain, sizeof(plain), "%" PRIu64, value);
	size_t at = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = plain[i];
	}
	out[at] = '\0';
	return out;
}

const char *pl_number_short(char out[PL_NUMBER_TEXT], uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	size_t unit = 0;
	uint64_t whole = bytes, scale = 1;

	while (whole >= 1024) {
		whole /= 1024;
		scale *= 1024;
		unit++;
	}
	if (bytes % scale == 0)
		snprintf(out, PL_NUMBER_TEXT, "%" PRIu64 " %s", whole, units[unit]);
	else
		snprintf(out, PL_NUMBER_TEXT, "%.*f %s", whole >= 100 ? 0 : whole >= 10 ? 1 : 2,
		         (double)bytes / (double)scale, units[unit]);
	return out;
}

const char *pl_number_bytes(char out[PL_NUMBER_TEXT], uint64_t bytes)
{
	char grouped[PL_NUMBER_TEXT], brief[PL_NUMBER_TEXT];

	pl_number_grouped(grouped, bytes);
	if (bytes < 1024)
		snprintf(out, PL_NUMBER_TEXT, "%.30s byte%s", grouped, bytes == 1 ? "" : "s");
	else
		snprintf(out, PL_NUMBER_TEXT, "%.30s bytes (%.20s)", grouped, pl_number_short(brief, bytes));
	return out;
}

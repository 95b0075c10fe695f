/* HTTP-date. A form is a pattern with a letter for each field; what the fields say is judged afterwards. */
#include "parse/http_date.h"

#include "base/bytes.h"

#define IMF "WWW, DD NNN YYYY hh:mm:ss"

struct date {
	unsigned day, year, hour, minute, second;
	struct pl_str weekday, month;
};

static bool digit_into(unsigned *number, char c)
{
	if (!pl_is_digit(c))
		return false;
	*number = *number * 10 + (unsigned)(c - '0');
	return true;
}

static void letter_into(struct pl_str *word, const char *at)
{
	if (word->ptr == NULL)
		word->ptr = at;
	word->len++;
}

/* W day name, D day, N month name, Y year, h m s time; any other byte stands for itself. */
static bool take(struct date *date, char kind, const char *at)
{
	switch (kind) {
	case 'W': letter_into(&date->weekday, at); return true;
	case 'N': letter_into(&date->month, at); return true;
	case 'D': return digit_into(&date->day, *at);
	case 'Y': return digit_into(&date->year, *at);
	case 'h': return digit_into(&date->hour, *at);
	case 'm': return digit_into(&date->minute, *at);
	case 's': return digit_into(&date->second, *at);
	default: return kind == *at;
	}
}

static bool matches(struct pl_str text, struct pl_str pattern, struct date *date)
{
	if (text.len != pattern.len)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!take(date, pattern.ptr[i], text.ptr + i))
			return false;
	return true;
}

/* The number of a name among three-letter ones in a row, from 0; `len` when it is none. */
static size_t number_of(struct pl_str name, struct pl_str names)
{
	size_t at = name.len == 3 ? pl_str_find(names, name) : names.len;

	return at < names.len && at % 3 == 0 ? at / 3 : names.len / 3;
}

static unsigned days_in(unsigned month, unsigned year)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month] + (month == 1 && is_leap ? 1u : 0u);
}

/* Sakamoto's method, from 0 for Sunday. */
static unsigned weekday_of(const struct date *d, unsigned month)
{
	static const unsigned char shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	unsigned year = month < 2 && d->year > 0 ? d->year - 1 : d->year;

	return (year + year / 4 - year / 100 + year / 400 + shift[month] + d->day) % 7;
}

static const char *judge(const struct date *d)
{
	unsigned month = (unsigned)number_of(d->month, PL_STR("JanFebMarAprMayJunJulAugSepOctNovDec"));
	unsigned weekday = (unsigned)number_of(d->weekday, PL_STR("SunMonTueWedThuFriSat"));

	if (month == 12 || weekday == 7)
		return "the name of the day or of the month is none";
	if (d->day == 0 || d->day > days_in(month, d->year) || d->hour > 23 || d->minute > 59 || d->second > 60)
		return "there is no such day or time";
	if (weekday != weekday_of(d, month))
		return "that day was another day of the week";
	return NULL;
}

static bool is_obsolete(struct pl_str text)
{
	size_t comma = pl_str_find_char(text, ',');
	struct date date = { 0 };

	if (comma < text.len)
		return matches(pl_str_after(text, comma), PL_STR(", DD-NNN-YY hh:mm:ss GMT"), &date);
	if (text.len == 24 && text.ptr[8] == ' ')
		return matches(text, PL_STR("WWW NNN  D hh:mm:ss YYYY"), &date);
	return matches(text, PL_STR("WWW NNN DD hh:mm:ss YYYY"), &date);
}

const char *pl_http_date_problem(struct pl_str text)
{
	struct date date = { 0 };

	if (matches(text, PL_STR(IMF " GMT"), &date))
		return judge(&date);
	if (is_obsolete(text))
		return "it is of an obsolete form";
	if (text.len > sizeof(IMF) - 1 && matches((struct pl_str){ text.ptr, sizeof(IMF) - 1 }, PL_STR(IMF), &date))
		return "its time zone is not GMT";
	return "it is not written as Sun, 06 Nov 1994 08:49:37 GMT";
}

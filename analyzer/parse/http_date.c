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

static unsigned month_of(const struct date *d)
{
	return (unsigned)number_of(d->month, PL_STR("JanFebMarAprMayJunJulAugSepOctNovDec"));
}

static bool is_possible(const struct date *d, unsigned month)
{
	return d->day > 0 && d->day <= days_in(month, d->year) && d->hour < 24 && d->minute < 60 && d->second <= 60;
}

static const char *judge(const struct date *d)
{
	unsigned month = month_of(d), weekday = (unsigned)number_of(d->weekday, PL_STR("SunMonTueWedThuFriSat"));

	if (month == 12 || weekday == 7)
		return "the name of the day or of the month is none";
	if (!is_possible(d, month))
		return "there is no such day or time";
	if (weekday != weekday_of(d, month))
		return "that day was another day of the week";
	return NULL;
}

static bool is_obsolete(struct pl_str text, struct date *date)
{
	size_t comma = pl_str_find_char(text, ',');

	if (comma < text.len)
		return matches(pl_str_after(text, comma), PL_STR(", DD-NNN-YY hh:mm:ss GMT"), date);
	if (text.len == 24 && text.ptr[8] == ' ')
		return matches(text, PL_STR("WWW NNN  D hh:mm:ss YYYY"), date);
	return matches(text, PL_STR("WWW NNN DD hh:mm:ss YYYY"), date);
}

const char *pl_http_date_problem(struct pl_str text)
{
	struct date date = { 0 };

	if (matches(text, PL_STR(IMF " GMT"), &date))
		return judge(&date);
	if (is_obsolete(text, &date))
		return "it is of an obsolete form";
	if (text.len > sizeof(IMF) - 1 && matches((struct pl_str){ text.ptr, sizeof(IMF) - 1 }, PL_STR(IMF), &date))
		return "its time zone is not GMT";
	return "it is not written as Sun, 06 Nov 1994 08:49:37 GMT";
}

bool pl_http_date_read(struct pl_str text, int64_t *seconds)
{
	struct date date = { 0 }, old = { 0 };
	bool is_imf = matches(text, PL_STR(IMF " GMT"), &date);
	unsigned month;
	int64_t year;

	if (!is_imf && !is_obsolete(text, &old))
		return false;
	if (!is_imf)
		date = old;
	if (!is_imf && pl_str_find_char(text, ',') < text.len)
		date.year += date.year < 70 ? 2000 : 1900;
	month = month_of(&date);
	if (month == 12 || !is_possible(&date, month) || (is_imf && judge(&date)))
		return false;
	/* Days since 1970, of years that begin in March. */
	year = (int64_t)date.year - (month < 2);
	*seconds = year * 365 + year / 4 - year / 100 + year / 400 + (int64_t)((month + 10) % 12 * 153 + 2) / 5 + date.day - 719469;
	*seconds = *seconds * 86400 + date.hour * 3600 + date.minute * 60 + date.second;
	return true;
}

/* init/client/screen.c - says what the reader of our output can show, and formats times and
 * sizes for people. */
#include "init/client/screen.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "";
}

/* Most images set no locale at all, and most terminals show UTF-8. So only a locale that is
 * set to something else says no. */
static bool shows_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = variable(names[i]);

		if (value[0] == '\0')
			continue;
		const char *dot = strchr(value, '.');
		return dot != NULL && (strncasecmp(dot, ".utf-8", 6) == 0 ||
				       strncasecmp(dot, ".utf8", 5) == 0);
	}
	return true;
}

void screen_measure(struct screen *screen)
{
	struct winsize size = { 0 };

	if (screen->terminal && ioctl(fileno(screen->out), TIOCGWINSZ, &size) == 0) {
		screen->rows = size.ws_row;
		screen->columns = size.ws_col;
	}
	if (screen->terminal && screen->columns == 0) {
		screen->rows = 24;
		screen->columns = 80;
	}
}

void screen_init(struct screen *screen, FILE *out)
{
	const char *term = variable("TERM");

	*screen = (struct screen){ .out = out, .terminal = isatty(fileno(out)) };
	screen->smart = screen->terminal && term[0] != '\0' && strcmp(term, "dumb") != 0;
	screen->colour = screen->smart && variable("NO_COLOR")[0] == '\0';
	screen->utf8 = strcmp(term, "dumb") != 0 && shows_utf8();
	screen_measure(screen);
}

/* Red is for failures only. */
static const char *const sgr[] = {
	[COLOUR_NONE] = "\033[0m",
	[COLOUR_BAD] = "\033[31m",
	[COLOUR_GOOD] = "\033[32m",
	[COLOUR_BUSY] = "\033[33m",
	[COLOUR_DIM] = "\033[2m",
	[COLOUR_BOLD] = "\033[1m",
	[COLOUR_NAMES] = "\033[36m",
	"\033[33m",
	"\033[32m",
	"\033[35m",
	"\033[34m",
	"\033[96m",
	"\033[93m",
	"\033[92m",
	"\033[95m",
	"\033[94m",
};

enum colour screen_name_colour(size_t i)
{
	return (enum colour)(COLOUR_NAMES + i % (ARRAY_LEN(sgr) - COLOUR_NAMES));
}

const char *screen_sgr(const struct screen *screen, enum colour colour)
{
	return screen->colour ? sgr[colour] : "";
}

static const char *two_units(char text[SPAN_SIZE], const msec values[2],
			     const char *const units[2])
{
	int n = snprintf(text, SPAN_SIZE, "%lld %s", (long long)values[0], units[0]);

	if (values[1] > 0 && n > 0)
		snprintf(text + n, SPAN_SIZE - (size_t)n, " %lld %s", (long long)values[1],
			 units[1]);
	return text;
}

const char *span_text(msec span, char text[SPAN_SIZE])
{
	long long s = span / 1000;

	text[0] = '\0';
	if (span < 0)
		return text;
	if (span < SECONDS(1))
		snprintf(text, SPAN_SIZE, "%lld ms", (long long)span);
	else if (span < SECONDS(10))
		snprintf(text, SPAN_SIZE, "%lld.%lld s", s, (long long)span % 1000 / 100);
	else if (span < MINUTES(2))
		snprintf(text, SPAN_SIZE, "%lld s", s);
	else if (span < HOURS(1))
		snprintf(text, SPAN_SIZE, "%lld min", s / 60);
	else if (span < HOURS(48))
		two_units(text, (msec[2]){ s / 3600, s / 60 % 60 },
			  (const char *const[2]){ "h", "min" });
	else
		two_units(text, (msec[2]){ s / 86400, s / 3600 % 24 },
			  (const char *const[2]){ "d", "h" });
	return text;
}

const char *bytes_text(int64_t bytes, char text[SPAN_SIZE])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	int64_t tenths = bytes * 10;
	size_t unit = 0;

	text[0] = '\0';
	if (bytes < 0 || bytes > INT64_MAX / 10)
		return text;
	for (; tenths >= 10240 && unit + 1 < ARRAY_LEN(units); unit++)
		tenths /= 1024;
	if (unit == 0 || tenths >= 1000)
		snprintf(text, SPAN_SIZE, "%lld %s", (long long)tenths / 10, units[unit]);
	else
		snprintf(text, SPAN_SIZE, "%lld.%lld %s", (long long)tenths / 10,
			 (long long)tenths % 10, units[unit]);
	return text;
}

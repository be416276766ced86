/* conf/base/timestamp.c - formats the time of a log line. */
#include "conf/base/timestamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MICROS 1000000u

uint64_t timestamp_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * MICROS + (uint64_t)t.tv_nsec / 1000;
}

static void zone_text(const struct tm *tm, enum timestamp_zone zone, char text[8])
{
	long minutes = tm->tm_gmtoff / 60;
	char sign = minutes < 0 ? '-' : '+';

	minutes = minutes < 0 ? -minutes : minutes;
	if (zone == TIMESTAMP_UTC)
		snprintf(text, 8, "Z");
	else
		snprintf(text, 8, "%c%02d:%02d", sign, (int)(minutes / 60 % 24),
			 (int)(minutes % 60));
}

const char *timestamp_format(enum timestamp_zone zone, uint64_t micros,
			     char text[TIMESTAMP_SIZE])
{
	static struct {
		uint64_t second;
		char front[64], zone[8];
	} last[3];
	uint64_t second = micros / MICROS;
	time_t t = (time_t)second;
	struct tm tm;

	text[0] = '\0';
	if (zone == TIMESTAMP_NONE)
		return text;
	if (last[zone].second != second || last[zone].front[0] == '\0') {
		memset(&tm, 0, sizeof tm);
		if (zone == TIMESTAMP_UTC)
			gmtime_r(&t, &tm);
		else
			localtime_r(&t, &tm);
		last[zone].second = second;
		snprintf(last[zone].front, sizeof last[zone].front,
			 "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
			 tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
		zone_text(&tm, zone, last[zone].zone);
	}
	snprintf(text, TIMESTAMP_SIZE, "%.20s.%06u%.6s", last[zone].front,
		 (unsigned)(micros % MICROS), last[zone].zone);
	return text;
}

/* supervisor/logger/shared/time_zone.c - loads the local time zone. */
#include "supervisor/logger/shared/time_zone.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Returns true if tzset(3) will read a regular file or none. TZ is an absolute path, a path
 * below /usr/share/zoneinfo, or a rule, which needs no file. */
static bool is_safe(char *const *environment)
{
	char path[PATH_MAX] = "/etc/localtime";
	const char *zone = NULL;
	struct stat st;

	for (char *const *v = environment; *v != NULL; v++)
		if (strncmp(*v, "TZ=", 3) == 0)
			zone = *v + 3;
	if (zone != NULL && *zone == ':')
		zone++;
	if (zone != NULL && *zone != '\0')
		snprintf(path, sizeof path, "%s%s",
			 *zone == '/' ? "" : "/usr/share/zoneinfo/", zone);
	return stat(path, &st) < 0 || S_ISREG(st.st_mode);
}

void time_zone_load(char *const *environment)
{
	time_t now = time(NULL), half_a_year = (time_t)182 * 24 * 3600;
	struct tm tm;

	if (!is_safe(environment))
		setenv("TZ", "UTC0", 1);
	tzset();
	/* libc allocates memory for the name of a zone at its first use, so we use the
	 * names of summer and winter time now. */
	for (int i = -1; i <= 1; i++) {
		time_t t = now + i * half_a_year;

		localtime_r(&t, &tm);
	}
}

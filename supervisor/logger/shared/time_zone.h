/* supervisor/logger/shared/time_zone.h - the local time zone, loaded once, by the logger
 * and by PID 1.
 *
 * Layer: supervisor/log. Reads a file, so it is for the start only. Source: tzset(3). */
#ifndef SUPERVISOR_LOGGER_SHARED_TIME_ZONE_H
#define SUPERVISOR_LOGGER_SHARED_TIME_ZONE_H

/* Loads the zone that TZ in `environment` (NULL-terminated) names, else /etc/localtime.
 * Where that is no regular file, which could block the reader, the zone is UTC.
 * Afterwards localtime_r(3) reads no file and takes no memory. */
void time_zone_load(char *const *environment);

#endif

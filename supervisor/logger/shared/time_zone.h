/* supervisor/logger/shared/time_zone.h - loads the local time zone.
 *
 * Layer:   supervisor/logger/shared, for the logger and PID 1. Reads a file, so call it
 *          only at the start.
 * Source:  tzset(3). */
#ifndef SUPERVISOR_LOGGER_SHARED_TIME_ZONE_H
#define SUPERVISOR_LOGGER_SHARED_TIME_ZONE_H

/* Loads the zone in TZ of `environment` (NULL-terminated), or /etc/localtime. If that is
 * not a regular file, which could block us, the zone is UTC. Afterwards localtime_r(3)
 * reads no file and allocates no memory. */
void time_zone_load(char *const *environment);

#endif

/* supervisor/proc/stat_line.h - reads the text of /proc/PID/stat. Pure.
 *
 * Layer:   supervisor/proc. The rooms above it may include it.
 * Source:  proc(5), which numbers the fields from 1. */
#ifndef SUPERVISOR_PROC_STAT_LINE_H
#define SUPERVISOR_PROC_STAT_LINE_H

#include <stdbool.h>
#include <stdint.h>

enum stat_field {
	STAT_PARENT = 4,
	STAT_GROUP = 5,
	STAT_SESSION = 6,
	STAT_FLAGS = 9,
	STAT_USER_TICKS = 14,
	STAT_SYSTEM_TICKS = 15,
	STAT_THREADS = 20,
	STAT_START = 22,
	STAT_ENV_END = 51,
	STAT_FIELD_MAX
};

struct stat_line {
	char name[17];
	char state; /* state letter: R, S, D, Z, ... */
	/* By enum stat_field; those before STAT_PARENT are unused. */
	uint64_t fields[STAT_FIELD_MAX];
};

/* Parses the fields up to `last`. Returns false if the text has fewer. */
bool stat_line_parse(const char *text, enum stat_field last, struct stat_line *ret);

#endif

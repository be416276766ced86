/* tests/fuzz/log_oracle.h - compares the logger's output with its input.
 *
 * It does not use the logger's code: it cuts the input into lines itself, and reads JSON
 * with its own reader. */
#ifndef TESTS_FUZZ_LOG_ORACLE_H
#define TESTS_FUZZ_LOG_ORACLE_H

#include "tests/fuzz/log_rig.h"

struct expect { /* the output of one source at one destination */
	const struct text *sent;
	const size_t *marks;
	unsigned mark_count;
	const char *name; /* "" with the plain format: the only source */
	enum line_format format;
	bool terminal;
	bool marks_end; /* the process has certainly ended at its marks */
	bool may_skip;  /* lines may be missing: `skipped` counts them */
	unsigned
		may_repeat; /* kills: lines may be repeated, or torn, this number of times */
	/* results */
	size_t at, *starts, start_count, start_room;
	unsigned long long skipped, told, over_rate;
	unsigned repeats;
};

/* Returns false if the line, which has no newline, is not the next one. */
bool expect_line(struct expect *e, const char *line, size_t len);
/* Checks the whole text of `count` sources, and aborts if it was not sent. Lines that
 * begin with "ctinit: ", and objects with `dropped`, are the logger's own. */
void expect_text(struct expect *all, size_t count, const struct text *got, unsigned kills);
/* Checks that no line is missing at the end. */
void expect_end(struct expect *e);

#endif

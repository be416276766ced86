/* tests/fuzz/log_oracle.h - compares the logger's output with its input.
 *
 * It cuts the input into lines itself, and reads JSON with its own reader. It shares only
 * the escapes and the test for UTF-8 of conf/base/escape.h with the logger.
 *
 * Layer:  the fuzzers of the logger.
 * Errors: output that was not sent, or that is missing although none may be missing, aborts
 *         the program. */
#ifndef TESTS_FUZZ_LOG_ORACLE_H
#define TESTS_FUZZ_LOG_ORACLE_H

#include "tests/fuzz/log_rig.h"

struct expect {                  /* the output of one source at one destination */
	const struct text *sent; /* all input of the source */
	const size_t *marks;     /* offsets in `sent` at which a process may have ended */
	unsigned mark_count;
	const char *name; /* the name in front of its lines */
	enum line_format format;
	bool terminal;
	bool marks_end;      /* at each mark a process has certainly ended */
	bool may_skip;       /* lines may be missing */
	unsigned may_repeat; /* how often it may go back to an earlier line */
	/* Results. */
	size_t at;                               /* the offset in `sent` of the next line */
	size_t *starts, start_count, start_room; /* the offsets of the lines that came */
	unsigned long long skipped;              /* missing lines */
	unsigned long long told, over_rate; /* lines that the logger reports as dropped,
						  * because of a full pipe or of log-rate */
	unsigned repeats;
};

/* Returns true, and advances, if the line may come next. Lines before it are skipped if
 * they may be missing. `line` has no newline. */
bool expect_line(struct expect *e, const char *line, size_t len);
/* Checks the whole output of `count` sources, and aborts if a line was not sent. Lines that
 * begin with "ctinit: ", and objects with `dropped`, are the logger's own. For each kill
 * two lines may be torn. */
void expect_text(struct expect *all, size_t count, const struct text *got, unsigned kills);
/* Checks that no line is missing at the end, or counts these lines as skipped if they may
 * be missing. Frees what expect_line() allocated. */
void expect_end(struct expect *e);

#endif

/* tests/fuzz/log_oracle.h - compares the logger's output with its input.
 *
 * It splits the input into lines and reads JSON with its own code. With the logger it
 * shares only the escapes and the UTF-8 check of conf/base/escape.h.
 *
 * Layer:  the fuzzers of the logger.
 * Errors: aborts on output that was not sent, and on missing output unless losses are
 *         allowed. */
#ifndef TESTS_FUZZ_LOG_ORACLE_H
#define TESTS_FUZZ_LOG_ORACLE_H

#include "tests/fuzz/log_rig.h"

struct expect {                  /* The output of one source at one destination. */
	const struct text *sent; /* all input of the source */
	const size_t *marks;     /* offsets in `sent` where a process may have ended */
	unsigned mark_count;
	const char *name; /* the name before its lines */
	enum line_format format;
	bool terminal;
	bool marks_end;      /* a process has certainly ended at each mark */
	bool may_skip;       /* lines may be missing in the output */
	unsigned may_repeat; /* how many times the output may repeat earlier lines */
	/* Results. */
	size_t at; /* offset in `sent` of the next line that may arrive */
	/* offsets of the lines that arrived, their number, and room */
	size_t *starts, start_count, start_room;
	unsigned long long skipped; /* missing lines */
	/* lines reported as dropped: for a full pipe, and for log-rate */
	unsigned long long told, over_rate;
	unsigned repeats;
};

/* Returns true and advances if the line may come next: it is the next one, a repeated one
 * if `may_repeat` allows that, or a later one if `may_skip`; lines before it are then
 * counted as skipped. `line` has no newline. */
bool expect_line(struct expect *e, const char *line, size_t len);
/* Checks the whole output of `count` sources. Aborts if a line was not sent, or if the last
 * line has no newline. Lines that begin with "ctinit: " and objects with `dropped` are the
 * logger's own; their counts are stored in `told` and `over_rate`. Each kill may tear two
 * lines. */
void expect_text(struct expect *all, size_t count, const struct text *got, unsigned kills);
/* Checks that no line is missing at the end, or counts the missing ones as skipped if
 * allowed. Frees the memory of expect_line(). */
void expect_end(struct expect *e);

#endif

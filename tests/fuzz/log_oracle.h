/* tests/fuzz/log_oracle.h - is what came out of the logger what went in?
 *
 * Knows nothing of how the logger works: cuts what was sent into lines itself, and reads
 * JSON with a reader of its own. */
#ifndef TESTS_FUZZ_LOG_ORACLE_H
#define TESTS_FUZZ_LOG_ORACLE_H

#include "tests/fuzz/log_rig.h"

struct expect { /* of one source at one place */
	const struct text *sent;
	const size_t *marks;
	unsigned mark_count;
	const char *name; /* "" and no format but plain: the only one */
	enum line_format format;
	bool terminal;
	bool marks_end;      /* there it has ended, not only perhaps */
	bool may_skip;       /* lines may be missing: `skipped` counts them */
	unsigned may_repeat; /* kills: so often it may go back, and a line be torn */
	/* what is found */
	size_t at, *starts, start_count, start_room;
	unsigned long long skipped, told, over_rate;
	unsigned repeats;
};

/* One line without its newline. False: it is not what is next. */
bool expect_line(struct expect *e, const char *line, size_t len);
/* All of the text, of `count` sources; lines that begin with "ctinit: ", and objects with
 * `dropped`, are the logger's own. Aborts when it is not what was sent. */
void expect_text(struct expect *all, size_t count, const struct text *got, unsigned kills);
/* Nothing is left to come. */
void expect_end(struct expect *e);

#endif

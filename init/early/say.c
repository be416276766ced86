/* init/early/say.c - one line on stderr. PID 1 must not hang on a reader that does not
 * read: a line that cannot be written within a moment is dropped. */
#include "init/early/run.h"
#include "init/early/text.h"

#define MOMENT_NS   200000000 /* 200 ms */
#define STDERR      2
#define POLL_WRITES 4 /* POLLOUT, asm-generic/poll.h */

static void put(struct line *line)
{
	struct sys_poll wanted = { .fd = STDERR, .events = POLL_WRITES };
	struct sys_time moment = { .nanoseconds = MOMENT_NS };

	line_add(line, "\n");
	if (sys_call(__NR_ppoll, (long)&wanted, 1, (long)&moment, 0, 0) == 1)
		sys_call(__NR_write, STDERR, (long)line->text, (long)line->length, 0, 0);
}

void early_say(const char *what, const char *word, const char *why)
{
	struct line line = { .length = 0 };

	line_add(&line, "ctinit: ");
	line_add(&line, what);
	line_add(&line, word);
	if (why) {
		line_add(&line, ": ");
		line_add(&line, why);
	}
	put(&line);
}

void say_number(const char *what, long number, const char *why)
{
	struct line digits = { .length = 0 };

	line_add_number(&digits, number);
	digits.text[digits.length] = 0;
	early_say(what, digits.text, why);
}

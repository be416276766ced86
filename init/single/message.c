/* init/single/message.c - one line on stderr or stdout. PID 1 must not hang on a reader that
 * does not read: a line that cannot be written within a moment is dropped. */
#include "init/single/mini_init.h"
#include "init/single/strings.h"

#define MOMENT_NS   200000000 /* 200 ms */
#define POLL_WRITES 4         /* POLLOUT, asm-generic/poll.h */

static void put(int fd, const char *text, size_t length)
{
	struct sys_poll wanted = { .fd = fd, .events = POLL_WRITES };
	struct sys_time moment = { .nanoseconds = MOMENT_NS };

	if (raw_syscall(__NR_ppoll, (long)&wanted, 1, (long)&moment, 0, 0) == 1)
		raw_syscall(__NR_write, fd, (long)text, (long)length, 0, 0);
}

void say_text(int fd, const char *text)
{
	put(fd, text, text_length(text));
}

void early_say(struct line *line)
{
	line_add(line, "\n");
	put(2, line->text, line->length);
}

struct filling {
	const char *word;
	long number, more;
};

static void fill(struct line *line, char letter, const struct filling *with)
{
	char buf[16];

	switch (letter) {
	case 'n': line_add_number(line, with->number); break;
	case 'm': line_add_number(line, with->more); break;
	case 'e': line_add_number(line, -with->number); break;
	case 's': line_add_shown(line, with->word ? with->word : ""); break;
	case 'r': line_add(line, text_reason(with->number, buf)); break;
	case 'g': line_add(line, signal_name((int)with->number, buf)); break;
	case 'p': line_add_number(line, raw_syscall(__NR_getpid, 0, 0, 0, 0, 0)); break;
	}
}

void say_filled(int fd, const char *text, const char *word, long number, long more)
{
	struct filling with = { word, number, more };
	struct line line = { .length = 0 };
	char letter[2] = { 0 };

	for (; *text; text++) {
		letter[0] = *text;
		if (*text == '%' && text[1])
			fill(&line, *++text, &with);
		else
			line_add(&line, letter);
	}
	line_add(&line, "\n");
	put(fd, line.text, line.length);
}

void early_note(const struct run *run, enum note note, const char *word, long number,
		long more)
{
	const struct peer_note *row = &run->single.peer->notes[note];

	if (row->text && run->single.verbosity >= row->level)
		say_filled(row->fd, row->text, word, number, more);
}

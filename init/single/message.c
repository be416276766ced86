/* init/single/message.c - writes a line, or drops it if that would block.
 *
 * PID 1 must not block, so it drops a line that cannot be written within 200 ms. */
#include "init/single/mini_init.h"
#include "init/single/strings.h"

#define MOMENT_NS   200000000 /* 200 ms */
#define POLL_WRITES 4         /* POLLOUT, asm-generic/poll.h */

static void write_within_moment(int fd, const char *text, size_t length)
{
	struct kernel_pollfd wanted = { .fd = fd, .events = POLL_WRITES };
	struct kernel_timespec moment = { .nanoseconds = MOMENT_NS };

	if (raw_syscall(__NR_ppoll, (long)&wanted, 1, (long)&moment, 0, 0) == 1)
		raw_syscall(__NR_write, fd, (long)text, (long)length, 0, 0);
}

void message_text(int fd, const char *text)
{
	write_within_moment(fd, text, string_length(text));
}

void message_line(struct message_buffer *line)
{
	line_append(line, "\n");
	write_within_moment(2, line->text, line->length);
}

struct message_fields {
	const char *word;
	long number, more;
};

static void append_field(struct message_buffer *line, char letter,
			 const struct message_fields *with)
{
	char buf[16];

	switch (letter) {
	case 'n': line_append_number(line, with->number); break;
	case 'm': line_append_number(line, with->more); break;
	case 'e': line_append_number(line, -with->number); break;
	case 's': line_append_escaped(line, with->word ? with->word : ""); break;
	case 'r': line_append(line, errno_text(with->number, buf)); break;
	case 'g': line_append(line, signal_name((int)with->number, buf)); break;
	case 'p': line_append_number(line, raw_syscall(__NR_getpid, 0, 0, 0, 0, 0)); break;
	}
}

void message_format(int fd, const char *text, const char *word, long number, long more)
{
	struct message_fields with = { word, number, more };
	struct message_buffer line = { .length = 0 };
	char letter[2] = { 0 };

	for (; *text; text++) {
		letter[0] = *text;
		if (*text == '%' && text[1])
			append_field(&line, *++text, &with);
		else
			line_append(&line, letter);
	}
	line_append(&line, "\n");
	write_within_moment(fd, line.text, line.length);
}

void compat_log(const struct mini_init *init, enum compat_message message, const char *word,
		long number, long more)
{
	const struct compat_message_text *row = &init->options.profile->messages[message];

	if (row->text && init->options.verbosity >= row->level)
		message_format(row->fd, row->text, word, number, more);
}

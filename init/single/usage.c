/* init/single/usage.c - what a peer says of a command line that runs nothing.
 *
 * The complaints are those of getopt(3), which all three use. */
#include "init/single/mini_init.h"
#include "init/single/strings.h"

static void say_if(int fd, const char *text)
{
	if (text)
		say_text(fd, text);
}

static void complaint(const char *program, const char *what, const char *word,
		      const char *end)
{
	struct line line = { .length = 0 };

	line_add_shown(&line, program);
	line_add(&line, what);
	line_add_shown(&line, word);
	line_add(&line, end);
	early_say(&line);
}

static void complain(const struct peer_result *result, const char *program)
{
	const char *letter = result->letter, *word = result->word;

	switch (result->verdict) {
	case PEER_UNKNOWN_LETTER:
		complaint(program, ": invalid option -- '", letter, "'");
		break;
	case PEER_UNKNOWN_NAME:
		complaint(program, ": unrecognized option '", word, "'");
		break;
	case PEER_AMBIGUOUS:
		complaint(program, ": option '", word, "' is ambiguous");
		break;
	case PEER_LETTER_WANTS_VALUE:
		complaint(program, ": option requires an argument -- '", letter, "'");
		break;
	case PEER_NAME_WANTS_VALUE:
		complaint(program, ": option '--", word, "' requires an argument");
		break;
	case PEER_NAME_TAKES_NONE:
		complaint(program, ": option '--", word, "' doesn't allow an argument");
		break;
	case PEER_RUN:
	case PEER_SHOW:
	case PEER_NO_COMMAND:
	case PEER_BAD_VALUE: break;
	}
}

int peer_answer(const struct single *single, const struct peer_result *result,
		const char *program)
{
	const struct peer *peer = single->peer;

	switch (result->verdict) {
	case PEER_SHOW:
		say_if(peer->text_fds[result->show], peer->texts[result->show]);
		return 0;
	case PEER_NO_COMMAND: say_if(2, peer->no_command); return 1;
	case PEER_BAD_VALUE:
		say_filled(2, result->option->wrong, result->word, 0, 0);
		return 1;
	case PEER_UNKNOWN_LETTER:
	case PEER_UNKNOWN_NAME:
	case PEER_AMBIGUOUS:
	case PEER_LETTER_WANTS_VALUE:
	case PEER_NAME_WANTS_VALUE:
	case PEER_NAME_TAKES_NONE:
		complain(result, program);
		say_if(2, peer->bad_option);
		return 1;
	case PEER_RUN: break;
	}
	return 0;
}

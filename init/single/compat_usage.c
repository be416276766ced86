/* init/single/compat_usage.c - prints help, versions and option errors.
 *
 * The messages about invalid options are those of getopt(3), which all three programs
 * use. */
#include "init/single/mini_init.h"
#include "init/single/strings.h"

static void print_text(int fd, const char *text)
{
	if (text)
		message_text(fd, text);
}

static void print_quoted(const char *program, const char *what, const char *word,
			 const char *end)
{
	struct message_buffer line = { .length = 0 };

	line_append_escaped(&line, program);
	line_append(&line, what);
	line_append_escaped(&line, word);
	line_append(&line, end);
	message_line(&line);
}

static void print_complaint(const struct compat_result *result, const char *program)
{
	const char *letter = result->letter, *word = result->word;

	switch (result->verdict) {
	case COMPAT_UNKNOWN_LETTER:
		print_quoted(program, ": invalid option -- '", letter, "'");
		break;
	case COMPAT_UNKNOWN_NAME:
		print_quoted(program, ": unrecognized option '", word, "'");
		break;
	case COMPAT_AMBIGUOUS:
		print_quoted(program, ": option '", word, "' is ambiguous");
		break;
	case COMPAT_LETTER_NEEDS_VALUE:
		print_quoted(program, ": option requires an argument -- '", letter, "'");
		break;
	case COMPAT_NAME_NEEDS_VALUE:
		print_quoted(program, ": option '--", word, "' requires an argument");
		break;
	case COMPAT_NAME_HAS_NO_VALUE:
		print_quoted(program, ": option '--", word, "' doesn't allow an argument");
		break;
	case COMPAT_RUN:
	case COMPAT_SHOW:
	case COMPAT_NO_COMMAND:
	case COMPAT_BAD_VALUE: break;
	}
}

int compat_usage(const struct command_options *options, const struct compat_result *result,
		 const char *program)
{
	const struct compat_profile *profile = options->profile;

	switch (result->verdict) {
	case COMPAT_SHOW:
		print_text(profile->text_fds[result->show], profile->texts[result->show]);
		return 0;
	case COMPAT_NO_COMMAND: print_text(2, profile->no_command); return 1;
	case COMPAT_BAD_VALUE:
		message_format(2, result->option->bad_value, result->word, 0, 0);
		return 1;
	case COMPAT_UNKNOWN_LETTER:
	case COMPAT_UNKNOWN_NAME:
	case COMPAT_AMBIGUOUS:
	case COMPAT_LETTER_NEEDS_VALUE:
	case COMPAT_NAME_NEEDS_VALUE:
	case COMPAT_NAME_HAS_NO_VALUE:
		print_complaint(result, program);
		print_text(2, profile->bad_option);
		return 1;
	case COMPAT_RUN: break;
	}
	return 0;
}

/* init/single/compat_parse.c - reads a command line as the emulated init would.
 *
 * Works like getopt(3), but options end at the first word that is not an option, for `tini
 * sh -c x`. Pure. */
#include "init/single/compat.h"

#include "init/single/strings.h"

static void apply_profile(struct command_options *options,
			  const struct compat_profile *profile)
{
	command_defaults(options);
	options->profile = profile;
	options->process_group = profile->process_group;
	options->to_group = profile->to_group;
	options->verbosity = profile->verbosity;
	for (const uint8_t *number = profile->dropped; *number; number++)
		options->forward_as[*number] = 0;
}

static void read_environment(struct command_options *options, char **environment)
{
	for (; *environment; environment++) {
		const struct compat_variable *variable = options->profile->variables;

		for (; variable && variable->name; variable++) {
			const char *value = string_after(*environment, variable->name);

			if (value)
				variable->set(options, value);
		}
	}
}

/* Forwards the terminal's three stop signals as SIGSTOP, unless an option rewrites them.
 * The command's process group is orphaned: there is no shell above it. The kernel ignores
 * these three signals in such a group, but not SIGSTOP (setpgid(2)). */
static void stop_for_sure(struct command_options *options)
{
	static const uint8_t by_terminal[] = { CTINIT_SIGTSTP, CTINIT_SIGTTIN,
					       CTINIT_SIGTTOU };

	for (size_t i = 0; i < sizeof by_terminal; i++) {
		if (!(options->rewrites >> by_terminal[i] & 1))
			options->forward_as[by_terminal[i]] = CTINIT_SIGSTOP;
	}
}

static const struct compat_option *by_letter(const struct compat_profile *profile,
					     char letter)
{
	const struct compat_option *option;

	for (size_t i = 0; (option = compat_option(profile, i)); i++) {
		if (option->letter == letter)
			return option;
	}
	return NULL;
}

static bool has_long_options(const struct compat_profile *profile)
{
	const struct compat_option *option;

	for (size_t i = 0; (option = compat_option(profile, i)); i++) {
		if (option->name && !option->only_word)
			return true;
	}
	return false;
}

struct parser {
	struct command_options *options;
	char **next;
	struct compat_result result;
};

static bool set_verdict(struct parser *parser, enum compat_verdict verdict,
			const char *word)
{
	parser->result.verdict = verdict;
	parser->result.word = word;
	return false;
}

static bool apply_option(struct parser *parser, const struct compat_option *option,
			 const char *value)
{
	parser->result.option = option;
	if (option->show != SHOW_NOTHING) {
		parser->result.show = option->show;
		return set_verdict(parser, COMPAT_SHOW, NULL);
	}
	return option->set(parser->options, value) ||
	       set_verdict(parser, COMPAT_BAD_VALUE, value);
}

/* Parses an option such as "--rewrite=10:12", "--rewrite 10:12" or "--rew 10:12". `word`
 * starts after the dashes. */
static bool parse_long_option(struct parser *parser, const char *word)
{
	const struct compat_option *option, *found = NULL;
	size_t length = 0;

	while (word[length] && word[length] != '=')
		length++;
	for (size_t i = 0; (option = compat_option(parser->options->profile, i)); i++) {
		size_t same = 0;

		while (option->name && same < length && option->name[same] == word[same])
			same++;
		if (!option->name || option->only_word || same < length)
			continue;
		if (found)
			return set_verdict(parser, COMPAT_AMBIGUOUS, word - 2);
		found = option;
	}
	if (!found)
		return set_verdict(parser, COMPAT_UNKNOWN_NAME, word - 2);
	if (!found->bad_value)
		return word[length]
			       ? set_verdict(parser, COMPAT_NAME_HAS_NO_VALUE, found->name)
			       : apply_option(parser, found, NULL);
	if (word[length])
		return apply_option(parser, found, word + length + 1);
	return *parser->next ? apply_option(parser, found, *parser->next++)
			     : set_verdict(parser, COMPAT_NAME_NEEDS_VALUE, found->name);
}

/* Parses a word such as "-gv", "-e5" or "-e 5". `letters` starts after the dash. */
static bool parse_short_options(struct parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct compat_option *option =
			by_letter(parser->options->profile, *letters);

		parser->result.letter[0] = *letters;
		if (!option)
			return set_verdict(parser, COMPAT_UNKNOWN_LETTER, NULL);
		if (option->bad_value) {
			const char *value = letters[1] ? letters + 1 : *parser->next++;

			return value ? apply_option(parser, option, value)
				     : set_verdict(parser, COMPAT_LETTER_NEEDS_VALUE, NULL);
		}
		if (!apply_option(parser, option, NULL))
			return false;
	}
	return true;
}

/* Handles an option that must be the only word of the command line, such as tini's
 * --version. Returns true if there is one. */
static bool parse_only_word(struct parser *parser)
{
	const struct compat_option *option;

	for (size_t i = 0; (option = compat_option(parser->options->profile, i)); i++) {
		if (option->only_word && parser->next[0] && !parser->next[1] &&
		    string_after(parser->next[0], "--") &&
		    string_equal(parser->next[0] + 2, option->name))
			return !apply_option(parser, option, NULL);
	}
	return false;
}

struct compat_result compat_parse(struct command_options *options,
				  const struct compat_profile *profile, char **argv,
				  char **environment)
{
	struct parser parser = { .options = options, .next = argv + 1 };
	bool ok = true, names = has_long_options(profile);

	apply_profile(options, profile);
	if (parse_only_word(&parser))
		return parser.result;
	while (ok && *parser.next && (*parser.next)[0] == '-' && (*parser.next)[1]) {
		const char *word = *parser.next++;

		if (string_equal(word, "--"))
			break;
		ok = names && word[1] == '-' ? parse_long_option(&parser, word + 2)
					     : parse_short_options(&parser, word + 1);
	}
	if (!ok)
		return parser.result;
	if (!*parser.next && !options->pause)
		set_verdict(&parser, COMPAT_NO_COMMAND, NULL);
	options->command = options->pause ? NULL : parser.next;
	read_environment(options, environment);
	if (options->process_group != GROUP_SESSION)
		options->to_group = options->to_group && !profile->to_group;
	else if (profile->stops_itself)
		stop_for_sure(options);
	return parser.result;
}

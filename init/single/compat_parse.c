/* init/single/compat_parse.c - the command line in the manner of getopt(3), from a peer's table.
 *
 * Pure. Unlike glibc's, options end at the first word that is none: `tini sh -c x` works. */
#include "init/single/compat.h"

#include "init/single/strings.h"

static void defaults(struct single *single, const struct peer *peer)
{
	single_defaults(single);
	single->peer = peer;
	single->place = peer->place;
	single->to_group = peer->to_group;
	single->verbosity = peer->verbosity;
	for (const uint8_t *number = peer->dropped; *number; number++)
		single->forward_as[*number] = 0;
}

static void read_environment(struct single *single, char **environment)
{
	for (; *environment; environment++) {
		const struct peer_variable *v = single->peer->variables;

		for (; v && v->name; v++) {
			const char *value = text_after(*environment, v->name);

			if (value)
				v->take(single, value);
		}
	}
}

/* The three that stop by the terminal would be ignored by a group that has no shell above
 * it (setpgid(2), orphaned groups): STOP is not. */
static void stop_for_sure(struct single *single)
{
	static const uint8_t by_terminal[] = { CTINIT_SIGTSTP, CTINIT_SIGTTIN,
					       CTINIT_SIGTTOU };

	for (size_t i = 0; i < sizeof by_terminal; i++) {
		if (!(single->rewritten >> by_terminal[i] & 1))
			single->forward_as[by_terminal[i]] = CTINIT_SIGSTOP;
	}
}

static const struct peer_option *by_letter(const struct peer *peer, char letter)
{
	const struct peer_option *option;

	for (size_t i = 0; (option = peer_option(peer, i)); i++) {
		if (option->letter == letter)
			return option;
	}
	return NULL;
}

static bool take_names(const struct peer *peer)
{
	const struct peer_option *option;

	for (size_t i = 0; (option = peer_option(peer, i)); i++) {
		if (option->name && !option->alone)
			return true;
	}
	return false;
}

struct parser {
	struct single *single;
	char **next;
	struct peer_result result;
};

static bool fails(struct parser *at, enum peer_verdict verdict, const char *word)
{
	at->result.verdict = verdict;
	at->result.word = word;
	return false;
}

static bool apply(struct parser *at, const struct peer_option *option, const char *value)
{
	at->result.option = option;
	if (option->show != SHOW_NOTHING) {
		at->result.show = option->show;
		return fails(at, PEER_SHOW, NULL);
	}
	return option->take(at->single, value) || fails(at, PEER_BAD_VALUE, value);
}

/* "--rewrite=10:12", "--rewrite 10:12", "--rew 10:12". */
static bool take_name(struct parser *at, const char *word)
{
	const struct peer_option *option, *found = NULL;
	size_t length = 0;

	while (word[length] && word[length] != '=')
		length++;
	for (size_t i = 0; (option = peer_option(at->single->peer, i)); i++) {
		size_t same = 0;

		while (option->name && same < length && option->name[same] == word[same])
			same++;
		if (!option->name || option->alone || same < length)
			continue;
		if (found)
			return fails(at, PEER_AMBIGUOUS, word - 2);
		found = option;
	}
	if (!found)
		return fails(at, PEER_UNKNOWN_NAME, word - 2);
	if (!found->wrong)
		return word[length] ? fails(at, PEER_NAME_TAKES_NONE, found->name)
				    : apply(at, found, NULL);
	if (word[length])
		return apply(at, found, word + length + 1);
	return *at->next ? apply(at, found, *at->next++)
			 : fails(at, PEER_NAME_WANTS_VALUE, found->name);
}

/* "-gv", "-e5", "-e 5". */
static bool take_letters(struct parser *at, const char *letters)
{
	for (; *letters; letters++) {
		const struct peer_option *option = by_letter(at->single->peer, *letters);

		at->result.letter[0] = *letters;
		if (!option)
			return fails(at, PEER_UNKNOWN_LETTER, NULL);
		if (option->wrong) {
			const char *value = letters[1] ? letters + 1 : *at->next++;

			return value ? apply(at, option, value)
				     : fails(at, PEER_LETTER_WANTS_VALUE, NULL);
		}
		if (!apply(at, option, NULL))
			return false;
	}
	return true;
}

/* tini's --version: only as the one and only word. */
static bool take_alone(struct parser *at)
{
	const struct peer_option *option;

	for (size_t i = 0; (option = peer_option(at->single->peer, i)); i++) {
		if (option->alone && at->next[0] && !at->next[1] &&
		    text_after(at->next[0], "--") &&
		    text_equal(at->next[0] + 2, option->name))
			return !apply(at, option, NULL);
	}
	return false;
}

struct peer_result peer_parse(struct single *single, const struct peer *peer, char **argv,
			      char **environment)
{
	struct parser at = { .single = single, .next = argv + 1 };
	bool good = true, names = take_names(peer);

	defaults(single, peer);
	if (take_alone(&at))
		return at.result;
	while (good && *at.next && (*at.next)[0] == '-' && (*at.next)[1]) {
		const char *word = *at.next++;

		if (text_equal(word, "--"))
			break;
		good = names && word[1] == '-' ? take_name(&at, word + 2)
					       : take_letters(&at, word + 1);
	}
	if (!good)
		return at.result;
	if (!*at.next && !single->pause)
		fails(&at, PEER_NO_COMMAND, NULL);
	single->command = single->pause ? NULL : at.next;
	read_environment(single, environment);
	if (single->place != PLACE_SESSION)
		single->to_group = single->to_group && !peer->to_group;
	else if (peer->stops_itself)
		stop_for_sure(single);
	return at.result;
}

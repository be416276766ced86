/* init/single/options.c - the options before `-- CMD`, one table. Pure. */
#include "init/single/command.h"

#include "conf/base/base.h"
#include "init/single/option_handlers.h"
#include "init/single/strings.h"

/* clang-format off */
static const struct option {
	char letter; /* 0: only the long name */
	const char *name;
	option_take *take;
	const char *wants; /* what its value must be; NULL: it takes none */
	const char *doc;
} options[] = {
	{ 'g', "group",        take_group,        NULL,
	  "Signals go to the command's whole process group." },
	{ 's', "subreaper",    take_subreaper,    NULL,
	  "Not being able to reap orphans is an error." },
	{ 'p', "parent-death", take_parent_death, "a signal",
	  "The signal ctinit gets when its own parent ends." },
	{ 'e', "exit",         single_exit_map,   "CODE[-CODE][:TO] or SIGNAL[:TO]",
	  "End with TO, 0 unless said, when the command ends like that." },
	{ 'r', "rewrite",      single_rewrite,    "FROM:TO, signals; TO may be 0",
	  "Forward signal FROM as TO; 0 drops it." },
	{ 'w', "warn-reaped",  take_reaped,       NULL,
	  "Tell of each orphan that was reaped." },
	{ 'v', "verbose",      take_verbose,      NULL,
	  "Tell more; may be repeated." },
	{ 'c', "single-child", take_same_group,   NULL,
	  "The command stays in ctinit's own process group." },
	{ 0,   "setsid",       take_session,      NULL,
	  "The command gets a session of its own." },
	{ 0,   "wait",         take_wait,         "all",
	  "End only when the last process that can be waited for is gone." },
};
/* clang-format on */

/* Where we are in argv, and what went wrong. */
struct cursor {
	char **next;
	const char *word, *why;
};

static bool apply(struct single *single, const struct option *option, const char *value,
		  struct cursor *at)
{
	if (option->take(single, value))
		return true;
	at->why = option->wants;
	return false;
}

static bool take_long(struct single *single, const char *word, struct cursor *at)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		const char *rest = text_after(word, options[i].name);

		if (!rest || (*rest && *rest != '='))
			continue;
		if (!options[i].wants) {
			at->why = "it takes no value";
			return !*rest && apply(single, &options[i], NULL, at);
		}
		if (*rest)
			return apply(single, &options[i], rest + 1, at);
		at->why = "its value is missing";
		return *at->next && apply(single, &options[i], *at->next++, at);
	}
	at->why = "there is no such option";
	return false;
}

static const struct option *by_letter(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (options[i].letter == letter)
			return &options[i];
	}
	return NULL;
}

/* "-gv", "-pTERM", "-p TERM". */
static bool take_short(struct single *single, const char *letters, struct cursor *at)
{
	for (; *letters; letters++) {
		const struct option *option = by_letter(*letters);

		at->why = "there is no such option";
		if (!option)
			return false;
		if (option->wants) {
			const char *value = letters[1] ? letters + 1 : *at->next++;

			at->why = "its value is missing";
			return value && apply(single, option, value, at);
		}
		if (!apply(single, option, NULL, at))
			return false;
	}
	return true;
}

/* `ctinit -P`: nothing to run, only reap, until TERM or INT (podman's pods). */
static bool is_pause(char **argv)
{
	return text_equal(argv[1], "-P") || text_equal(argv[1], "--pause");
}

static bool is_for_main(const char *word)
{
	static const char *const words[] = { "-h", "--help", "-V", "--version" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (text_equal(word, words[i]))
			return true;
	}
	return word[0] != '-' || !word[1];
}

enum options_verdict options_parse(struct single *single, int argc, char **argv,
				   const char **ret_word, const char **ret_why)
{
	struct cursor at = { .next = argv + 1 };
	bool good = true;

	single_defaults(single);
	if (argc < 2 || is_for_main(argv[1]))
		return OPTIONS_NOT_OURS;
	if (is_pause(argv))
		at.next++;
	while (good && *at.next && (*at.next)[0] == '-' && (*at.next)[1]) {
		at.word = *at.next++;
		if (text_equal(at.word, "--"))
			break;
		good = at.word[1] == '-' ? take_long(single, at.word + 2, &at)
					 : take_short(single, at.word + 1, &at);
	}
	if (good && !*at.next && !is_pause(argv)) {
		at.why = "a command must follow";
		good = false;
	}
	if (good && *at.next && is_pause(argv)) {
		at.word = *at.next;
		at.why = "a pause runs no command";
		good = false;
	}
	*ret_word = at.word;
	*ret_why = at.why;
	single->command = *at.next ? at.next : NULL;
	return good ? OPTIONS_RUN : OPTIONS_WRONG;
}

bool options_row(size_t i, char *ret_letter, const char **ret_name, const char **ret_wants,
		 const char **ret_doc)
{
	if (i >= ARRAY_LEN(options))
		return false;
	*ret_letter = options[i].letter;
	*ret_name = options[i].name;
	*ret_wants = options[i].wants;
	*ret_doc = options[i].doc;
	return true;
}

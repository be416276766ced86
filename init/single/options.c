/* init/single/options.c - parses the options before `-- CMD` with a table. */
#include "init/single/command_options.h"

#include "conf/base/base.h"
#include "init/single/option_handlers.h"
#include "init/single/strings.h"

/* clang-format off */
static const struct option {
	char letter; /* 0 if there is only a long name */
	const char *name;
	option_handler *set;
	const char *wants; /* describes a valid value; NULL if the option takes none */
	const char *doc;   /* one sentence for the manual */
} option_table[] = {
	{ 'g', "group",        option_set_group,        NULL,
	  "Signals go to the command's whole process group." },
	{ 's', "subreaper",    option_set_subreaper,    NULL,
	  "Not being able to reap orphans is an error." },
	{ 'p', "parent-death", option_set_parent_death, "a signal",
	  "The signal ctinit gets when its own parent ends." },
	{ 'e', "exit",         command_exit_map,   "CODE[-CODE][:TO] or SIGNAL[:TO]",
	  "End with TO, 0 unless said, when the command ends like that." },
	{ 'r', "rewrite",      command_rewrite,    "FROM:TO, signals; TO may be 0",
	  "Forward signal FROM as TO; 0 drops it." },
	{ 'w', "warn-reaped",  option_set_warn_reaped,       NULL,
	  "Report each orphan that was reaped." },
	{ 'v', "verbose",      option_set_verbose,      NULL,
	  "Report more; may be repeated." },
	{ 'c', "single-child", option_set_same_group,   NULL,
	  "The command stays in ctinit's own process group." },
	{ 0,   "setsid",       option_set_session,      NULL,
	  "The command gets a session of its own." },
	{ 0,   "wait",         option_set_wait,         "all",
	  "End only when the last process that can be waited for is gone." },
};
/* clang-format on */

/* The next word of argv, and for messages the previous word and why it is refused. */
struct cursor {
	char **next;
	const char *word, *why;
};

static bool apply_option(struct command_options *options, const struct option *option,
			 const char *value, struct cursor *cursor)
{
	if (option->set(options, value))
		return true;
	cursor->why = option->wants;
	return false;
}

static bool parse_long_option(struct command_options *options, const char *word,
			      struct cursor *cursor)
{
	for (size_t i = 0; i < ARRAY_LEN(option_table); i++) {
		const char *rest = string_after(word, option_table[i].name);

		if (!rest || (*rest && *rest != '='))
			continue;
		if (!option_table[i].wants) {
			cursor->why = "it takes no value";
			return !*rest &&
			       apply_option(options, &option_table[i], NULL, cursor);
		}
		if (*rest)
			return apply_option(options, &option_table[i], rest + 1, cursor);
		cursor->why = "its value is missing";
		return *cursor->next &&
		       apply_option(options, &option_table[i], *cursor->next++, cursor);
	}
	cursor->why = "there is no such option";
	return false;
}

static const struct option *find_letter(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(option_table); i++) {
		if (option_table[i].letter == letter)
			return &option_table[i];
	}
	return NULL;
}

/* Parses a word such as "-gv", "-pTERM" or "-p TERM". `letters` starts after the dash. */
static bool parse_short_options(struct command_options *options, const char *letters,
				struct cursor *cursor)
{
	for (; *letters; letters++) {
		const struct option *option = find_letter(*letters);

		cursor->why = "there is no such option";
		if (!option)
			return false;
		if (option->wants) {
			const char *value = letters[1] ? letters + 1 : *cursor->next++;

			cursor->why = "its value is missing";
			return value && apply_option(options, option, value, cursor);
		}
		if (!apply_option(options, option, NULL, cursor))
			return false;
	}
	return true;
}

/* Returns true for `ctinit -P` or --pause, which runs no command. ctinit then reaps until
 * SIGTERM or SIGINT, like the pause container of a pod. */
static bool is_pause(char **argv)
{
	return string_equal(argv[1], "-P") || string_equal(argv[1], "--pause");
}

static bool is_for_main(const char *word)
{
	static const char *const words[] = { "-h", "--help", "-V", "--version" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (string_equal(word, words[i]))
			return true;
	}
	return word[0] != '-' || !word[1];
}

enum options_verdict options_parse(struct command_options *options, int argc, char **argv,
				   const char **ret_word, const char **ret_why)
{
	struct cursor cursor = { .next = argv + 1 };
	bool good = true;

	command_defaults(options);
	if (argc < 2 || is_for_main(argv[1]))
		return OPTIONS_NOT_OURS;
	if (is_pause(argv))
		cursor.next++;
	while (good && *cursor.next && (*cursor.next)[0] == '-' && (*cursor.next)[1]) {
		cursor.word = *cursor.next++;
		if (string_equal(cursor.word, "--"))
			break;
		good = cursor.word[1] == '-'
			       ? parse_long_option(options, cursor.word + 2, &cursor)
			       : parse_short_options(options, cursor.word + 1, &cursor);
	}
	if (good && !*cursor.next && !is_pause(argv)) {
		cursor.why = "a command must follow";
		good = false;
	}
	if (good && *cursor.next && is_pause(argv)) {
		cursor.word = *cursor.next;
		cursor.why = "a pause runs no command";
		good = false;
	}
	*ret_word = cursor.word;
	*ret_why = cursor.why;
	options->command = *cursor.next ? cursor.next : NULL;
	return good ? OPTIONS_RUN : OPTIONS_WRONG;
}

bool options_row(size_t i, char *ret_letter, const char **ret_name, const char **ret_wants,
		 const char **ret_doc)
{
	if (i >= ARRAY_LEN(option_table))
		return false;
	*ret_letter = option_table[i].letter;
	*ret_name = option_table[i].name;
	*ret_wants = option_table[i].wants;
	*ret_doc = option_table[i].doc;
	return true;
}

/* init/main.c - finds the verb of the command line and runs it.
 *
 * Single-command mode (`ctinit -- CMD`, or ctinit called as another init) does not reach
 * main(): init/single runs it before libc starts. */
#include "conf/base/exits.h"
#include "init/sys/process_start.h"
#include "init/verbs/print_line.h"
#include "init/verbs/verb_hints.h"
#include "init/verbs/verbs.h"
#include "init/verbs/with_contenv.h"

#include <stdio.h>
#include <string.h>

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool ends_with(const char *word, const char *end)
{
	size_t len = strlen(word), end_len = strlen(end);

	return len > end_len && strcmp(word + len - end_len, end) == 0;
}

static int report_unknown_verb(const char *word)
{
	const char *hint = verb_hint(word);
	const struct verb *near = hint ? NULL : verb_nearest(word);
	bool file = !near && ends_with(word, ".ini");

	print_line(stderr, "ctinit: unknown verb \"%s\"%s%s%s%s", word,
		   hint || near || file ? "; did you mean " : "",
		   hint || !file ? "" : "ctinit run ",
		   hint   ? hint
		   : near ? near->name
		   : file ? word
			  : "",
		   hint || near || file ? "?" : "");
	print_line(stderr, "ctinit: to run a command under the init: ctinit -- %s ...",
		   word);
	print_line(stderr, "ctinit: to list the verbs: ctinit help");
	return CTINIT_EXIT_USAGE;
}

/* Returns the name of the verb for a word. --help and -h stand for `help`, --version and -V
 * for `version`. */
static const char *verb_word(const char *word)
{
	if (is_help(word))
		return "help";
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		return "version";
	return word;
}

int main(int argc, char **argv, char **environment)
{
	static struct process_start start;

	if (argc > 0 && with_contenv_is_name(argv[0]))
		return with_contenv_run(argc, argv);
	process_start_block(&start, argc, argv, environment);
	if (argc < 2) {
		verbs_print_help(stderr);
		return CTINIT_EXIT_USAGE;
	}
	const struct verb *verb = verb_find(verb_word(argv[1]));
	if (!verb)
		return report_unknown_verb(argv[1]);
	if (argc == 3 && !verb->hidden && is_help(argv[2])) {
		verb_print_help(verb, stdout);
		return CTINIT_EXIT_OK;
	}
	if (!verb->hidden)
		process_start_record(&start);
	return verb->run(&start, argc - 1, argv + 1);
}

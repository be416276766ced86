/* init/verbs/client_options.c - reads the command line of the verbs that talk to a running
 * init. */
#include "init/verbs/client_options.h"

#include "conf/base/exits.h"
#include "init/sys/process_start.h"
#include "init/verbs/usage.h"

#include <string.h>

const struct verb_option client_places[] = {
	CLIENT_VALUE("--container", 0, "NAME", target.container,
		     "The container of ctinit run with this name, on its host."),
	CLIENT_VALUE("--control", 0, "PATH", target.control,
		     "The control socket; @NAME is in the abstract namespace."),
	{ .name = NULL },
};

int client_options_read(const struct process_start *start, const struct verb *verb,
			char **argv, struct client_options *ret)
{
	*ret = (struct client_options){ .words = argv + 1 };
	process_start_unblock(start);
	for (int i = 1; argv[i]; i++) {
		if (strcmp(argv[i], "--") == 0) {
			ret->command = argv + i + 1;
			break;
		}
		switch (verb_read_word(verb, argv, &i, ret)) {
		case VERB_OPTION: break;
		case VERB_WRONG: return CTINIT_EXIT_USAGE;
		case VERB_OPERAND: ret->words[ret->count++] = argv[i]; break;
		}
		/* All words after exec:CMD are arguments of CMD, as in the key wait-for. */
		if (ret->count > 0 && strncmp(ret->words[ret->count - 1], "exec:", 5) == 0)
			while (argv[i + 1])
				ret->words[ret->count++] = argv[++i];
	}
	if (ret->target.container && ret->target.control)
		return verb_usage(verb, "--container and --control exclude each other");
	return 0;
}

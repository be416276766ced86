/* init/verbs/help.c - `ctinit help [VERB]`. */
#include "conf/base/exits.h"
#include "init/verbs/verbs.h"

#include <string.h>

int cmd_help(const struct process_start *start, int argc, char **argv)
{
	(void)start;
	if (argc < 2) {
		verbs_help(stdout);
		return CTINIT_EXIT_OK;
	}
	if (argc == 2 && strcmp(argv[1], "--manual") == 0) {
		verbs_manual(stdout);
		return CTINIT_EXIT_OK;
	}
	if (argc == 2 && strcmp(argv[1], "--exits") == 0) {
		verbs_exits(stdout);
		return CTINIT_EXIT_OK;
	}
	if (argc == 2 && strcmp(argv[1], "--ends") == 0) {
		verbs_ends(stdout);
		return CTINIT_EXIT_OK;
	}
	if (argc == 2 && strcmp(argv[1], "--single") == 0) {
		verbs_single(stdout);
		return CTINIT_EXIT_OK;
	}
	if (argc == 2 && strcmp(argv[1], "--names") == 0) {
		verbs_personalities(stdout);
		return CTINIT_EXIT_OK;
	}
	const struct verb *verb = verb_find(argv[1]);
	if (!verb || argc > 2)
		return verb_usage("help", "no verb \"%s\"", argv[1]);
	verb_help(verb, stdout);
	return CTINIT_EXIT_OK;
}

/* init/verbs/verb_hints.c - says what to write instead of a verb of another program. */
#include "init/verbs/verb_hints.h"

#include "conf/base/base.h"

#include <stdio.h>
#include <string.h>

/* Verbs of supervisorctl, systemctl, docker, podman, s6 and runit, between blanks. */
/* clang-format off */
static const struct {
	const char *hint, *words;
} hints[] = {
	{ "ctinit status", " ps avail list ls list-units svstat " },
	{ "ctinit status NAME", " info show pid is-enabled " },
	{ "ctinit status --json NAME", " inspect " },
	{ "ctinit top, or ctinit status --usage", " stats " },
	{ "ctinit logs -f NAME", " tail fg " },
	{ "ctinit logs -f", " maintail " },
	{ "ctinit logs", " journalctl " },
	{ "ctinit logs -f NAME, or ctinit exec NAME -- CMD", " attach " },
	{ "ctinit start NAME", " up clear reset-failed " },
	{ "ctinit reload", " add update daemon-reload " },
	{ "ctinit reload --dry-run", " reread diff " },
	{ "ctinit stop NAME, or ctinit shutdown for the container", " down " },
	{ "ctinit disable NAME", " remove mask " },
	{ "ctinit enable NAME", " unmask " },
	{ "ctinit signal SIGNAL NAME", " kill " },
	{ "ctinit restart NAME", " try-restart " },
	{ "ctinit shutdown", " halt poweroff reboot exit quit " },
	{ "ctinit health NAME", " is-active " },
	{ "ctinit health --live NAME", " is-failed " },
	{ "ctinit health", " healthcheck " },
	{ "ctinit graph", " list-dependencies " },
	{ "ctinit graph --dot", " dot " },
	{ "ctinit blame", " critical-chain " },
	{ "ctinit blame, or ctinit plot", " analyze " },
	{ "ctinit exec NAME -- sh", " shell " },
	{ "ctinit check FILE", " test verify " },
	{ "ctinit check --print FILE", " config " },
};
/* clang-format on */

#define WORD_SIZE 40 /* more than each word above, with its blanks */

const char *verb_hint(const char *word)
{
	char blanks[WORD_SIZE];
	int n = snprintf(blanks, sizeof blanks, " %s ", word);

	for (size_t i = 0; n > 2 && n < (int)sizeof blanks && i < ARRAY_LEN(hints); i++)
		if (strstr(hints[i].words, blanks) != NULL)
			return hints[i].hint;
	return NULL;
}

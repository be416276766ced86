/* init/verbs/verb_hints.c - says what to write instead of a verb of another program. */
#include "init/verbs/verb_hints.h"

#include "conf/base/base.h"

#include <string.h>

/* Verbs of supervisorctl, systemctl, docker, podman, s6 and runit. */
static const struct {
	const char *word, *hint;
} hints[] = {
	{ "ps", "ctinit status" },
	{ "avail", "ctinit status" },
	{ "list", "ctinit status" },
	{ "ls", "ctinit status" },
	{ "list-units", "ctinit status" },
	{ "info", "ctinit status NAME" },
	{ "show", "ctinit status NAME" },
	{ "inspect", "ctinit status --json NAME" },
	{ "pid", "ctinit status NAME" },
	{ "svstat", "ctinit status" },
	{ "stats", "ctinit top, or ctinit status --usage" },
	{ "tail", "ctinit logs -f NAME" },
	{ "fg", "ctinit logs -f NAME" },
	{ "maintail", "ctinit logs -f" },
	{ "journalctl", "ctinit logs" },
	{ "attach", "ctinit logs -f NAME, or ctinit exec NAME -- CMD" },
	{ "up", "ctinit start NAME" },
	{ "add", "ctinit reload" },
	{ "update", "ctinit reload" },
	{ "reread", "ctinit reload --dry-run" },
	{ "daemon-reload", "ctinit reload" },
	{ "diff", "ctinit reload --dry-run" },
	{ "down", "ctinit stop NAME, or ctinit shutdown for the container" },
	{ "remove", "ctinit disable NAME" },
	{ "mask", "ctinit disable NAME" },
	{ "unmask", "ctinit enable NAME" },
	{ "clear", "ctinit start NAME" },
	{ "reset-failed", "ctinit start NAME" },
	{ "kill", "ctinit signal SIGNAL NAME" },
	{ "try-restart", "ctinit restart NAME" },
	{ "halt", "ctinit shutdown" },
	{ "poweroff", "ctinit shutdown" },
	{ "reboot", "ctinit shutdown" },
	{ "exit", "ctinit shutdown" },
	{ "quit", "ctinit shutdown" },
	{ "is-active", "ctinit health NAME" },
	{ "is-failed", "ctinit health --live NAME" },
	{ "healthcheck", "ctinit health" },
	{ "is-enabled", "ctinit status NAME" },
	{ "list-dependencies", "ctinit graph" },
	{ "dot", "ctinit graph --dot" },
	{ "critical-chain", "ctinit blame" },
	{ "analyze", "ctinit blame, or ctinit plot" },
	{ "shell", "ctinit exec NAME -- sh" },
	{ "test", "ctinit check FILE" },
	{ "verify", "ctinit check FILE" },
	{ "config", "ctinit check --print FILE" },
};

const char *verb_hint(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(hints); i++)
		if (strcmp(hints[i].word, word) == 0)
			return hints[i].hint;
	return NULL;
}

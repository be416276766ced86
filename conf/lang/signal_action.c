/* conf/lang/signal_action.c - parses one word of [init] signals, SIGNAL:ACTION. Pure. */
#include "conf/lang/signal_action.h"

#include "conf/base/base.h"
#include "conf/base/signal_names.h"
#include "conf/base/text.h"
#include "conf/lang/name_syntax.h"

#include <stdio.h>
#include <string.h>

static bool signal_of(const char *pos, size_t len, int *ret)
{
	char name[16];

	if (!text_copy(&TEXT(name), pos, len))
		return false;
	*ret = signal_parse(name);
	return *ret > 0;
}

/* Returns true for signals that cannot be caught (signal(7)), and for CHLD, which PID 1
 * uses. */
static bool not_ours(int signal)
{
	return signal == CTINIT_SIGKILL || signal == CTINIT_SIGSTOP ||
	       signal == CTINIT_SIGCHLD;
}

bool signal_word_parse(const char *word, struct signal_word *ret)
{
	static const char *const actions[] = { "shutdown", "reload", "reopen", "dump",
					       "ignore" };
	const char *colon = strchr(word, ':'), *rest;

	if (!colon || !signal_of(word, (size_t)(colon - word), &ret->signal) ||
	    not_ours(ret->signal))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		ret->action = (enum conf_signal_action)i;
		if (strcmp(colon + 1, actions[i]) == 0)
			return true;
	}
	ret->action = ON_SIGNAL_FORWARD;
	ret->send = ret->signal;
	if (strncmp(colon + 1, "forward:", 8) != 0)
		return false;
	rest = strchr(colon + 9, ':');
	if (rest && !signal_of(rest + 1, strlen(rest + 1), &ret->send))
		return false;
	snprintf(ret->to, sizeof ret->to, "%.*s",
		 rest ? (int)(rest - colon - 9) : (int)sizeof ret->to, colon + 9);
	return reference_is_valid(ret->to);
}

/* init/pid1/signal_rules.c - decides how PID 1 treats a signal. Pure. */
#include "init/pid1/signal_rules.h"

#include "conf/base/signal_names.h"
#include "conf/conf.h"

#include <unistd.h>

const struct conf_signal *signal_rule(const struct conf *conf, int number)
{
	size_t count;
	const struct conf_signal *rules = conf_signals(conf, &count);

	for (size_t i = 0; i < count; i++) {
		if (rules[i].signal == number)
			return &rules[i];
	}
	return NULL;
}

bool signal_is_for_pid1(int number, pid_t sender)
{
	return number == CTINIT_SIGCHLD || (number == CTINIT_SIGPIPE && sender == getpid());
}

bool signal_is_silent(int number)
{
	return number == CTINIT_SIGCONT || number == CTINIT_SIGTTOU ||
	       number == CTINIT_SIGWINCH || number == CTINIT_SIGPIPE;
}

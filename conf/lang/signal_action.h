/* conf/lang/signal_action.h - parses one word of [init] signals, SIGNAL:ACTION.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_SIGNAL_ACTION_H
#define CONF_LANG_SIGNAL_ACTION_H

#include <stdbool.h>

/* The action when ctinit gets a signal. */
enum conf_signal_action {
	ON_SIGNAL_SHUTDOWN,
	ON_SIGNAL_RELOAD,
	ON_SIGNAL_REOPEN,
	ON_SIGNAL_DUMP,
	ON_SIGNAL_IGNORE,
	ON_SIGNAL_FORWARD
};

struct signal_word {
	int signal;
	int send; /* for forward: the signal to send */
	enum conf_signal_action action;
	char to[48]; /* for forward: a service or @GROUP */
};

/* Parses the word. Returns false if it is not SIGNAL:ACTION, or if no action is possible
 * for the signal (KILL, STOP and CHLD); *ret is then undefined. */
bool signal_word_parse(const char *word, struct signal_word *ret);

#endif

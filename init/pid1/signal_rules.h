/* init/pid1/signal_rules.h - decides what a signal means to PID 1. Pure.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_SIGNAL_RULES_H
#define INIT_PID1_SIGNAL_RULES_H

#include <stdbool.h>
#include <sys/types.h>

struct conf;
struct conf_signal;

/* Returns the rule of [init] signals for a signal, or NULL if there is none. */
const struct conf_signal *signal_rule(const struct conf *conf, int number);

/* Returns true for signals that are never forwarded, and for which no rule is looked up.
 * SIGCHLD only wakes PID 1, which reaps after every wake-up. PID 1 gets a SIGPIPE from
 * itself if it writes a line to a closed pipe. */
bool signal_is_for_pid1(int number, pid_t sender);

/* Returns true for signals that are ignored without a message if they have no rule:
 * SIGCONT, SIGTTOU and SIGWINCH, which come from the terminal or the shell, and
 * SIGPIPE. */
bool signal_is_silent(int number);

#endif

/* init/pid1/signal_rules.h - decides how PID 1 treats a signal. Pure.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_SIGNAL_RULES_H
#define INIT_PID1_SIGNAL_RULES_H

#include <stdbool.h>
#include <sys/types.h>

struct conf;
struct conf_signal;

/* Returns the [init] signals rule for a signal, or NULL. */
const struct conf_signal *signal_rule(const struct conf *conf, int number);

/* Returns true for signals that are never forwarded and have no rule. SIGCHLD only wakes
 * PID 1, which reaps after every wake-up. PID 1 sends itself SIGPIPE when it writes a line
 * to a closed pipe. */
bool signal_is_for_pid1(int number, pid_t sender);

/* Returns true for signals without a rule that are ignored silently: SIGCONT, SIGTTOU and
 * SIGWINCH from the terminal or the shell, and SIGPIPE. */
bool signal_is_silent(int number);

#endif

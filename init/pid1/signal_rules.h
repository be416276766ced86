/* init/pid1/signal_rules.h - the meaning of signals to PID 1. Pure. */
#ifndef INIT_PID1_SIGNAL_RULES_H
#define INIT_PID1_SIGNAL_RULES_H

#include <stdbool.h>
#include <sys/types.h>

struct conf;
struct conf_signal;

/* Returns the rule of [init] signals for a signal; NULL if the signal is ignored. */
const struct conf_signal *signal_rule(const struct conf *conf, int number);

/* Returns true for signals that PID 1 handles itself. SIGCHLD only wakes it, because every
 * wake-up reaps. A SIGPIPE from itself means that a line of its own met a closed pipe. */
bool signal_is_for_pid1(int number, pid_t sender);

/* Returns true for signals that are ignored without a message. The kernel sends SIGCONT,
 * SIGTTOU and SIGWINCH because of the terminal, also to the foreground process group. */
bool signal_is_silent(int number);

#endif

/* init/pid1/signal_actions.h - receives all signals and acts on them.
 *
 * Layer:  init/pid1. All signals are blocked from the first statement of main() on
 *         (init/sys/process_start.h). So no signal is lost or can kill PID 1, not even a
 *         SIGSEGV from kill(2). A real fault still ends the process. */
#ifndef INIT_PID1_SIGNAL_ACTIONS_H
#define INIT_PID1_SIGNAL_ACTIONS_H

struct init;

/* Returns a non-blocking, close-on-exec signalfd of all 64 signals, or a negative errno.
 * It uses a raw set, because the sets of glibc leave out 32 and 33 (signal(7)). */
int signals_open(void);

/* Reads the signals that have arrived and acts on them. Returns 0, or a negative errno
 * if they cannot be read. */
int handle_signals(struct init *init);

#endif

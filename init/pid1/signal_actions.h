/* init/pid1/signal_actions.h - receives all signals and acts on them.
 *
 * main() blocks all signals first (init/sys/process_start.h). So no signal is lost, and
 * none can kill PID 1, not even a SIGSEGV from kill(2). A real fault still ends the
 * process.
 *
 * Private to the room. */
#ifndef INIT_PID1_SIGNAL_ACTIONS_H
#define INIT_PID1_SIGNAL_ACTIONS_H

struct init;

/* Returns a signalfd of all 64 signals (non-blocking, CLOEXEC), or a negative errno. */
int signals_open(void);

/* Reads the signals that have arrived and acts on them. Returns 0, or a negative errno
 * if they cannot be read. */
int handle_signals(struct init *init);

#endif

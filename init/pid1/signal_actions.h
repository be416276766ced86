/* init/pid1/signal_actions.h - receives all signals and acts on them.
 *
 * main() blocks all signals first (init/sys/process_start.h). So no signal is lost, and
 * none can kill PID 1, not even a SIGSEGV from kill(2). A real fault still kills it.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_SIGNAL_ACTIONS_H
#define INIT_PID1_SIGNAL_ACTIONS_H

struct init;

/* Returns a signalfd for all 64 signals (non-blocking, CLOEXEC), or a negative errno. */
int signals_open(void);

/* Handles at most 16 pending signals. Returns 0, or a negative errno if the signalfd cannot
 * be read; it has then taken the signals with rt_sigtimedwait(2). */
int handle_signals(struct init *init);

#endif

/* init/pid1/signals.h - receives all signals and acts on them.
 *
 * Layer:  init/pid1. All signals are blocked from the first statement of main on
 *         (init/sys/process_start.h), so that none is lost and none can kill: also those that
 *         kill(2) sends as SIGSEGV. A real fault still ends the process. */
#ifndef INIT_PID1_SIGNALS_H
#define INIT_PID1_SIGNALS_H

struct init;

/* A non-blocking, close-on-exec signalfd of all 64 signals (raw set: glibc's would leave
 * out 32 and 33, signal(7)); negative errno. */
int signals_open(void);

/* Take what has come and do what it asks for. 0; negative errno when it cannot be read. */
int handle_signals(struct init *init);

#endif

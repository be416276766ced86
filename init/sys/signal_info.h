/* init/sys/signal_info.h - prepares a received signal to be sent on with its value.
 *
 * Layer:   init/sys.
 * Source:  sigqueue(3), signalfd(2), pidfd_send_signal(2). */
#ifndef INIT_SYS_SIGNAL_INFO_H
#define INIT_SYS_SIGNAL_INFO_H

#include <signal.h>
#include <sys/signalfd.h>

/* Fills *ret with the sender and the value, to queue the signal again as signal `number`.
 * Returns `ret`, or NULL if the signal was not queued with a value (sigqueue(3)): it must
 * then be sent without one. */
const siginfo_t *signal_queued_info(const struct signalfd_siginfo *received, int number,
				    siginfo_t *ret);

#endif

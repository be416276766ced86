/* init/sys/signal_info.c - prepares a received signal to be sent on with its value. */
#include "init/sys/signal_info.h"

#include <stdint.h>
#include <string.h>

const siginfo_t *signal_queued_info(const struct signalfd_siginfo *received, int number,
				    siginfo_t *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->si_signo = number;
	ret->si_code = SI_QUEUE;
	ret->si_pid = (pid_t)received->ssi_pid;
	ret->si_uid = received->ssi_uid;
	ret->si_value.sival_ptr = (void *)(uintptr_t)received->ssi_ptr;
	return received->ssi_code == SI_QUEUE ? ret : NULL;
}

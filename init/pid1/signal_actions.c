/* init/pid1/signal_actions.c - receives all signals and acts on them. */
#include "init/pid1/signal_actions.h"

#include "conf/base/signal_names.h"
#include "conf/conf.h"
#include "init/pid1/init.h"
#include "init/pid1/report.h"
#include "init/pid1/signal_rules.h"
#include "init/sys/calls.h"
#include "init/sys/signal_info.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define SIGNALS_PER_READ 16

int signals_open(void)
{
	return sys_signalfd(SYS_ALL_SIGNALS, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* The first request starts the shutdown, the second shortens its waits, the third kills all
 * processes. */
static void request_shutdown(struct init *init, const char *name)
{
	char why[32]; /* sup_shutdown() copies the text */

	if (init->shutdown_requests++ == 0) {
		snprintf(why, sizeof why, "SIG%s", name);
		sup_shutdown(init->sup, 0, why);
		return;
	}
	if (init->shutdown_requests <= 3)
		sup_escalate(init->sup);
}

/* Sends the signal to service `service`. A queued signal keeps its value. */
static void forward_signal(struct init *init, uint32_t service, int number,
			   const struct signalfd_siginfo *got)
{
	siginfo_t info;

	sup_forward_signal(init->sup, service, number,
			   signal_queued_info(got, number, &info));
}

static void run_action(struct init *init, const struct conf_signal *rule,
		       const struct signalfd_siginfo *got, const char *name)
{
	switch (rule->action) {
	case ON_SIGNAL_SHUTDOWN: request_shutdown(init, name); return;
	case ON_SIGNAL_RELOAD: reload_request(init); return;
	case ON_SIGNAL_REOPEN:
		if (!sup_reopen_logs(init->sup))
			report(REPORT_EVENT,
			       "SIG%s: no log file is open, so there is nothing to reopen",
			       name);
		return;
	case ON_SIGNAL_DUMP: sup_report_status(init->sup); return;
	case ON_SIGNAL_IGNORE: return;
	case ON_SIGNAL_FORWARD:
		for (size_t i = 0; i < rule->to.count; i++)
			forward_signal(init, conf_target_at(&rule->to, i), rule->send, got);
		return;
	}
}

/* Runs the action of [init] signals for the signal. */
static void handle_signal(struct init *init, const struct signalfd_siginfo *got)
{
	int number = (int)got->ssi_signo;
	const struct conf_signal *rule = signal_rule(sup_conf(init->sup), number);
	char buf[16];
	const char *name = signal_name(number, buf);

	if (signal_is_for_pid1(number, (pid_t)got->ssi_pid))
		return;
	if (rule)
		run_action(init, rule, got, name);
	else if (!signal_is_silent(number))
		report(REPORT_VERBOSE, "SIG%s is ignored", name);
}

/* Takes one pending signal and stores it like a signalfd would. Returns false if there is
 * no signal. */
static bool next_pending_signal(struct signalfd_siginfo *ret)
{
	siginfo_t info;
	int number = sys_signal_pending(SYS_ALL_SIGNALS, &info);

	if (number <= 0)
		return false;
	*ret = (struct signalfd_siginfo){ .ssi_signo = (uint32_t)number,
					  .ssi_code = info.si_code };
	ret->ssi_pid = (uint32_t)info.si_pid;
	ret->ssi_uid = info.si_uid;
	ret->ssi_ptr = (uint64_t)(uintptr_t)info.si_value.sival_ptr;
	return true;
}

/* Reads blocked signals without a signalfd. Returns the number of bytes stored, as read(2)
 * does. */
static ssize_t read_pending_signals(struct signalfd_siginfo got[SIGNALS_PER_READ])
{
	size_t n = 0;

	while (n < SIGNALS_PER_READ && next_pending_signal(&got[n]))
		n++;
	return (ssize_t)(n * sizeof got[0]);
}

static ssize_t read_signals(struct init *init,
			    struct signalfd_siginfo got[SIGNALS_PER_READ])
{
	return init->signal_fd < 0
		       ? read_pending_signals(got)
		       : read(init->signal_fd, got, SIGNALS_PER_READ * sizeof got[0]);
}

int handle_signals(struct init *init)
{
	struct signalfd_siginfo got[SIGNALS_PER_READ];
	ssize_t n = read_signals(init, got);
	int r = n < 0 && errno != EAGAIN ? -errno : 0;

	if (r < 0)
		n = read_pending_signals(got);
	else if (n < 0)
		return 0;
	for (size_t i = 0; i < (size_t)n / sizeof got[0]; i++) {
		if (!init->command)
			handle_signal(init, &got[i]);
		else if (!signal_is_for_pid1((int)got[i].ssi_signo,
					     (pid_t)got[i].ssi_pid) &&
			 !signal_is_libc((int)got[i].ssi_signo))
			forward_signal(init, 0, (int)got[i].ssi_signo, &got[i]);
	}
	return r;
}

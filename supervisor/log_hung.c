/* supervisor/log_hung.c - a logger that lives and does nothing: another goes on.
 *
 * Asked is the kernel, not the logger: do words of ours lie unread in the socket, and does
 * its memory stand still (each step flips the store's index)? Somebody stopped it, or it is
 * in a write to a file system that does not answer. A reader of the container's output who
 * stands still is no reason: the logger waits for nobody, and reads what it is told. One
 * look a second, while words are unread; so after a pause of the whole container, which is
 * one look too late, it still has its time. Idle, nothing is looked at.
 * Source: unix(7) SIOCOUTQ, which is TIOCOUTQ. */
#include "supervisor/logs.h"
#include "supervisor/service.h"

#include <signal.h>
#include <sys/ioctl.h>

#define HUNG_LOOKS 30

static void on_look(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct logs *logs = container_of(w, struct logs, look);
	int unread = 0;

	(void)revents;
	if (logs->child.pid == 0 || logs->socket < 0 || logs->draining ||
	    ioctl(logs->socket, TIOCOUTQ, &unread) < 0 || unread == 0) {
		ev_timer_stop(loop, w);
		return;
	}
	if (logs_has_moved(logs) || logs_is_starved(logs->child.pid))
		logs->still = 0;
	else
		logs->still++;
	if (logs->still < HUNG_LOOKS)
		return;
	ev_timer_stop(loop, w);
	logs->sup->host->say(SAY_WARNING, "the logger has done nothing for %d s: killed",
			     HUNG_LOOKS);
	kill(logs->child.pid, SIGKILL);
}

void logs_look(struct logs *logs)
{
	if (logs->draining || ev_is_active(&logs->look))
		return;
	logs->still = 0;
	ev_timer_set(&logs->look, 1., 1.);
	ev_timer_start(logs->sup->loop, &logs->look);
}

void logs_look_init(struct logs *logs)
{
	ev_init(&logs->look, on_look);
}

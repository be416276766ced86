/* supervisor/probe/finish.h - watches descriptors for a probe, and ends the probe.
 *
 * Layer: private to the room; the lowest file of a probe. */
#ifndef SUPERVISOR_PROBE_FINISH_H
#define SUPERVISOR_PROBE_FINISH_H

#include "supervisor/probe/probe.h"

/* Ends the probe and calls done(). */
void probe_finish(struct probe *probe, bool passed, const char *text);
/* The action of a probe that failed. Its word begins the probe's text, and probe_reason()
 * removes it. */
/* clang-format off */
#define PROBE_ACTIONS(X)      \
	X(CONNECT, "connect") \
	X(GET,     "GET")     \
	X(FILE,    "file")    \
	X(RUN,     "run")     \
	X(RESOLVE, "resolve")
/* clang-format on */
enum probe_action {
#define X(name, word) ACTION_##name,
	PROBE_ACTIONS(X)
#undef X
};

/* Ends a failed probe with the text "ACTION LABEL: REASON". The reason must be clear
 * without the other words. */
void probe_fail(struct probe *probe, enum probe_action action, const char *reason);

/* Watches `fd` in place of the descriptor before, which is not closed. */
void probe_watch_fd(struct probe *probe, int fd, int events);
/* Stops watching the descriptor of the probe, and closes it. */
void probe_close_fd(struct probe *probe);
/* Calls probe_connection_timeout() after `wait`, at once if that is negative. */
void probe_set_timer(struct probe *probe, msec wait);

#endif

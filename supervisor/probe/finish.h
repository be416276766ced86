/* supervisor/probe/finish.h - keeps the watchers of a running probe, and ends the probe.
 *
 * Layer: private to the room; the lowest file of a probe. */
#ifndef SUPERVISOR_PROBE_FINISH_H
#define SUPERVISOR_PROBE_FINISH_H

#include "supervisor/probe/probe.h"

/* Ends the probe and calls done(). */
void probe_finish(struct probe *probe, bool passed, const char *text);
/* Ends a probe that failed, with the text "ACTION LABEL: REASON". */
void probe_fail(struct probe *probe, const char *action, const char *reason);

void probe_watch_fd(struct probe *probe, int fd, int events);
void probe_close_fd(struct probe *probe);
void probe_set_timer(struct probe *probe, msec wait);

#endif

/* supervisor/hooks.h - commands around a service's process: pre-start, scripts, pre-stop,
 * post-stop, reload.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  one struct hooks a service that has any of the keys, at sup_new().
 *
 * One command at a time, each a job with the service's user, environment and streams (+ in
 * front: ctinit's ids). The core sees a service in pre-start as starting, and hears of an
 * end when post-stop is over. */
#ifndef SUPERVISOR_HOOKS_H
#define SUPERVISOR_HOOKS_H

#include "supervisor/service.h"

int hooks_new_all(struct edition *edition); /* 0 or -ENOMEM */
void hooks_forget(struct service *svc);
/* Has it commands before its process? Then dirs and remove are made before them. */
bool hooks_wanted_before(const struct conf_section *section);

/* ORDER_SPAWN. true: pre-start and scripts run, service_start() or service_ended() comes
 * later. */
bool hooks_before(struct service *svc);
/* Nothing is left of the process, or it never was. true: post-stop runs, service_gone()
 * comes later. */
bool hooks_after(struct service *svc);
/* ORDER_PRE_STOP; answers the core. */
void hooks_pre_stop(struct service *svc);
/* ORDER_SIGNAL, ORDER_KILL. true: a command is what there is of the service. */
bool hooks_signal(struct service *svc);
bool hooks_kill(struct service *svc);
/* The main process is dead: what was run beside it ends. */
void hooks_main_ended(struct service *svc);
/* Why the last start failed: "pre-start exited with code 3"; NULL: not by a hook. */
const char *hooks_failure(const struct service *svc);

#endif

/* supervisor/forking.h - which process is the main one, where that changes.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  one struct a service with type = forking or ready = notify, at sup_new(). */
#ifndef SUPERVISOR_FORKING_H
#define SUPERVISOR_FORKING_H

#include "conf/base/text.h"
#include "supervisor/service.h"

int forking_new_all(struct edition *edition); /* 0 or -ENOMEM */
void forking_forget(struct service *svc);

/* Before the start: where its pid-file is. 0, or -EINVAL with *err. */
int forking_prepare(struct service *svc, struct env *env, struct text *err);
/* Its first process ended with success while it was starting: true: not an end; now the
 * file is looked for. */
bool forking_launched(struct service *svc, pid_t pid, int wstatus);
/* Its main process ended, unasked: true: pid-file or MAINPID= may name another one, and
 * service_main_ended() follows if none is found. `pid` is pinned. */
bool forking_exchanges(struct service *svc, pid_t pid);
/* MAINPID=, of a message that may be believed. */
void forking_named(struct service *svc, pid_t pid);
/* The service whose main process this orphan is, which was not our child before; or NULL. */
struct service *forking_find(const struct sup *sup, pid_t pid);
/* Between that and the main process: nobody is there to be signalled. */
bool forking_waits(const struct service *svc);
/* No more waiting: what there is of it is left over. */
void forking_give_up(struct service *svc);
/* The main process, which need not be our child, is dead. What there was of a pidfd of it
 * is in svc->group_fd: its number is not pinned by us. */
void forking_ended(struct service *svc);
/* Of a main process that is not our child; else -1. */
int forking_pidfd(const struct service *svc);
/* Whose first or main process made this session? OWNER_NONE: none of these. */
uint32_t forking_owner(const struct sup *sup, pid_t session, uint64_t start);

#endif

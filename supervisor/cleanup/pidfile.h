/* supervisor/cleanup/pidfile.h - which process is the main one, where that changes.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  one struct a service with type = forking or ready = notify, at sup_new(). */
#ifndef SUPERVISOR_CLEANUP_PIDFILE_H
#define SUPERVISOR_CLEANUP_PIDFILE_H

#include "conf/base/text.h"
#include "supervisor/service.h"

int pidfile_new_all(struct generation *generation); /* 0 or -ENOMEM */
void pidfile_forget(struct unit *u);

/* Before the start: where its pid-file is. 0, or -EINVAL with *err. */
int pidfile_prepare(struct unit *u, struct env *env, struct text *err);
/* Its first process ended with success while it was starting: true: not an end; now the
 * file is looked for. */
bool pidfile_launcher_exited(struct unit *u, pid_t pid, int wstatus);
/* Its main process ended, unasked: true: pid-file or MAINPID= may name another one, and
 * service_main_gone() follows if none is found. `pid` is pinned. */
bool pidfile_begin_handover(struct unit *u, pid_t pid);
/* MAINPID=, of a message that may be believed. */
void pidfile_main_named(struct unit *u, pid_t pid);
/* The service whose main process this orphan is, which was not our child before; or NULL. */
struct unit *pidfile_find_main(const struct context *ctx, pid_t pid);
/* Between that and the main process: nobody is there to be signalled. */
bool pidfile_is_pending(const struct unit *u);
/* No more waiting: what there is of it is left over. */
void pidfile_abandon(struct unit *u);
/* The main process, which need not be our child, is dead. main.pidfd stays
 * open: its number is not pinned by us. */
void pidfile_main_exited(struct unit *u);
/* Whose first or main process made this session? OWNER_NONE: none of these. */
uint32_t pidfile_session_owner(const struct context *ctx, pid_t session, uint64_t start);

#endif

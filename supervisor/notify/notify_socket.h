/* supervisor/notify/notify_socket.h - receives the messages to a NOTIFY_SOCKET.
 *
 * A service sends READY=1, STATUS=TEXT and MAINPID=PID to it (sd_notify(3)).
 *
 * Each service with ready = notify has a datagram socket of its own. The kernel chooses its
 * name in the abstract namespace (unix(7), autobind), so it needs no writable directory and
 * works for any uid. A datagram counts if one of the service's own processes sent it. If
 * the sender cannot be looked up any more, it counts if the sender's user is that of the
 * service.
 *
 * Layer:   above cleanup/ (which process belongs to which service), below probe/.
 * Units:   msec.
 * Errors:  a negative errno. A datagram that is ignored is reported, at most once in 10 s.
 * Memory:  struct notify_socket is embedded in the struct of the owner, which also keeps
 *          the descriptor and its watcher.
 * Source:  sd_notify(3). */
#ifndef SUPERVISOR_NOTIFY_NOTIFY_SOCKET_H
#define SUPERVISOR_NOTIFY_NOTIFY_SOCKET_H

#include "supervisor/base/io.h"
#include "supervisor/base/unit.h"
#include "supervisor/notify/datagram.h"
#include "supervisor/proc/env.h"

struct notify_socket {
	msec last_warning;      /* when a datagram was last reported as ignored */
	uint32_t uid;           /* the user of the service */
	uint8_t sender_retries; /* how often the sender was pending */
	/* The sender of a READY=1 that was read when the main process was dead; 0: none. */
	pid_t last_ready;
	uid_t last_ready_uid;
};

enum notify_result {
	NOTIFY_NOTHING, /* no datagram was taken */
	NOTIFY_TAKEN,
	NOTIFY_PAUSED /* a child takes it; start the watcher again after NOTIFY_PAUSE */
};

/* msec: a child discards a datagram that has descriptors. We read nothing until then. */
#define NOTIFY_PAUSE 20
#define NOTIFY_RETRY 50 /* msec until the sender of a datagram is judged again */

/* Opens the socket and sets NOTIFY_SOCKET in `env`. `uid` is the user of the service. The
 * descriptor is put into `io`, also on failure, if it was made. */
int notify_socket_open(struct notify_socket *notify, struct io *io, uint32_t uid,
		       struct env *env);
void notify_socket_close(struct io *io, struct ev_loop *loop);

/* Takes one datagram from the socket. `is_last` means that the main process is dead, so
 * that there is no time to find out who sent the datagram; MAINPID= is checked in any
 * case. */
enum notify_result notify_socket_take(struct notify_socket *notify, struct unit *u,
				      struct io *io, bool is_last, struct datagram *ret);
/* Obeys the lines of a datagram, or reports why it is ignored. Calls on_ready() for
 * READY=1. If the main process is dead, on_ready is NULL: then notify_socket_last_ready()
 * judges READY=1 when another process has replaced the main one. */
void notify_socket_obey(struct notify_socket *notify, struct unit *u,
			struct datagram *datagram, void (*on_ready)(struct unit *u));

/* Call when another process replaces the main process. Returns DATAGRAM_GOOD if READY=1 was
 * read when the old main process was dead and a process of the service sent it. Returns
 * DATAGRAM_SENDER_PENDING if the sender is not known yet: ask again after NOTIFY_RETRY.
 * Returns another kind if there was no READY=1 or it does not count. */
enum datagram_kind notify_socket_last_ready(struct notify_socket *notify, struct unit *u);

#endif

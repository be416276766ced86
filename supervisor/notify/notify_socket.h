/* supervisor/notify/notify_socket.h - receives the messages to a NOTIFY_SOCKET.
 *
 * A service sends READY=1, STATUS=TEXT and MAINPID=PID to it (sd_notify(3)).
 *
 * Each service with `ready = notify` has its own datagram socket. The kernel chooses its
 * name in the abstract namespace (unix(7), autobind), which needs no writable directory and
 * works for any uid. A datagram counts if a process of the service sent it. If the sender
 * has exited, the datagram counts if the sender's user is the service's.
 *
 * Layer:   above cleanup/, which knows a process's service; below probe/.
 * Units:   msec.
 * Errors:  a negative errno. Ignored datagrams are reported, at most once in 10 s.
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
	msec last_warning;      /* when an ignored datagram was last reported */
	uint32_t uid;           /* the service's user */
	uint8_t sender_retries; /* number of times that the sender was pending */
	bool is_taken; /* the first datagram was returned, but could not be removed */
	/* The sender of a READY=1 that arrived after the main process died; 0: none. */
	pid_t last_ready;
	uid_t last_ready_uid;
};

enum notify_result {
	NOTIFY_NOTHING, /* no datagram was received; one may still be in the socket */
	NOTIFY_TAKEN,
	NOTIFY_PAUSED /* a child discards it; start `io` again after NOTIFY_PAUSE */
};

/* msec. A child discards a datagram that has descriptors; we read nothing until then. */
#define NOTIFY_PAUSE 20
/* msec until we check a pending sender again. */
#define NOTIFY_RETRY 50

/* Opens the socket and sets NOTIFY_SOCKET in `env`. `uid` is the user of the service. Puts
 * the descriptor into `io`, even on a later failure; notify_socket_close() closes it.
 * Returns 0 or a negative errno. */
int notify_socket_open(struct notify_socket *notify, struct io *io, uint32_t uid,
		       struct env *env);
/* Stops `io` and closes the socket. Datagrams in it are lost. */
void notify_socket_close(struct io *io, struct ev_loop *loop);

/* Receives one datagram into *ret. Pauses `io` if the sender is still pending or the socket
 * cannot be read now. `is_last` means that the main process is dead: then a pending sender
 * is not waited for, but MAINPID= is checked as always. */
enum notify_result notify_socket_take(struct notify_socket *notify, struct unit *u,
				      struct io *io, bool is_last, struct datagram *ret);
/* Handles the lines of a datagram, or reports why it is ignored. Calls on_ready() for
 * READY=1. on_ready is NULL if the main process is dead; notify_socket_last_ready() then
 * decides about READY=1 when the service has a new main process. */
void notify_socket_obey(struct notify_socket *notify, struct unit *u,
			struct datagram *datagram, void (*on_ready)(struct unit *u));

/* Call when another process becomes the main process. Returns DATAGRAM_GOOD if READY=1
 * arrived after the old main process died and a process of the service sent it. Returns
 * DATAGRAM_SENDER_PENDING if the sender is not known yet: call again after NOTIFY_RETRY.
 * Any other kind means that no valid READY=1 arrived. */
enum datagram_kind notify_socket_last_ready(struct notify_socket *notify, struct unit *u);

#endif

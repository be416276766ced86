/* init/handoff/monitor_socket.h - exchanges messages between the front end and PID 1.
 *
 * They use a SOCK_SEQPACKET socket pair. Neither side trusts the other, so the length of
 * each message is checked.
 *
 * Layer:  init/handoff, for init/runtime and init/pid1.
 * Errors: 0 or a negative errno. Nothing here blocks. Source: unix(7). */
#ifndef INIT_HANDOFF_MONITOR_SOCKET_H
#define INIT_HANDOFF_MONITOR_SOCKET_H

enum monitor_message {
	/* from the init */
	MONITOR_PTY,      /* the master of its pty is attached */
	MONITOR_SERVING,  /* the set-up is over, and the main loop begins */
	MONITOR_RELOAD,   /* a signal inside the container requests a reload */
	MONITOR_UP,       /* all services are up, or a reload is over */
	MONITOR_STOPPING, /* the init stops its services */
	/* from the front end */
	MONITOR_CONF, /* a handoff is attached; only its text is used */

	MONITOR_UNKNOWN /* any other message */
};

/* Sends a message, with a copy of `fd` unless `fd` is -1. Returns -EAGAIN if the queue is
 * full. */
int monitor_send(int monitor_fd, enum monitor_message message, int fd);

/* Receives one message. Returns 1 if there was one: *ret_fd is then the descriptor that it
 * carried (CLOEXEC), or -1. Returns 0 if the other end is closed, and -EAGAIN if there is
 * no message. Returns -EMFILE if the descriptor of a message was lost because this process
 * has too many open ones. After another negative errno the caller may try again later. */
int monitor_receive(int monitor_fd, enum monitor_message *ret_message, int *ret_fd);

#endif

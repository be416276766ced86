/* init/handoff/monitor_socket.h - exchanges messages between the front end and PID 1.
 *
 * It is a SOCK_SEQPACKET socket pair. Neither side trusts the other, so both check the
 * length of each message.
 *
 * Layer:  init/handoff, for init/runtime and init/pid1.
 * Errors: 0 or a negative errno. Nothing here blocks. Source: unix(7). */
#ifndef INIT_HANDOFF_MONITOR_SOCKET_H
#define INIT_HANDOFF_MONITOR_SOCKET_H

enum monitor_message {
	/* messages from the init */
	MONITOR_PTY,      /* the pty master is attached */
	MONITOR_RELOAD,   /* a signal inside the container requests a reload */
	MONITOR_CHECK,    /* a client requests a dry run: MONITOR_CHECKED is the answer */
	MONITOR_UP,       /* all services are up, or a reload is done */
	MONITOR_STOPPING, /* the init is stopping its services */
	/* messages from the front end */
	MONITOR_CONF,        /* a handoff is attached; only its text is used */
	MONITOR_REFUSED,     /* the file could not be read for a reload */
	MONITOR_CHECKED,     /* the same as MONITOR_CONF, for a dry run */
	MONITOR_NOT_CHECKED, /* the file could not be read for a dry run */
	MONITOR_CLIENT,      /* a connection of a permitted client of the control socket */

	MONITOR_UNKNOWN /* any other message, also one of a wrong size */
};

/* Sends a message, with a copy of `fd` unless `fd` is -1. Returns -EAGAIN if the queue is
 * full. */
int monitor_send(int monitor_fd, enum monitor_message message, int fd);

/* Receives one message and returns 1. *ret_fd is the attached descriptor (CLOEXEC), which
 * the caller closes, or -1; it is always -1 for MONITOR_UNKNOWN. Returns 0 if the other end
 * is closed, and -EAGAIN if there is no message. Returns -EMFILE if we have too many open
 * descriptors to receive the attached one; the message is then lost. After another negative
 * errno, the caller may try again. */
int monitor_receive(int monitor_fd, enum monitor_message *ret_message, int *ret_fd);

#endif

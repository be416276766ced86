/* init/handoff/monitor_socket.h - messages between the front end and PID 1.
 *
 * It is a SOCK_SEQPACKET pair. Neither side trusts the other: a message has a fixed
 * size, and its length is checked.
 * Errors: 0 or a negative errno. Nothing here blocks. Source: unix(7). */
#ifndef INIT_HANDOFF_MONITOR_SOCKET_H
#define INIT_HANDOFF_MONITOR_SOCKET_H

enum monitor_message {
	/* from the init */
	MONITOR_PTY,      /* the master of its pty is attached */
	MONITOR_SERVING,  /* set-up is over; the init reports what fails from now on */
	MONITOR_RELOAD,   /* a signal inside asks for a reload of the file */
	MONITOR_UP,       /* all services are up, or a reload is over */
	MONITOR_STOPPING, /* it stops its services */
	/* from the front end */
	MONITOR_CONF, /* a handoff is attached; only its text is used */

	MONITOR_UNKNOWN /* any other message */
};

/* `fd` (-1: none) is sent along. */
int monitor_send(int monitor_fd, enum monitor_message message, int fd);

/* Returns 1 for a message, with the descriptor that came along (CLOEXEC; -1: none) in
 * *ret_fd; 0 if the other end is closed; -EAGAIN if there is no message; -EMFILE for a
 * message whose descriptor is lost because this process has no number free for it;
 * another negative errno if the caller should try again later. */
int monitor_receive(int monitor_fd, enum monitor_message *ret_message, int *ret_fd);

#endif

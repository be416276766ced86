/* init/pid1/terminal.h - the terminal of the container.
 *
 * Layer:  init/pid1, set-up only.
 * Rule:   a pty's slave is taken from its master (TIOCGPTPEER), never by a path that the
 *         container could have changed. The host's own terminal is never handed down.
 * Source: ioctl_tty(2), pty(7), tty_ioctl TIOCGPTPEER. */
#ifndef INIT_PID1_TERMINAL_H
#define INIT_PID1_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal_wishes {
	uint16_t rows, columns; /* 0: not known */
	bool only_output;
};

/* In place: a copy of `stdin_fd` (-1: none) that a service in a session of its own can
 * take as its controlling terminal. When we lead the session that has it, it is given up
 * first. -1: stdin is no terminal, or it belongs to somebody else's session. */
int terminal_in_place(int stdin_fd);

/* A pty in the devpts whose root is `pts_fd`. `only_output`: the slave can only be written
 * to, and passes bytes on as they are: the host's terminal makes "\r\n" of "\n".
 * 0 or negative errno. */
int terminal_make(int pts_fd, const struct terminal_wishes *wishes, int *ret_master,
		  int *ret_slave);

/* Those of the descriptors 0, 1 and 2 that are terminals become the slave; pipes and
 * files stay. */
int terminal_adopt(int slave);

#endif

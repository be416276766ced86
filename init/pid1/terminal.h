/* init/pid1/terminal.h - the terminal of the container.
 *
 * Layer:  init/pid1, set-up only.
 * Rule:   the slave of a pty is opened from its master (TIOCGPTPEER), never by a path
 *         that the container could have changed. A container never gets the terminal of
 *         the host.
 * Source: ioctl_tty(2), pty(7), tty_ioctl TIOCGPTPEER. */
#ifndef INIT_PID1_TERMINAL_H
#define INIT_PID1_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal_wishes {
	uint16_t rows, columns; /* 0: unknown */
	bool only_output;
};

/* In place: returns a copy of `stdin_fd` (-1: none) that a service in a new session can
 * make its controlling terminal. If we lead the session that has it, we give it up
 * first. Returns -1 if stdin is no terminal, or if it belongs to the session of another
 * process. */
int terminal_in_place(int stdin_fd);

/* Makes a pty in the devpts whose root is `pts_fd`. `only_output`: the slave can only be
 * written to, and passes bytes on unchanged, because the host's terminal turns "\n" into
 * "\r\n". Returns 0 or a negative errno. */
int terminal_make(int pts_fd, const struct terminal_wishes *wishes, int *ret_master,
		  int *ret_slave);

/* Replaces those of the descriptors 0, 1 and 2 that are terminals by the slave. Pipes
 * and files stay. */
int terminal_adopt(int slave);

#endif

/* init/pid1/terminal.h - gives the container its terminal.
 *
 * The slave of a pty is opened from its master (TIOCGPTPEER), never by a path that the
 * container could have changed. A container never gets the terminal of the host.
 *
 * Private to init/pid1; for the set-up only.
 * Source: ioctl_tty(2), pty(7), tty_ioctl TIOCGPTPEER. */
#ifndef INIT_PID1_TERMINAL_H
#define INIT_PID1_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal_wishes {
	uint16_t rows, columns; /* 0 if unknown */
	bool only_output;       /* the slave can only be written to, without translation */
};

/* Returns a copy of `stdin_fd` that a service in a new session can make its controlling
 * terminal. If we lead the session of the terminal, gives it up first. Returns -1 if
 * `stdin_fd` is -1 or no terminal, or if the terminal belongs to the session of another
 * process. Used in place. */
int terminal_in_place(int stdin_fd);

/* Makes a pty with the `ptmx` in the directory `pts_fd`. With `only_output`, the pty
 * passes bytes on unchanged, because the host's terminal turns "\n" into "\r\n". Returns 0
 * or a negative errno. */
int terminal_make(int pts_fd, const struct terminal_wishes *wishes, int *ret_master,
		  int *ret_slave);

/* Replaces those of the descriptors 0, 1 and 2 that are terminals by the slave. Keeps
 * pipes and files. Returns 0 or a negative errno. */
int terminal_adopt(int slave);

#endif

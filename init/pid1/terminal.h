/* init/pid1/terminal.h - gives the container its terminal.
 *
 * The slave is opened through the master (TIOCGPTPEER), never by a path that the container
 * could change. A container never gets the host's terminal.
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

/* Returns a copy of `stdin_fd` that a service in a new session can use as its controlling
 * terminal. If we lead its session, we first release the terminal. Returns -1 if `stdin_fd`
 * is -1 or not a terminal, or if another session owns it. Used in place. */
int terminal_in_place(int stdin_fd);

/* Makes a pty with the `ptmx` in the directory `pts_fd`. With `only_output` the pty does
 * not translate bytes: the host's terminal already turns "\n" into "\r\n". The caller
 * closes both descriptors. Returns 0 or a negative errno. */
int terminal_make(int pts_fd, const struct terminal_wishes *wishes, int *ret_master,
		  int *ret_slave);

/* Replaces each of descriptors 0, 1 and 2 with the slave if it is a terminal. Returns 0 or
 * a negative errno. */
int terminal_adopt(int slave);

#endif

/* supervisor/proc/tty.h - lends the controlling terminal to a service and takes it back.
 *
 * Only the leader of a session can give the terminal up and take it back, and only if no
 * other session has it (tty_ioctl(2), TIOCSCTTY). Otherwise the terminal is not changed.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_TTY_H
#define SUPERVISOR_PROC_TTY_H

#include <termios.h>

/* Gives the terminal up and writes its settings to *ret_state (tcgetattr(3)). */
void tty_let_go(int fd, struct termios *ret_state);

/* Takes the terminal back, so that ^C reaches us, and restores its settings: the service
 * may have died while ^C was switched off. */
void tty_take_back(int fd, const struct termios *state);
/* The same if we are not the leader of the session and only the foreground was lent.
 * SIGTTOU must be blocked. */
void tty_foreground_back(int fd, const struct termios *state);

#endif

/* supervisor/proc/tty.h - lends the controlling terminal to a service and takes it back.
 *
 * Only a session leader can give up and take back the terminal, and only if no other
 * session has it (tty_ioctl(2), TIOCSCTTY). Otherwise the terminal is not changed.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_TTY_H
#define SUPERVISOR_PROC_TTY_H

#include <termios.h>

/* Gives up the terminal, and saves its settings in *ret_state (tcgetattr(3)). SIGHUP and
 * SIGCONT must be blocked, because the kernel sends both to us. */
void tty_let_go(int fd, struct termios *ret_state);

/* Takes the terminal back, so that ^C reaches us again, and restores its settings, because
 * the service may have died while it had ^C switched off. */
void tty_take_back(int fd, const struct termios *state);
/* Takes the foreground back and restores the settings, if we are not the session leader and
 * lent only the foreground. SIGTTOU must be blocked. */
void tty_foreground_back(int fd, const struct termios *state);

#endif

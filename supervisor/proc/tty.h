/* supervisor/proc/tty.h - the controlling terminal: lent to a service, and taken back.
 *
 * Only the leader of a session can do either, and only when no other session has it
 * (tty_ioctl(2), TIOCSCTTY); otherwise nothing happens. */
#ifndef SUPERVISOR_PROC_TTY_H
#define SUPERVISOR_PROC_TTY_H

#include <termios.h>

/* It is nobody's now; *ret_state is how it is set (tcgetattr(3)). */
void tty_let_go(int fd, struct termios *ret_state);

/* Ours again, so that ^C reaches us, and set as it was: who had it may have died with
 * ^C switched off. */
void tty_take_back(int fd, const struct termios *state);
/* Of a session that is not ours only the foreground was lent. TTOU must be blocked. */
void tty_foreground_back(int fd, const struct termios *state);

#endif

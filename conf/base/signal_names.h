/* conf/base/signal_names.h - lists the names and numbers of signals, and converts between
 * them.
 *
 * Layer:  conf/base. Pure. Does not use libc or <signal.h>.
 * Source: the generic Linux ABI (signal(7), include/uapi/asm-generic/signal.h), in which
 *         x86-64 and aarch64 agree. A unit test compares the numbers with libc's. */
#ifndef CONF_BASE_SIGNAL_NAMES_H
#define CONF_BASE_SIGNAL_NAMES_H

#include <stdbool.h>

/* clang-format off */
#define CTINIT_SIGNALS(X)                                                             \
	X(HUP, 1)   X(INT, 2)   X(QUIT, 3)  X(ILL, 4)     X(TRAP, 5)   X(ABRT, 6)     \
	X(BUS, 7)   X(FPE, 8)   X(KILL, 9)  X(USR1, 10)   X(SEGV, 11)  X(USR2, 12)    \
	X(PIPE, 13) X(ALRM, 14) X(TERM, 15) X(STKFLT, 16) X(CHLD, 17)  X(CONT, 18)    \
	X(STOP, 19) X(TSTP, 20) X(TTIN, 21) X(TTOU, 22)   X(URG, 23)   X(XCPU, 24)    \
	X(XFSZ, 25) X(VTALRM, 26) X(PROF, 27) X(WINCH, 28) X(IO, 29)   X(PWR, 30)     \
	X(SYS, 31)
/* clang-format on */

#define X(name, number) CTINIT_SIG##name = number,
enum ctinit_signal {
	CTINIT_SIGNALS(X)
	/* The first real-time signal that glibc leaves to programs (signal(7)), and the
	 * kernel's last one. */
	CTINIT_SIGRTMIN = 34,
	CTINIT_SIGRTMAX = 64,
	CTINIT_SIGNAL_COUNT = 65
};
#undef X

/* 32 and 33 belong to libc's threads (nptl(7)). Few programs can catch them, and their
 * default action is to kill, so we do not forward them. */
static inline bool signal_is_libc(int number)
{
	return number == 32 || number == 33;
}

/* Returns the number of the signal, 1 to 64, or -1 if there is no such signal. Accepts
 * "TERM", "SIGTERM", "15", "RTMIN+3" and "RTMAX-1", case-insensitively. IOT, POLL and CLD
 * are aliases of ABRT, IO and CHLD. */
int signal_parse(const char *text);

/* Returns the name of the signal, such as "TERM" or "RTMIN+3". Signals 32 and 33 have no
 * name, so it returns their number. Returns "?" for invalid numbers. The result is a
 * constant or is in buf[16]. */
const char *signal_name(int number, char buf[16]);

#endif

/* conf/base/signal_names.h - lists the names and numbers of signals, and converts
 * between them.
 *
 * Layer:  conf/base. Pure. Free of libc, so it does without <signal.h>.
 * Source: the generic Linux ABI (signal(7), include/uapi/asm-generic/signal.h), in which
 *         x86-64 and aarch64 agree. tests/unit compares each number with that of libc. */
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
	/* The first real-time signal that glibc leaves to programs (32 and 33 are its own,
	 * signal(7)), and the kernel's last. */
	CTINIT_SIGRTMIN = 34,
	CTINIT_SIGRTMAX = 64,
	CTINIT_SIGNAL_COUNT = 65
};
#undef X

/* 32 and 33 belong to libc's threads (nptl(7)). Few programs can catch them, and their
 * default action ends a process, so they are not forwarded. */
static inline bool signal_is_libc(int number)
{
	return number == 32 || number == 33;
}

/* Returns the number of the signal, 1 to 64, or -1 if there is no such signal. Accepts
 * "TERM", "SIGTERM", "15", "RTMIN+3" and "RTMAX-1" in any case. IOT, POLL and CLD are
 * other names of ABRT, IO and CHLD. */
int signal_parse(const char *text);

/* Returns the name of the signal, as "TERM" or "RTMIN+3"; the number itself for 32 and
 * 33, which have no name; or "?" for other numbers. The result is a constant or lies in
 * buf[16]. */
const char *signal_name(int number, char buf[16]);

#endif

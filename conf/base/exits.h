/* conf/base/exits.h - every exit code of ctinit itself, once.
 *
 * docs/exit-codes.md, the man pages and the messages walk this list. Free of libc.
 * Source: 125-127 as docker run(1) and env(1) use them; 128+N as POSIX shells do;
 * 0-5 are the verbs' own (docs: ctinit(1), EXIT STATUS). */
#ifndef CONF_BASE_EXITS_H
#define CONF_BASE_EXITS_H

/* clang-format off */
/* name          code  meaning */
#define CTINIT_EXITS(X)                                                                     \
	X(OK,          0,  "it worked; the container was stopped on request")               \
	X(FAILED,      1,  "the thing asked for failed: errors in the file, unhealthy")     \
	X(USAGE,       2,  "the command line is wrong")                                     \
	X(NO_SUCH,     3,  "kept for a later version: no such service or container")        \
	X(NO_INIT,     4,  "kept for a later version: PID 1 cannot be reached")             \
	X(TIMED_OUT,   5,  "kept for a later version: it did not happen in time")           \
	X(SETUP,     125,  "bad configuration, or the container could not be set up")       \
	X(NOT_RUN,   126,  "the command was found but cannot be run")                       \
	X(NOT_FOUND, 127,  "the command was not found")                                     \
	X(SIGNAL,    128,  "128+N: the command was ended by signal N")

/* How a container of services ends: the first cause counts. */
#define CTINIT_ENDS(X)                                                                      \
	X("a stop on request: TERM, INT, QUIT, PWR, RTMIN+3 or RTMIN+4 to PID 1",           \
	  "0, also when something had to be killed")                                        \
	X("a service with main = yes is done, or failed for good",                          \
	  "its own, 128+N for signal N; 1 if it was stopped because it was not ready "      \
	  "in time or unhealthy")                                                           \
	X("a service failed for good, and its on-failed is shutdown",                       \
	  "its last one, 128+N for signal N; 1 if that was 0, and if it was stopped "       \
	  "because it was not ready in time or unhealthy")                                  \
	X("a setup failed", "its own")                                                      \
	X("nothing is left to run", "0, or the code of the first failure")                  \
	X("the command after -- ended", "the command's own")                                \
	X("the logger cannot be run: ten in a row did not come to serve", "125")            \
	X("bad configuration, or the set-up failed", "125, 126 or 127 as above")
/* clang-format on */

#define X(name, code, meaning) CTINIT_EXIT_##name = code,
enum ctinit_exit { CTINIT_EXITS(X) };
#undef X

#endif

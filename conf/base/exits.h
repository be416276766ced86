/* conf/base/exits.h - lists ctinit's exit codes, and the causes that end a container.
 *
 * Layer:  conf/base. Does not use libc.
 * Source: 125 to 127 mean the same as for docker-run(1) and env(1), 128+N the same as in
 *         POSIX shells. 0 to 5 are codes of the verbs (ctinit(1), EXIT STATUS).
 *
 * ctinit(1) and docs/exit-codes.md are printed from both lists (init/verbs/manual.c, `make
 * pages`). supervisor/core decides the cause; core_begin_shutdown() keeps the first one. */
#ifndef CONF_BASE_EXITS_H
#define CONF_BASE_EXITS_H

/* clang-format off */
/* name          code  meaning */
#define CTINIT_EXITS(X)                                                                     \
	X(OK,          0,  "success; the container was stopped on request")                 \
	X(FAILED,      1,  "the request failed: errors in the file, or unhealthy")          \
	X(USAGE,       2,  "the command line is wrong")                                     \
	X(NO_SUCH,     3,  "no such service or container")                        \
	X(NO_INIT,     4,  "no running init can be reached")                             \
	X(TIMED_OUT,   5,  "it did not happen in time")                           \
	X(SETUP,     125,  "bad configuration, or the container could not be set up")       \
	X(NOT_RUN,   126,  "the command was found but cannot be run")                       \
	X(NOT_FOUND, 127,  "the command was not found")                                     \
	X(SIGNAL,    128,  "128+N: the command was killed by signal N")

/* Causes that end a container, with their exit codes. If there are several causes, the
 * first one counts. */
#define CTINIT_ENDS(X)                                                                      \
	X("a stop on request: TERM, INT, QUIT, PWR, RTMIN+3 or RTMIN+4 to PID 1",           \
	  "0, even if a process had to be killed")                                          \
	X("a service with main = yes is done, or failed for good",                          \
	  "the service's code, 128+N for signal N; 1 if it was stopped because it was not " \
	  "ready in time or was unhealthy, or if a service that it needs failed")           \
	X("a service failed for good, and its on-failed is shutdown",                       \
	  "the service's last code, 128+N for signal N; 1 if that code is 0, or if it was " \
	  "stopped because it was not ready in time or was unhealthy")                      \
	X("a service is unhealthy, and its on-unhealthy is shutdown", "1")                  \
	X("a setup failed",                                                                 \
	  "the setup's code, 128+N for signal N; 1 if it was stopped because it was not "   \
	  "ready in time; 125 if its CTINIT_ENV is wrong")                                  \
	X("nothing is left to run", "0, or the code of the first failure; 1 if that is 0")  \
	X("the command after -- or after FILE ended",                                       \
	  "the command's code, 128+N for signal N")                                         \
	X("TERM, INT, QUIT or HUP during the setups before a command after FILE",           \
	  "128+N for signal N")                                                             \
	X("[container] stop-timeout is over, or the front end is gone",                     \
	  "137, because everything is killed")                                              \
	X("the logger cannot be run: ten starts in a row failed", "125")                    \
	X("bad configuration, or the set-up failed", "125, 126 or 127 as above")
/* clang-format on */

#define X(name, code, meaning) CTINIT_EXIT_##name = code,
enum ctinit_exit { CTINIT_EXITS(X) };
#undef X

#endif

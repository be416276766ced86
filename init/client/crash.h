/* init/client/crash.h - restores the terminal if this process crashes.
 *
 * Layer:  init/client, for verbs that change the modes of a terminal. */
#ifndef INIT_CLIENT_CRASH_H
#define INIT_CLIENT_CRASH_H

/* Calls `restore`, which must be async-signal-safe, before SIGSEGV, SIGBUS, SIGABRT, SIGFPE
 * or SIGILL kill the process. Unblocks these signals. */
void crash_catch(void (*restore)(void));

#endif

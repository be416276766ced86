/* init/sys/calls.h - makes system calls that glibc lacks or wraps unsuitably.
 *
 * The functions have no state, do not allocate, and are async-signal-safe.
 *
 * Layer:   init/sys, for init/runtime and init/pid1.
 * Errors:  functions return the result or a negative errno. errno itself may change.
 * Source:  their man pages in section 2. */
#ifndef INIT_SYS_CALLS_H
#define INIT_SYS_CALLS_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Signal sets are the kernel's: bit N-1 is signal N. They include signals 32 and 33, which
 * glibc's sigset functions leave out (signal(7)). */
#define SYS_ALL_SIGNALS   (~(uint64_t)0)
#define SYS_SIGNAL_BIT(n) ((uint64_t)1 << ((n)-1))

int sys_sigmask(int how, uint64_t set, uint64_t *ret_old); /* ret_old may be NULL */
int sys_signalfd(uint64_t set, int flags);
/* Takes one pending signal of `set` without waiting. Returns its number, or -EAGAIN if
 * there is no signal. */
int sys_signal_pending(uint64_t set, siginfo_t *ret);
/* Stores the handler of a signal in *ret: SIG_DFL, SIG_IGN or an address. */
int sys_signal_handler(int signal, uintptr_t *ret);
/* Sets SIG_DFL or SIG_IGN for any of the signals 1 to 64. */
int sys_signal_set(int signal, uintptr_t handler);

int sys_openat2(int dir, const char *path, int flags, mode_t mode, uint64_t resolve);
/* Calls clone3(2), or clone(2) if a filter blocks clone3(2). Returns 0 in the child, and in
 * the parent the pid of the child or a negative errno. *pidfd becomes a pidfd of the child,
 * unless `pidfd` is NULL. */
pid_t sys_clone3(uint64_t flags, int *pidfd, int exit_signal);
/* Sets CLOEXEC on all descriptors from `first` upwards. If close_range(2) fails, only on
 * those below the soft limit and below 65536. */
void sys_cloexec_from(int first);
int sys_pidfd_open(pid_t pid);
int sys_pidfd_signal(int pidfd, int signal, const siginfo_t *info);
int sys_pivot_root(const char *new_root, const char *put_old);
int sys_capset(uint64_t effective, uint64_t permitted, uint64_t inheritable);
int sys_capget(uint64_t *ret_effective, uint64_t *ret_permitted);
/* Leaves the session keyring and joins a new one. Returns its serial number. */
long sys_join_session_keyring(void);
/* Stores the kernel's path of the working directory in buffer[] and returns its length
 * including the NUL. Unlike getcwd(3), does not walk the tree if the path begins with
 * "(unreachable)". */
ssize_t sys_getcwd(char *buffer, size_t size);

#endif

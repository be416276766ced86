/* init/sys/calls.h - system calls that glibc lacks or wraps unsuitably.
 *
 * Each is the call itself: no state, no memory. Async-signal-safe.
 * Errors:  the result, or a negative errno. errno itself may change.
 * Source:  the man page of each in section 2. */
#ifndef INIT_SYS_CALLS_H
#define INIT_SYS_CALLS_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A signal set as the kernel knows it: bit N-1 is signal N, 32 and 33 included (glibc's
 * sigset functions leave those two out, signal(7)). */
#define SYS_ALL_SIGNALS   (~(uint64_t)0)
#define SYS_SIGNAL_BIT(n) ((uint64_t)1 << ((n)-1))

int sys_sigmask(int how, uint64_t set, uint64_t *ret_old); /* ret_old may be NULL */
int sys_signalfd(uint64_t set, int flags);
/* Takes a blocked signal that is pending, without waiting: its number, or -EAGAIN. */
int sys_signal_pending(uint64_t set, siginfo_t *ret);
/* The handler word of a signal's action: SIG_DFL, SIG_IGN or an address. */
int sys_signal_handler(int signal, uintptr_t *ret);
/* SIG_DFL or SIG_IGN, for any of 1..64. */
int sys_signal_set(int signal, uintptr_t handler);

int sys_openat2(int dir, const char *path, int flags, mode_t mode, uint64_t resolve);
/* In the child 0. `pidfd` may be NULL. */
pid_t sys_clone3(uint64_t flags, int *pidfd, int exit_signal);
/* Descriptors from `first` on are closed at an exec. */
void sys_cloexec_from(int first);
int sys_pidfd_open(pid_t pid);
int sys_pidfd_signal(int pidfd, int signal, const siginfo_t *info);
int sys_pivot_root(const char *new_root, const char *put_old);
int sys_capset(uint64_t effective, uint64_t permitted, uint64_t inheritable);
int sys_capget(uint64_t *ret_effective, uint64_t *ret_permitted);
long sys_join_session_keyring(void);
/* The kernel's getcwd: glibc's walks the tree where the kernel says "(unreachable)". */
ssize_t sys_getcwd(char *buffer, size_t size);

#endif

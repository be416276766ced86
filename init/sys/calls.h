/* init/sys/calls.h - system calls that glibc lacks or wraps unsuitably.
 *
 * Each function is only the call, without state or memory. All are async-signal-safe.
 * Errors:  each returns the result, or a negative errno. errno itself may change.
 * Source:  the man page of each in section 2. */
#ifndef INIT_SYS_CALLS_H
#define INIT_SYS_CALLS_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A signal set of the kernel: bit N-1 is signal N. It includes 32 and 33, which the sigset
 * functions of glibc leave out (signal(7)). */
#define SYS_ALL_SIGNALS   (~(uint64_t)0)
#define SYS_SIGNAL_BIT(n) ((uint64_t)1 << ((n)-1))

int sys_sigmask(int how, uint64_t set, uint64_t *ret_old); /* ret_old may be NULL */
int sys_signalfd(uint64_t set, int flags);
/* Takes one blocked signal that is pending, without waiting. Returns its number, or
 * -EAGAIN. */
int sys_signal_pending(uint64_t set, siginfo_t *ret);
/* Gives the handler of a signal: SIG_DFL, SIG_IGN or an address. */
int sys_signal_handler(int signal, uintptr_t *ret);
/* Sets SIG_DFL or SIG_IGN for any of the signals 1 to 64. */
int sys_signal_set(int signal, uintptr_t handler);

int sys_openat2(int dir, const char *path, int flags, mode_t mode, uint64_t resolve);
/* Returns 0 in the child. `pidfd` may be NULL. */
pid_t sys_clone3(uint64_t flags, int *pidfd, int exit_signal);
/* Sets CLOEXEC on all descriptors from `first` on. */
void sys_cloexec_from(int first);
int sys_pidfd_open(pid_t pid);
int sys_pidfd_signal(int pidfd, int signal, const siginfo_t *info);
int sys_pivot_root(const char *new_root, const char *put_old);
int sys_capset(uint64_t effective, uint64_t permitted, uint64_t inheritable);
int sys_capget(uint64_t *ret_effective, uint64_t *ret_permitted);
long sys_join_session_keyring(void);
/* Unlike getcwd(3), does not walk the tree if the kernel returns "(unreachable)". */
ssize_t sys_getcwd(char *buffer, size_t size);

#endif

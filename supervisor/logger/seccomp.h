/* supervisor/logger/seccomp.h - filters the logger's system calls.
 *
 * Layer:   supervisor/logger, the logger's side.
 * Source:  seccomp(2), bpf(4); the system calls that the static libraries of glibc 2.36 and
 *          musl 1.2 make. */
#ifndef SUPERVISOR_LOGGER_SECCOMP_H
#define SUPERVISOR_LOGGER_SECCOMP_H

#include "supervisor/logger/shared/protocol.h"

/* Allows this process only the system calls that a logger with these files needs; the
 * others fail with EPERM. This cannot be undone. Call it after PR_SET_NO_NEW_PRIVS. Returns
 * 0, or a negative errno if nothing is filtered. */
int seccomp_install(enum logger_files files);

#endif

/* supervisor/logger/seccomp.h - filters the logger's system calls.
 *
 * Layer:   supervisor/logger, the logger's side.
 * Source:  seccomp(2), bpf(4); the calls of glibc 2.36 and musl 1.2, static. */
#ifndef SUPERVISOR_LOGGER_SECCOMP_H
#define SUPERVISOR_LOGGER_SECCOMP_H

#include "supervisor/logger/shared/protocol.h"

/* Filters the system calls of this process from now on. Needs no_new_privs. Returns 0, or a
 * negative errno if nothing is filtered. */
int seccomp_install(enum logger_files files);

#endif

/* supervisor/logger/seccomp.h - the system calls that the logger may still do.
 *
 * Layer:   supervisor/logger, the logger's side.
 * Source:  seccomp(2), bpf(4); which calls libc makes: glibc 2.36 and musl 1.2, static. */
#ifndef SUPERVISOR_LOGGER_SECCOMP_H
#define SUPERVISOR_LOGGER_SECCOMP_H

#include "supervisor/logger/shared/protocol.h"

/* For the rest of this process's life; wants no_new_privs. 0 or a negative errno: there is
 * none, all is as it was. */
int seccomp_install(enum logger_files files);

#endif

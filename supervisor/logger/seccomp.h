/* supervisor/log/filter.h - the system calls that the logger may still do.
 *
 * Layer:   supervisor/log, the logger's side.
 * Source:  seccomp(2), bpf(4); which calls libc makes: glibc 2.36 and musl 1.2, static. */
#ifndef SUPERVISOR_LOG_FILTER_H
#define SUPERVISOR_LOG_FILTER_H

#include "supervisor/log/wire.h"

/* For the rest of this process's life; wants no_new_privs. 0 or a negative errno: there is
 * none, all is as it was. */
int filter_install(enum wire_files files);

#endif

/* init/libc/include/sys/wait.h - adds WCOREFLAG to musl's header. */
#pragma GCC system_header
#include_next <sys/wait.h>
#ifndef LIBC_SYS_WAIT_H
#define LIBC_SYS_WAIT_H

#define WCOREFLAG 0x80 /* in the status of wait(2): the process dumped core */

#endif

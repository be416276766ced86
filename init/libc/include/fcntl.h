/* init/libc/include/fcntl.h - gives O_ACCMODE of musl's header the kernel's value. */
#pragma GCC system_header
#include_next <fcntl.h>
#ifndef LIBC_FCNTL_H
#define LIBC_FCNTL_H

/* musl's value includes O_PATH as well. */
#undef O_ACCMODE
#define O_ACCMODE 3

#endif

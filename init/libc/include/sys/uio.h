/* init/libc/include/sys/uio.h - adds pwritev2(2) to musl's header. */
#pragma GCC system_header
#include_next <sys/uio.h>
#ifndef LIBC_SYS_UIO_H
#define LIBC_SYS_UIO_H

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 0x00000008 /* linux/fs.h */
#endif

ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags);

#endif

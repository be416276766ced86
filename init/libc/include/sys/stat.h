/* init/libc/include/sys/stat.h - adds statx(2) to musl's header. */
#pragma GCC system_header
#include_next <sys/stat.h>
#ifndef LIBC_SYS_STAT_H
#define LIBC_SYS_STAT_H

#ifndef STATX_BASIC_STATS
#include <linux/stat.h>
#endif

int statx(int dir, const char *path, int flags, unsigned mask, struct statx *ret);

#endif

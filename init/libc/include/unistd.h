/* init/libc/include/unistd.h - adds close_range(2) and execveat(2) to musl's header. */
#pragma GCC system_header
#include_next <unistd.h>
#ifndef LIBC_UNISTD_H
#define LIBC_UNISTD_H

int close_range(unsigned first, unsigned last, int flags);
int execveat(int dir, const char *path, char *const argv[], char *const envp[], int flags);

#endif

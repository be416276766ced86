/* init/libc/include/malloc.h - adds mallopt(3) to musl's header. */
#pragma GCC system_header
#include_next <malloc.h>
#ifndef LIBC_MALLOC_H
#define LIBC_MALLOC_H

#define M_MMAP_THRESHOLD (-3) /* glibc's malloc.h */

/* Does nothing: musl already gives each block of 128 KiB or more pages of its own. */
static inline int mallopt(int parameter, int value)
{
	(void)parameter;
	(void)value;
	return 1;
}

#endif

/* supervisor/proc/memory_file.h - creates a file that is in memory and has no name.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_MEMORY_FILE_H
#define SUPERVISOR_PROC_MEMORY_FILE_H

#include <stdbool.h>

/* Returns a descriptor of an empty file (CLOEXEC), or the negative errno of
 * memfd_create(2). With `seals` the caller may seal it (fcntl(2), F_ADD_SEALS). If
 * memfd_create(2) is refused, creates an unnamed file in /dev/shm, /run or /tmp, which
 * cannot be sealed. */
int memory_file(const char *name, bool seals);

#endif

/* supervisor/env/progress.h - which file the helper that reads an environment is at.
 *
 * If the helper hangs, PID 1 reports the file. The helper writes its name to the start of
 * its memory file before it opens the file.
 *
 * Layer: private to the room; its lowest file. */
#ifndef SUPERVISOR_ENV_PROGRESS_H
#define SUPERVISOR_ENV_PROGRESS_H

#include <stdbool.h>

#define PROGRESS_SIZE 128

/* In the helper: from now on its notes go to `fd`. */
void progress_begin(int fd);
/* Returns true in such a helper. */
bool progress_is_reader(void);
/* Notes "env-file /etc/app". Does nothing in PID 1. */
void progress_note(const char *what, const char *path);
/* In PID 1: reads the last note of the helper, or "". */
void progress_read(int fd, char text[PROGRESS_SIZE]);

#endif

/* supervisor/env/progress.h - notes the file that the environment's helper reads.
 *
 * If the helper hangs, PID 1 reports the file. The helper writes its name to the start of
 * its memory file before it opens the file.
 *
 * Layer: private to the room; its lowest file. */
#ifndef SUPERVISOR_ENV_PROGRESS_H
#define SUPERVISOR_ENV_PROGRESS_H

#include <stdbool.h>

#define PROGRESS_SIZE 128

/* Makes `fd` the file for the notes of this helper. */
void progress_begin(int fd);
/* Returns true in a helper that has called progress_begin(). */
bool progress_is_reader(void);
/* Notes "env-file /etc/app". Does nothing in PID 1. */
void progress_note(const char *what, const char *path);
/* Reads the last note of the helper from `fd`, in PID 1; "" if there is none. */
void progress_read(int fd, char text[PROGRESS_SIZE]);

#endif

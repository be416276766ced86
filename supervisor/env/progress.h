/* supervisor/env/progress.h - records the file that the environment helper reads.
 *
 * If the helper hangs, PID 1 reports this file. The helper writes the name to the start of
 * its memory file before it opens the file.
 *
 * Layer: private to the room; its lowest file. */
#ifndef SUPERVISOR_ENV_PROGRESS_H
#define SUPERVISOR_ENV_PROGRESS_H

#include <stdbool.h>

#define PROGRESS_SIZE 128

/* Makes `fd` the memory file that progress_note() writes to. */
void progress_begin(int fd);
/* Returns true in a helper that has called progress_begin(). */
bool progress_is_reader(void);
/* Writes a note such as "env-file /etc/app". Does nothing in PID 1. */
void progress_note(const char *what, const char *path);
/* In PID 1: reads the helper's last note from `fd`. Writes "" if there is no note, or if
 * `fd` is negative. */
void progress_read(int fd, char text[PROGRESS_SIZE]);

#endif

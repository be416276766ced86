/* supervisor/logger/sink/log_file.h - a log file: rotated by size, no line cut.
 *
 * Layer:   supervisor/logger/sink.
 * Promise: an error ends nothing: it is told once, what could not be written is gone, and
 *          the next lines try again. PATH.1 is the newest of the old ones.
 * Source:  DESIGN 8; open(2), rename(2). */
#ifndef SUPERVISOR_LOGGER_SINK_LOG_FILE_H
#define SUPERVISOR_LOGGER_SINK_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file {
	char *path; /* NULL: there is none */
	int fd;
	bool regular;
	unsigned mode, keep;
	uint64_t most; /* bytes; 0: never rotated */
	uint64_t size, inode;
	uint64_t again; /* CLOCK_MONOTONIC msec: not opened before; 0: at once */
	int failed;     /* negative errno, of the last try to open it */
	int told;       /* the errno that was told; 0: all is well */
};

/* Of the `len` bytes of whole lines: how many go into a file of `size` bytes that may
 * have `most`. 0: rotate first. Pure. */
size_t log_file_part(uint64_t size, uint64_t most, const char *text, size_t len);

/* Opens it if it is not. 0 or a negative errno. */
int log_file_open(struct file *file, uint64_t now_msec);
/* log_file_part() of the text; what is written is returned. Negative errno: nothing of it. */
long log_file_write(struct file *file, const char *text, size_t len);
/* Ends there: what was torn behind it goes. */
bool log_file_truncate(struct file *file, uint64_t size);
/* 0 or a negative errno; the file is a new one, or closed. */
int log_file_rotate(struct file *file);
void log_file_close(struct file *file);

#endif

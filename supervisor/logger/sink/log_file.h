/* supervisor/logger/sink/log_file.h - writes a log file, and rotates it between lines.
 *
 * Layer:   supervisor/logger/sink.
 * Promise: after an error each call may be repeated later. chunk_file.c reports errors, and
 *          drops what could not be written. PATH.1 is the newest rotated file.
 * Source:  open(2), rename(2). */
#ifndef SUPERVISOR_LOGGER_SINK_LOG_FILE_H
#define SUPERVISOR_LOGGER_SINK_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_file {
	char *path; /* NULL: no log file */
	int fd;     /* -1: not open */
	bool is_regular;
	unsigned mode;
	unsigned keep;      /* number of rotated files */
	uint64_t max_bytes; /* size at which the file is rotated; 0: never */
	uint64_t size, inode;
	uint64_t retry_msec; /* time of the next try to open, CLOCK_MONOTONIC; 0: at once */
	int open_error;      /* negative errno of the last open */
	int reported_error;  /* negative errno that was reported; 0: the file works */
	/* The same for the rotation: time of the next try, last errno, reported errno. */
	uint64_t rotate_retry_msec;
	int rotate_error, reported_rotate_error;
};

/* Returns how many of the `len` bytes, which are whole lines, may be written to a file of
 * `size` bytes. 0: rotate first. Pure. */
size_t log_file_part(uint64_t size, uint64_t max_bytes, const char *text, size_t len);

/* Opens the file for appending, and creates it, if it is closed. Returns 0 or a negative
 * errno. For a second after a failure it returns the same errno and does not try again. */
int log_file_open(struct log_file *file, uint64_t now_msec);
/* Writes text to the open file; `len` comes from log_file_part(). If the disk becomes full,
 * leaves no torn line in a regular file. Returns the number of bytes written, which may be
 * less than `len`, or a negative errno if no whole line was written. */
long log_file_write(struct log_file *file, const char *text, size_t len);
/* Truncates the open file to `size` bytes. Returns false and sets errno on failure. */
bool log_file_truncate(struct log_file *file, uint64_t size);
/* Renames the file, and the rotated files up to the first free number, and opens a new
 * file. With `keep` 0 only truncates the file. Returns 0 or a negative errno. If the file
 * is still open after an error, the rotation failed: for a second the same errno is
 * returned without another try. */
int log_file_rotate(struct log_file *file, uint64_t now_msec);
/* Closes the file. The next log_file_open() and log_file_rotate() try at once. */
void log_file_close(struct log_file *file);

#endif

/* supervisor/logger/source/source.h - reads sources: pipes, followed files and /dev/log.
 *
 * Layer:   supervisor/logger/source. Reads into the chunk, and calls chunk_process(). */
#ifndef SUPERVISOR_LOGGER_SOURCE_SOURCE_H
#define SUPERVISOR_LOGGER_SOURCE_SOURCE_H

#include "supervisor/logger/base/logger.h"

/* ---- source.c ---- */

/* Reads once and processes the chunk. Returns false if there was nothing to read, or if the
 * source must not be read now: then it is BLOCKED or HELD. */
bool source_step(struct logger *lg, struct source *src);
/* Processes whole lines of at most CHUNK_SIZE bytes that were read elsewhere. Drops them if
 * there is no space beside the carry. */
void source_feed_line(struct logger *lg, struct source *src, const char *text, size_t len);
/* Records that only the bytes now in the pipe are still output of its process. Returns
 * false if the source is no pipe. */
bool source_mark_eof(struct logger *lg, struct source *src);
/* Returns true while the carry or the pipe has output of a process before the current
 * one. */
bool source_has_older_run(struct logger *lg, const struct source *src);
/* Completes the unfinished line that is carried over. */
void source_flush_partial(struct logger *lg, struct source *src);
/* Returns true if its next bytes were written by a start that PID 1 has not announced: its
 * settings, its pid and its ready pattern are not known yet. */
bool source_is_unannounced(const struct logger *lg, const struct source *src);
/* Returns true if its console is full and the service must wait for a reader. */
bool source_is_blocked(struct logger *lg, const struct source *src);
/* Sets the pid and the run of its next bytes to those that PID 1 announced last. */
void source_adopt_process(struct source *src);

/* ---- pipe.c ---- */

/* Returns the number of bytes in the pipe; 0 if the source is no pipe. Waits for the pipe's
 * lock, and records that as the logger's activity. */
uint32_t pipe_unread_bytes(struct logger *lg, const struct source *src);
/* Returns the same number, before a read, and enlarges a full pipe once. */
uint32_t pipe_measure(struct logger *lg, struct source *src);

/* ---- wakeup_signals.c ---- */

/* A real-time signal (32 to 64, signal(7)). Like all signals it is blocked; signal_fd reads
 * it. */
#define WAKEUP_SIGNAL 63

/* Opens signal_fd, if signals of pipes work here. */
void wakeup_init(struct logger *lg);
/* Allocates the queue of ready sources. Returns false if there is no memory. */
bool wakeup_alloc(struct logger *lg);
/* Makes the loop read the source in this round or the next one. */
void wakeup_mark_ready(struct logger *lg, uint32_t id);
/* Makes each write to the pipe of the source send a signal to the logger. Returns false if
 * the kernel refuses it, or if there is no memory. */
bool wakeup_arm(struct logger *lg, struct source *src);
/* Stops these signals. Returns false if the kernel refuses that. */
bool wakeup_disarm(const struct source *src);
/* Reads the signals, and marks the sources that they are about. */
void wakeup_read_signals(struct logger *lg);

/* ---- wakeup.c ---- */

/* Makes the loop read the source from now on, as soon as the source has something. A source
 * that is no pipe becomes IDLE; a HELD one stays so. */
void wakeup_subscribe(struct logger *lg, struct source *src);
/* Makes the loop read the source no more, and sets its state to `to`. */
void wakeup_unsubscribe(struct logger *lg, struct source *src, enum source_state to);
/* Chooses how the logger learns of the next data of a source that is ARMED or READY. The
 * last read moved `moved` bytes, or found the pipe empty. */
void wakeup_after_read(struct logger *lg, struct source *src, bool empty, uint64_t moved);
/* Adds another descriptor to epoll. If epoll refuses it, we try again later. */
void wakeup_add_fd(struct logger *lg, int fd, enum task task);

/* ---- tail.c: followed files ---- */

enum tail_result { TAIL_NONE, TAIL_OPEN, TAIL_TRUNCATED };

/* Opens the file if it is not open. Returns TAIL_NONE if it cannot, and TAIL_TRUNCATED if
 * the file is shorter than what was read of it: then the caller ends the line and calls
 * tail_rewind(). */
enum tail_result tail_open(struct logger *lg, struct source *src);
/* Makes the next read begin at the start of the file. */
void tail_rewind(struct logger *lg, const struct source *src);
/* Returns true if the open file was read to its end and its name is another file's now. */
bool tail_was_replaced(struct logger *lg, const struct source *src);
/* Closes the file and removes its own watch; the directories stay watched. */
void tail_close_file(struct logger *lg, struct source *src);
/* Closes the file and removes its watches. */
void tail_close(struct logger *lg, struct source *src);
/* tail_loop.c. Returns true if the lines of the file would come back to it. */
bool tail_would_loop(struct logger *lg, const struct source *src);

/* ---- tail_watch.c ---- */

/* Watches the open file for writes. */
void tail_watch_file(struct logger *lg, struct source *src);
/* Watches the directory of the path, or a directory above if that is missing. */
void tail_watch_directories(struct logger *lg, struct source *src);
/* Removes one watch, if there is one. */
void tail_unwatch(struct logger *lg, struct source *src, enum tail_watch which);
/* Returns true if the file may change without an event. */
bool tail_is_blind(const struct source *src);
struct inotify_event;
/* Forgets a watch whose file or directory was removed or moved, because the path leads
 * elsewhere now. */
void tail_watch_lost(struct logger *lg, const struct inotify_event *event);

/* ---- dev_log_read.c ---- */

/* Reads the next datagrams of /dev/log and processes each as a line. */
void dev_log_read(struct logger *lg);

#endif

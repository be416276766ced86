/* supervisor/logger/source/source.h - reads sources: pipes, followed files and /dev/log.
 *
 * Layer:   supervisor/logger/source. Reads into the chunk, and calls chunk_process(). */
#ifndef SUPERVISOR_LOGGER_SOURCE_SOURCE_H
#define SUPERVISOR_LOGGER_SOURCE_SOURCE_H

#include "supervisor/logger/base/logger.h"

/* ---- source.c ---- */

/* Reads once and processes the chunk. Returns false if there was nothing to read, or if the
 * source is BLOCKED or HELD. */
bool source_step(struct logger *lg, struct source *src);
/* Processes whole lines, at most CHUNK_SIZE bytes, that were read elsewhere. Drops them if
 * there is no space beside the carry. */
void source_feed_line(struct logger *lg, struct source *src, const char *text, size_t len);
/* Marks the bytes that are now in the pipe as the last output of the source's process.
 * Returns false if the source is no pipe. */
bool source_mark_eof(struct logger *lg, struct source *src);
/* Returns true while the carry or the pipe has output of an earlier process. */
bool source_has_older_run(struct logger *lg, const struct source *src);
/* Completes an unfinished line in the carry. */
void source_flush_partial(struct logger *lg, struct source *src);
/* Returns true if the next bytes are from a start that PID 1 has not announced: settings,
 * pid and ready pattern are not known yet. */
bool source_is_unannounced(const struct logger *lg, const struct source *src);
/* Returns true if the console is full and the service must wait for a reader. */
bool source_is_blocked(struct logger *lg, const struct source *src);
/* Uses the pid and the run that PID 1 announced last for the next bytes. */
void source_adopt_process(struct source *src);

/* ---- pipe.c ---- */

/* Returns the number of bytes in the pipe, or 0 if the source is no pipe. Waits for the
 * pipe's lock, and records that as the logger's activity. */
uint32_t pipe_unread_bytes(struct logger *lg, const struct source *src);
/* Returns pipe_unread_bytes() before a read. Enlarges a full pipe once. */
uint32_t pipe_measure(struct logger *lg, struct source *src);

/* ---- wakeup_signals.c ---- */

/* A real-time signal (32 to 64, signal(7)). It is blocked; signal_fd reads it. */
#define WAKEUP_SIGNAL 63

/* Opens signal_fd if signals of pipes work here. */
void wakeup_init(struct logger *lg);
/* Allocates the queue of ready sources. Returns false if there is no memory. */
bool wakeup_alloc(struct logger *lg);
/* Makes the loop read the source in this round or the next one. */
void wakeup_mark_ready(struct logger *lg, uint32_t id);
/* Makes each write to the source's pipe send a signal to the logger. Returns false if the
 * kernel refuses it or there is no memory. */
bool wakeup_arm(struct logger *lg, struct source *src);
/* Stops these signals. Returns false if the kernel refuses that. */
bool wakeup_disarm(const struct source *src);
/* Reads signals, and marks their sources as ready. */
void wakeup_read_signals(struct logger *lg);

/* ---- wakeup.c ---- */

/* Makes the loop read the source when it has data. A source that is no pipe becomes IDLE; a
 * HELD source stays HELD. */
void wakeup_subscribe(struct logger *lg, struct source *src);
/* Removes the source from the loop, and sets its state to `to`. */
void wakeup_unsubscribe(struct logger *lg, struct source *src, enum source_state to);
/* Chooses how the logger learns of new data in an ARMED or READY source. The last read
 * moved `moved` bytes, or found the pipe empty. */
void wakeup_after_read(struct logger *lg, struct source *src, bool empty, uint64_t moved);
/* Adds another descriptor to epoll, or tries again later if epoll refuses it. */
void wakeup_add_fd(struct logger *lg, int fd, enum task task);

/* ---- tail.c: followed files ---- */

enum tail_result { TAIL_NONE, TAIL_OPEN, TAIL_TRUNCATED };

/* Opens the file if it is closed. Returns TAIL_NONE on failure, and TAIL_TRUNCATED if the
 * file is shorter than the part that was read: then end the line and call tail_rewind(). */
enum tail_result tail_open(struct logger *lg, struct source *src);
/* Sets the offset of the next read to 0. */
void tail_rewind(struct logger *lg, const struct source *src);
/* Returns true if the open file was read to its end and its name now belongs to another
 * file. */
bool tail_was_replaced(struct logger *lg, const struct source *src);
/* Closes the file and removes its watch; its directories stay watched. */
void tail_close_file(struct logger *lg, struct source *src);
/* Closes the file and removes its watches. */
void tail_close(struct logger *lg, struct source *src);
/* tail_loop.c */
/* Returns true if the lines of the file would come back to it (tail_loop.c). */
bool tail_would_loop(struct logger *lg, const struct source *src);

/* ---- tail_watch.c ---- */

/* Watches the open file for writes. */
void tail_watch_file(struct logger *lg, struct source *src);
/* Watches the directory of the path, or a directory above if it is missing. */
void tail_watch_directories(struct logger *lg, struct source *src);
/* Removes one watch. Does nothing if there is none. */
void tail_unwatch(struct logger *lg, struct source *src, enum tail_watch which);
/* Returns true if the file may change without an event. */
bool tail_is_blind(const struct source *src);
struct inotify_event;
/* Drops a watch whose file or directory was removed or moved, because the path leads
 * elsewhere now. */
void tail_watch_lost(struct logger *lg, const struct inotify_event *event);

/* ---- dev_log_read.c ---- */

/* Reads datagrams of /dev/log, and processes each as a line. */
void dev_log_read(struct logger *lg);

#endif

/* supervisor/logger/source/source.h - reads sources: pipes, followed files and /dev/log.
 *
 * Layer:   supervisor/logger/source. Reads into the chunk, and calls chunk_process(). */
#ifndef SUPERVISOR_LOGGER_SOURCE_SOURCE_H
#define SUPERVISOR_LOGGER_SOURCE_SOURCE_H

#include "supervisor/logger/base/logger.h"

/* ---- source.c ---- */

/* Reads a pipe or a followed file once, and processes the chunk. A source that must wait
 * becomes BLOCKED or HELD. Returns false if nothing could be read: repeat the call only
 * while it returns true. */
bool source_step(struct logger *lg, struct source *src);
/* Processes whole lines that were read elsewhere. Drops them if they are longer than
 * CHUNK_SIZE, or if the source's carry leaves no space. */
void source_feed_line(struct logger *lg, struct source *src, const char *text, size_t len);
/* Sets src->eof_bytes to the number of bytes in the pipe, because they are the last output
 * of the source's process. Returns false if the source is no pipe. */
bool source_mark_eof(struct logger *lg, struct source *src);
/* Returns true while the carry or the pipe has output of an earlier process. */
bool source_has_older_run(struct logger *lg, const struct source *src);
/* Processes an unfinished line in the carry as a whole line. Does nothing if the carry is
 * empty, or is longer than LINE_BYTES_MAX because the console has no space. */
void source_flush_partial(struct logger *lg, struct source *src);
/* Returns true if the next bytes are from a start that PID 1 has not announced: settings,
 * pid and ready pattern are not known yet. */
bool source_is_unannounced(const struct logger *lg, const struct source *src);
/* Returns true if the console is full and the service must wait for a reader. */
bool source_is_blocked(struct logger *lg, const struct source *src);
/* Makes the pid and run that PID 1 announced last those of the source's next lines. */
void source_adopt_process(struct source *src);

/* ---- pipe.c ---- */

/* Returns the number of bytes in the pipe; 0 if the source is no pipe, or on failure. Waits
 * for the pipe's lock, and records that as the logger's activity. */
uint32_t pipe_unread_bytes(struct logger *lg, const struct source *src);
/* Returns pipe_unread_bytes(), and enlarges a pipe to CHUNK_SIZE when it is full for the
 * first time. Call it before a read. */
uint32_t pipe_measure(struct logger *lg, struct source *src);

/* ---- wakeup_signals.c ---- */

/* A real-time signal (32 to 64, signal(7)). It is blocked; signal_fd reads it. */
#define WAKEUP_SIGNAL 63

/* Sets lg->pid, and opens lg->signal_fd; it is -1 if signals of pipes do not work here.
 * Call it once, with all signals blocked. */
void wakeup_init(struct logger *lg);
/* Allocates the queue of ready sources, when the log memory is mapped. Returns false if
 * there is no memory. */
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
/* Stops the signals or the poll of the source, and sets its state to `to`. */
void wakeup_unsubscribe(struct logger *lg, struct source *src, enum source_state to);
/* Chooses how the logger learns of new data in an ARMED or READY source. The last read
 * moved `moved` bytes, or found the pipe empty. */
void wakeup_after_read(struct logger *lg, struct source *src, bool empty, uint64_t moved);
/* Adds inotify or /dev/log to epoll, or tries again later if epoll refuses it. Does nothing
 * if `fd` is -1. */
void wakeup_add_fd(struct logger *lg, int fd, enum task task);

/* ---- tail.c: followed files ---- */

enum tail_result { TAIL_NONE, TAIL_OPEN, TAIL_TRUNCATED };

/* Opens the file if it is closed, and watches its path. Returns TAIL_NONE on failure, which
 * is reported once unless the file is missing. Returns TAIL_TRUNCATED if the file is
 * shorter than the part that was read: then end the line and call tail_rewind(). */
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
/* Returns true if the lines of the file would come back to it through log files. */
bool tail_would_loop(struct logger *lg, const struct source *src);

/* ---- tail_watch.c ---- */

/* Watches the open file for writes. tail_is_blind() shows if that failed. */
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

/* Reads at most 64 datagrams of /dev/log, and processes each as a line. */
void dev_log_read(struct logger *lg);

#endif

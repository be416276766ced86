/* supervisor/output/output.h - declares the interface of the room: the output of
 * services.
 *
 * A service writes to pipes that PID 1 makes and keeps. The logger, a child process, reads
 * them; PID 1 copies no byte. PID 1 starts the logger when a service needs it, replaces it
 * when it dies or hangs, and owns the log memory, in which a killed logger leaves its state
 * (logger/shared/log_memory.h). It sends packets to the logger and never waits for it: a
 * packet that does not fit into the socket is built and sent later, from the state at that
 * time.
 *
 * Layer:   supervisor/output, above child/ and env/; it calls the rooms above it through
 *          struct output_events.
 * Units:   msec.
 * Errors:  a negative errno; the room reports failures that concern the user.
 * Memory:  allocated by output_reserve(), log_streams_new() and, at a reload, by
 *          tails_reconfigure(). */
#ifndef SUPERVISOR_OUTPUT_OUTPUT_H
#define SUPERVISOR_OUTPUT_OUTPUT_H

#include "conf/conf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct child;
struct context;
struct env;
struct generation;
struct spawn_plan;
struct text;
struct unit;

/* ---- all output of the supervisor ---- */

/* Allocates what the log of all services of `conf` needs. Call it when the supervisor is
 * made and before a reload. Only the first configuration that writes to the log decides the
 * size of the log memory. Returns 0 or a negative errno. */
int output_reserve(struct context *ctx, const struct conf *conf);

/* Makes /dev/log, and starts the logger for it, if the configuration wants it. Called once,
 * before the first start. */
void output_start(struct context *ctx);

/* Sends the changed settings to the logger, and replaces the logger if it needs more
 * rights. Call it when another configuration is in effect. */
void output_reconfigure(struct context *ctx);

/* Closes the log memory, /dev/log and the socket to the logger, and frees the memory. A
 * logger that still runs is not killed. Call it after log_stream_forget() for each service,
 * which does nothing later. */
void output_free(struct context *ctx);

/* Handles the exit of the logger. `child` is the entry of kind CHILD_LOGGER. */
void output_logger_exited(struct child *child, int wstatus);

/* Makes the logger open its log files again (SIGUSR1). Returns false if no logger runs or
 * no service has a log file. */
bool output_reopen_files(struct context *ctx);

/* Makes the logger write the output of all processes that are dead. Returns true if
 * flushed() will be called, after a second at the latest, unless output_drain() is called
 * before. */
bool output_flush(struct context *ctx);

/* Makes the logger write all output and exit, within the time that the shutdown leaves.
 * Returns true if drained() will be called. */
bool output_drain(struct context *ctx);

/* Shortens a drain that is in progress, because the shutdown has less time now. */
void output_drain_sooner(struct context *ctx);

/* Returns true if a pipe holds output that the logger has not read. */
bool output_has_unread(const struct context *ctx);

/* Returns true if pipes will be closed soon. A start that finds no free descriptor waits
 * for that. */
bool output_will_close_pipes(const struct context *ctx);

/* Holds ctinit's own messages, for 200 ms at most, until the logger has written the earlier
 * output of the services. Does nothing before the setups are over, during a drain, or if no
 * logger runs that could reply. */
void output_hold_messages(struct context *ctx);

/* Removes the socket /dev/log if it is still the one that output_start() made. */
void output_unlink_dev_log(struct context *ctx);

/* ---- the streams of one service ---- */

/* Returns true if stdout or stderr of the service goes to the log, or may at a start. */
bool log_stream_is_wanted(const struct conf_section *section);

/* Returns where stdout and stderr go if the keys are not set: to the log or, for a service
 * with the terminal or with stdin = inherit, to ctinit's own streams. */
enum conf_stdio_kind log_stream_default_kind(const struct conf_section *section);

/* Allocates the streams of all services of a generation that may write to the log. Returns
 * 0 or -ENOMEM. */
int log_streams_new(struct generation *generation);

/* Makes the logger forget a service that is removed, releases its slots and closes its
 * pipes. */
void log_stream_forget(struct unit *u);

/* Opens the service's pipe for stdout (`stdio_fd` 1) or stderr (2), starts the logger if
 * none runs, and makes the child of `plan` record where its output begins. `is_helper`: the
 * child is not the main process; before the first start and beside the main process it
 * records nothing. Returns the write end, which stays ours, or a negative errno. */
int log_stream_open(struct unit *u, int stdio_fd, struct spawn_plan *plan, bool is_helper);

/* Checks, after log_stream_open() and before the start, the values of the log keys that
 * depend on this environment. Returns 0, or a negative errno and *err. */
int log_stream_check(struct unit *u, struct env *env, struct text *err);

/* Makes the child of `plan` record, before its program runs, how long the files of
 * log-follow are. Returns 0, or a negative errno and *err. */
int log_stream_plan_tails(struct unit *u, struct spawn_plan *plan, struct env *env,
			  struct text *err);

/* Call it when the main process runs. `awaits_match`: calls matched() when the logger has
 * seen the line of ready = log:, unless the expression is too slow. */
void log_stream_process_started(struct unit *u, int32_t pid, bool awaits_match);

/* Call it when the main process is dead. */
void log_stream_process_ended(struct unit *u);

/* Closes the pipes of a service that has ended for good, as soon as the logger has read
 * them to the end. A service with kill = main or with followed files keeps its pipes. Call
 * it when none of the service's processes is left. */
void log_stream_close(struct unit *u);

/* Returns true if the service's last output is still in its pipe and must wait for a logger
 * that serves. Returns false also if PID 1 has given up the logger. */
bool log_stream_has_unread(const struct unit *u);

/* Returns true if the expression of ready = log: took too long and is no longer
 * evaluated. */
bool log_stream_regex_is_slow(const struct unit *u);

/* Returns the write end of the service's pipe for stdout (1) or stderr (2); -1: it has
 * none. */
int log_stream_write_end(const struct unit *u, int stdio_fd);

/* ---- followed files over a reload ---- */

/* Decides which followed file keeps which slot. Does nothing if the file names depend on
 * the environment. Call it before `now` replaces the service's section. */
void tails_reconfigure(struct unit *u, const struct conf_section *now);

/* Returns true if the followed files of both sections can be compared without an
 * environment, or if log-follow did not change. */
bool tails_are_comparable(const struct conf_section *old, const struct conf_section *now);

#endif

/* supervisor/output/output.h - connects the output of services to the logger.
 *
 * A service writes to pipes that PID 1 creates and keeps. The logger, a child process,
 * reads them; PID 1 copies no byte. PID 1 starts the logger when a service needs it, and
 * replaces it when it dies or hangs. PID 1 owns the log memory, in which a killed logger
 * leaves its state (logger/shared/log_memory.h). It sends packets to the logger but never
 * waits for it. If the socket has no room for a packet, the packet is built and sent later,
 * with the state at that time.
 *
 * Layer:   supervisor/output, above child/ and env/. It calls the rooms above it through
 *          struct output_events.
 * Units:   msec.
 * Errors:  a negative errno. The room itself reports what goes wrong with the logger, the
 *          log memory and /dev/log.
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

/* ---- the logger ---- */

/* Allocates the log memory and what else the services of `conf` need to write to the log.
 * Call it when the supervisor is created and before a reload. The first configuration that
 * writes to the log decides the size of the log memory. Returns 0, also if nothing writes
 * to the log, or a negative errno; then the next reload tries again. */
int output_reserve(struct context *ctx, const struct conf *conf);

/* Creates /dev/log and starts the logger for it, if the configuration requests it; a
 * failure is only reported. Call it once, before the first start. */
void output_start(struct context *ctx);

/* Sends changed settings to the logger, and replaces the logger if it needs more rights.
 * Call it after a reload. */
void output_reconfigure(struct context *ctx);

/* Sends the style of ctinit's own lines to the logger. */
void output_send_style(struct context *ctx);
/* Returns true if a console has not taken all output of the logger. */
bool output_is_stuck(const struct context *ctx);

/* Closes the log memory, /dev/log and the socket to the logger, and frees the memory. Does
 * not kill a running logger. Call it after log_stream_forget() for each service; later
 * calls of that function do nothing. */
void output_free(struct context *ctx);

/* Call it when the logger was reaped. `child` is its entry in the child table. Reports an
 * exit that PID 1 did not order, and starts the next logger if one is needed. May call
 * drained(), or failed() after too many loggers that never served. */
void output_logger_exited(struct child *child, int wstatus);

/* Makes the logger reopen its log files (SIGUSR1). Returns false if no logger runs or no
 * service has a log file. */
bool output_reopen_files(struct context *ctx);

/* Makes the logger write the output of all dead processes. Returns true if flushed() will
 * be called, within a second, unless output_drain() is called first. */
bool output_flush(struct context *ctx);

/* Makes the logger write all output and exit, within the time that the shutdown leaves.
 * Starts a logger if none runs and a pipe has output. Returns true if drained() will be
 * called, false if there is nothing to write or no logger can run. */
bool output_drain(struct context *ctx);

/* Call it when the shutdown has less time than before. Shortens a running drain. */
void output_drain_sooner(struct context *ctx);

/* Returns true if a service's pipe contains output. Does not wait for the lock of a
 * pipe. */
bool output_has_unread(const struct context *ctx);

/* Returns true if pipes will be closed soon. A start that finds no free descriptor waits
 * for that. */
bool output_will_close_pipes(const struct context *ctx);

/* Holds ctinit's own messages, at most 200 ms, until the logger has written the earlier
 * output of the services. Does nothing before the setups are over, during a drain, or if no
 * logger can reply. */
void output_hold_messages(struct context *ctx);

/* Removes /dev/log if it is still the socket that output_start() created. */
void output_unlink_dev_log(struct context *ctx);

/* A client of the control socket that reads the logs. */
struct log_request {
	int fd;         /* its connection: a non-blocking stream socket */
	bool follow;    /* then also the lines that follow */
	bool all;       /* of all units */
	uint32_t lines; /* the last lines of each unit; LOG_LINES_ALL: all that are kept */
	uint64_t since_usec; /* only lines since then, Unix time; 0: all */
	/* Unless `all` is true: returns true if the lines of unit `i` are requested. */
	bool (*names_unit)(void *context, uint32_t i);
	void *context;
};

/* Passes a copy of the connection to the logger, which sends all further replies, the last
 * one too. Starts a logger if none runs. Returns 0: close the connection now. Returns
 * -EAGAIN if the logger cannot take it now; output_events->log_readers() is then called.
 * Otherwise: -ENOENT if nothing writes to the log, -ESHUTDOWN if no logger will read any
 * more, -E2BIG if too many units are named, -ENOBUFS if the kernel has no memory now. */
int output_pass_log_reader(struct context *ctx, const struct log_request *request);

/* ---- one service ---- */

/* Returns true if stdout or stderr of the service goes to the log, now or at a later
 * start. */
bool log_stream_is_wanted(const struct conf_section *section);

/* Returns true if stdout or stderr of the service may be one of ctinit's own streams. */
bool log_stream_may_inherit(const struct conf_section *section);

/* Returns the default of `stdout` and `stderr`: the log, or ctinit's own streams if the
 * service has the terminal or `stdin = inherit`. */
enum conf_stdio_kind log_stream_default_kind(const struct conf_section *section);

/* Allocates the streams of all services of a generation that may write to the log; they are
 * freed with the generation. Returns 0 or -ENOMEM. */
int log_streams_new(struct generation *generation);

/* Call it for a removed service. Makes the logger read the rest of its pipes and forget it,
 * releases its slots, and closes its pipes without waiting for their locks. */
void log_stream_forget(struct unit *u);

/* Opens the service's pipe for stdout (`stdio_fd` 1) or stderr (2), unless it is open.
 * Starts the logger if none runs. Makes the child of `plan` record where its output begins;
 * a helper (`is_helper`) does so only between two runs of the main process. Returns the
 * write end, which stays the room's, or a negative errno: -ENOSPC if the log memory has no
 * space for the service, -EMFILE if too few descriptors are free. */
int log_stream_open(struct unit *u, int stdio_fd, struct spawn_plan *plan, bool is_helper);

/* Checks the values of the log keys that depend on `env`. Call it after log_stream_open()
 * and before the start. Returns 0, or a negative errno with *err. */
int log_stream_check(struct unit *u, struct env *env, struct text *err);

/* Makes the child of `plan` record the sizes of the files of `log-follow` before its
 * program runs. The paths in the plan lie in the scratch memory or the configuration.
 * Returns 0, or a negative errno with *err. */
int log_stream_plan_tails(struct unit *u, struct spawn_plan *plan, struct env *env,
			  struct text *err);

/* Call it when the main process runs: announces this start to the logger, which reads its
 * output only then. With `awaits_match`, matched() is called when the logger has seen the
 * line of `ready = log:`, unless the expression is too slow. */
void log_stream_process_started(struct unit *u, int32_t pid, bool awaits_match);

/* Call it when the main process is dead. The logger completes its last line. Does nothing
 * if it was called for this run already. */
void log_stream_process_ended(struct unit *u);

/* Call it when none of the service's processes is left and it has ended for good. Closes
 * its pipes as soon as the logger has read them to the end. A service with `kill = main` or
 * with followed files keeps its pipes; during a drain all services keep them. */
void log_stream_close(struct unit *u);

/* Returns true if the service's pipe contains output, and the logger that will read it does
 * not serve yet: wait for it before log_stream_forget(). Returns false while a logger
 * serves, because that reads the rest, and if PID 1 has given up the logger. */
bool log_stream_has_unread(const struct unit *u);

/* Returns true if the expression of `ready = log:` took too long and is no longer
 * evaluated. */
bool log_stream_regex_is_slow(const struct unit *u);

/* Returns the write end of the service's pipe for stdout (1) or stderr (2), or -1. */
int log_stream_write_end(const struct unit *u, int stdio_fd);

/* Reads the last lines that the service wrote into out[max], from its ring (`log-ring`),
 * without a NUL at their end. Returns their length: 0 if there are none. They may lack what
 * the logger has not read yet. */
size_t output_last_lines(const struct unit *u, char *out, size_t max);

/* ---- followed files in a reload ---- */

/* Decides which followed file keeps which slot. Does nothing if the file names depend on
 * the environment, or if the service has not started yet. If there is no memory, no file of
 * the service is followed any more. Call it before `now` replaces the service's section. */
void tails_reconfigure(struct unit *u, const struct conf_section *now);

/* Returns true if the followed files of both sections can be compared without an
 * environment, or if `log-follow` did not change. */
bool tails_are_comparable(const struct conf_section *old, const struct conf_section *now);

#endif

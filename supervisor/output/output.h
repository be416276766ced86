/* supervisor/output/output.h - PID 1's side of the output: pipes, and the logger beside it.
 *
 * Private to the room. PID 1 copies no bytes: it owns the pipes and the memory that a
 * killed logger leaves (logger/shared/state.h), starts the logger when a service needs
 * it, and tells it what it needs to know. It never waits for it: what does not go into
 * the socket now goes when there is room, and is then what is true by then.
 * Source:  DESIGN 8. */
#ifndef SUPERVISOR_LOGS_H
#define SUPERVISOR_LOGS_H

#include "conf/base/text.h"
#include "conf/conf.h"
#include "supervisor/base/io.h"
#include "supervisor/child/table.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct generation;
struct slot_allocator;
struct env;
struct unit;
struct context;

/* A followed file's place. `path`: it is followed no more, but perhaps not read to its end. */
struct log_tail {
	uint32_t source, owner;
	char *path;
};

/* Of stream_close.c: are its pipes still needed? ASKED: the logger is; EMPTY: the write
 * ends are about to be closed; CLOSED: they are; ENDED: the read ends are about to be. */
enum log_stream_close { LOG_IN_USE, LOG_ASKED, LOG_EMPTY, LOG_CLOSED, LOG_ENDED };

/* Of each service that may write to the log. */
struct log {
	struct unit *unit;
	struct log *next;      /* in the queue of what the logger is to be told */
	int read[2], write[2]; /* stdout's and stderr's pipe; -1 */
	uint32_t source, sources, ring_size; /* sources 0: it has no place yet */
	uint64_t ring_at;
	uint32_t owner; /* of its place: each has another */
	/* As log-follow names them, then those that leave; NULL: as many as the place has,
	 * behind stderr. A reload makes it. */
	struct log_tail *follows;
	uint16_t follow_count, leave_count;
	uint32_t epoch;
	int32_t pid;
	/* The last start that ended: it is told before the settings and the pid of the
	 * next. */
	uint32_t ended_epoch;
	int32_t ended_pid;
	bool ended;
	bool fresh; /* its place was another's */
	bool queued, tell_end, tell_settings, tell_run, tell_spent, awaits;
	uint8_t spent;   /* enum log_stream_close */
	bool known;      /* this logger has its settings */
	bool told_safe;  /* that they could not be made */
	bool slow_ready; /* what ready = log: looks for took too long once */
	bool no_follows; /* there was no memory for them */
};

#define LOG_GONE_MOST 8
#define LOG_SHUT_MOST 16

struct logs {
	struct context *ctx;
	int store_fd, syslog_fd, socket;
	struct child child;
	struct io io;    /* the socket */
	ev_timer again;  /* another logger; also fed: tell what is queued */
	ev_timer settle; /* the longest that our own lines are held */
	ev_timer cap;    /* the longest that a drain or a flush may take */
	/* logger_watchdog.c */
	ev_timer look;
	struct io dog;  /* a timer that the logger sets anew while it works */
	uint32_t still; /* so many looks without progress */
	uint32_t stuck; /* of these, so many in a row at the pipe of stuck_source */
	uint32_t stuck_source;
	uint64_t cpu,
		cpu_before; /* what the logger used, in all and at its last progress */
	bool moved;         /* at the last look */
	bool dog_off;       /* it went off: the logger is looked at */
	struct log_gone {
		uint32_t source, sources;
		uint64_t pipes[2];
	} gone[LOG_GONE_MOST]; /* of services that are gone */
	uint32_t gone_count;
	struct log *first, **last;
	/* stream_close.c: whose pipes are about to be closed. */
	struct log *shut[LOG_SHUT_MOST];
	uint32_t shut_count, spent_due, spent_count;
	ev_timer shut_timer;
	struct slot_allocator *places;
	uint32_t *removes; /* `room` of them: who is gone, to be told */
	uint32_t remove_count, removes_told;
	uint32_t syslog_source;
	dev_t syslog_device; /* of /dev/log as it was made */
	ino_t syslog_inode;
	uint32_t room; /* sources */
	uint32_t owners;
	uint64_t ring_end;
	uint32_t failures;    /* loggers in a row that did not come to serve */
	uint32_t short_lives; /* that did, and soon ended */
	uint32_t which, quiet_looks;
	msec drain_by; /* the logger has ended by then, or is killed */
	uint32_t matches_due;
	int files; /* enum logger_files: what the logger may do */
	msec started;
	bool hello, style, syslog, go, reopen, flush, drain, yield; /* to be told */
	bool serving, flushing, draining, given_up, many;
	bool flush_due;              /* its answer */
	bool settling, settle_again; /* of message_hold.c */
	bool yielding;               /* it ends for one that may have files */
};

/* stdout, stderr = log, as it is written or may become at a start. */
bool log_stream_is_wanted(const struct conf_section *section);
/* Where `key` leads when it is not written: an own terminal is not taken away. */
enum conf_stdio_kind log_stream_default_kind(const struct conf_section *section);

/* What the services of `conf` that write to the log need together, at sup_new() and at a
 * reload. 0 or a negative errno. */
int output_reserve(struct context *ctx, const struct conf *conf);
/* /dev/log is to be served from the beginning. */
void output_start(struct context *ctx);
/* message_hold.c: the logger writes what is there before our next lines appear; init; the answer
 * came; it will not come. */
void output_hold_messages(struct logs *logs);
void message_hold_init(struct logs *logs);
void message_hold_answered(struct logs *logs);
void message_hold_end(struct logs *logs);
/* Another configuration counts. */
void output_reconfigure(struct context *ctx);
void output_free(struct context *ctx);
int log_streams_new(struct generation *generation);
void log_stream_forget(struct unit *u);

/* The write end of its pipe for stdout (1) or stderr (2); negative errno. From now on
 * there is a logger. The plan's child notes where its output begins; `is_job`: it is not
 * the main process. */
struct spawn_plan;
int log_stream_open(struct unit *u, int stream, struct spawn_plan *plan, bool is_job);
/* Before a start: are its log keys right, with this environment? 0, or *err. */
int log_stream_check(struct unit *u, struct env *env, struct text *err);
/* What its child is to look at before its program runs: log-follow. */
int log_stream_plan_tails(struct unit *u, struct spawn_plan *plan, struct env *env,
			  struct text *err);
/* Its process runs. `awaits`: for the line that ready = log: wants. */
void log_stream_process_started(struct unit *u, int32_t pid, bool awaits);
void log_stream_process_ended(struct unit *u);
/* It has ended for good, and nothing of it is left: its pipes are closed when all is read. */
void log_stream_close(struct unit *u);
/* Are there pipes that will be closed? Then a start that finds no descriptor waits for that. */
bool output_will_close_pipes(const struct context *ctx);
/* What it wrote last is still in its pipe, and no logger is there that would read it when it
 * is told that the service is gone. */
bool log_stream_has_unread(const struct unit *u);
/* Looking for what makes it ready took too long: it is not looked for any more. */
bool log_stream_regex_is_slow(const struct unit *u);
/* Its settings are others, after a reload. */
void log_stream_reconfigure(struct unit *u);

/* tail_slots.c. `now` will be its section: which files have a place. */
void tails_reconfigure(struct unit *u, const struct conf_section *now);
/* Does a reload find out which of its files are the same? */
bool tails_are_comparable(const struct conf_section *old, const struct conf_section *now);
uint32_t log_stream_tail_count(const struct log *log);
struct log_tail log_stream_tail(const struct log *log, uint32_t i);
/* Those that leave and were read to their ends have left. */
void tails_reap(struct log *log);
void tails_forget(struct log *log);

void output_logger_exited(struct child *child, int wstatus);
/* USR1: log files are opened again. False: there is none. */
bool output_reopen_files(struct context *ctx);
/* True: output_events.flushed() will be called when what those wrote who have ended is
 * written, or after a second. */
bool output_flush(struct context *ctx);
/* The services are gone. True: sup_done() will be called when all is written. */
bool output_drain(struct context *ctx);
/* There is less time for it than it was told. */
void output_drain_sooner(struct context *ctx);
/* What those left who wrote after that. */
bool output_has_unread(const struct context *ctx);

/* Among themselves. */
void logger_child_init(struct logs *logs);
/* logger_drain.c. The time that the logger has to drain, now. */
msec logger_drain_time(const struct logs *logs);
void logger_flushed(struct logs *logs);
void logger_drained(struct logs *logs);
void logger_drain_init(struct logs *logs);
/* logger_watchdog.c. Something was told: is it heard? */
void watchdog_start(struct logs *logs);
void watchdog_init(struct logs *logs);
void watchdog_free(struct logs *logs);
void watchdog_reset(struct logs *logs); /* another logger */
/* Once a second: has it made progress since, or can it not, for want of a processor?
 * What keeps it from that is ended after some of these. */
bool watchdog_check(struct logs *logs);
/* Its pipes are closed: which they were. */
void watchdog_remember_pipes(struct logs *logs, const struct log *log);
/* stream_close.c. It is used again: without pipes, if they were closed already. */
void log_stream_keep_open(struct log *log);
int log_stream_send_close(struct log *log);
struct packet_short;
void streams_ask_closable(struct logs *logs); /* another logger, once it serves */
void streams_close_reply(struct logs *logs, const struct packet_short *m);
bool streams_close_now(struct logs *logs); /* now; false: there was nothing to close */
void stream_close_init(struct logs *logs);
void stream_close_cancel(struct logs *logs);
void log_stream_enqueue(struct log *log);
void logger_schedule_send(struct logs *logs);
void logger_send_pending(struct logs *logs);
void logger_start(struct logs *logs);
void log_stream_remove(struct log *log);
int dev_log_open(struct logs *logs);
/* Takes /dev/log away, if it is still the one that was made. */
void output_unlink_dev_log(struct logs *logs);
int dev_log_send(struct logs *logs);
uint32_t log_stream_slot_count(const struct conf_section *section);
uint32_t log_stream_ring_size(const struct conf_section *section); /* bytes */

/* stream_packet.c: one packet. 0 or a negative errno. `env` NULL: what needs one, or can
 * fail, has its default, so that the logger takes the service in: this does not fail. */
union packet;
int stream_packet_settings(struct log *log, struct env *env, union packet *message,
			   size_t *ret_len, struct text *err);
int stream_packet_process(struct log *log, struct env *env, union packet *message,
			  size_t *ret_len, struct text *err);
bool log_stream_is_dynamic(const struct conf_section *section);

#endif

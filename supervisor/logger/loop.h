/* supervisor/logger/loop.h - the parts of the logger's loop.
 *
 * Layer:   supervisor/logger: PID 1's commands, and the work of each round. */
#ifndef SUPERVISOR_LOGGER_LOOP_H
#define SUPERVISOR_LOGGER_LOOP_H

#include "supervisor/logger/chunk/chunk.h"
#include "supervisor/logger/source/source.h"

/* commands.c. Reads PID 1's commands. Returns false if the loop is to end: PID 1 said
 * so, or is gone, or the logger cannot work. */
bool commands_receive(struct logger *lg);

/* registry.c. The sources of a stream get their slots, and are read; or lose them. */
void registry_add(struct logger *lg, struct stream *stream);
/* Followed files that `next` keeps stay open; NULL: none. */
void registry_remove(struct logger *lg, struct stream *stream, const union packet *next,
		     size_t len);
/* Returns false for a followed file that is retired. */
bool registry_has(const struct logger *lg, const struct source *src);
/* Its service is gone: reads what its pipes hold, and frees it. */
void registry_delete_stream(struct logger *lg, struct stream *stream);

/* slot_handover.c. Returns true if the slots of a STREAM exist and are different ones. */
bool slots_are_valid(const union packet *packet, uint32_t sources);
/* Removes the streams that used these slots before, and clears the slots of new users. */
void slots_claim(struct logger *lg, const union packet *packet);

/* process.c. A service's process started or ended. */
void process_change(struct logger *lg, struct stream *stream, const union packet *packet,
		    size_t len);
/* Reads what ended processes left, when PID 1 has no more commands. */
void process_drain_ended(struct logger *lg);

/* release.c. PID 1 asks whether a stream's pipes can be closed; a process writes there
 * again; are some empty by now? */
void release_request(struct logger *lg, struct stream *stream, uint32_t run_id);
void release_cancel(struct logger *lg, struct stream *stream);
void release_check(struct logger *lg);
/* The pipe is empty, and no process has its write end. */
void release_hung_up(struct logger *lg, struct source *src);

/* recover.c. Continues with the chunk of a killed logger. */
void recover_chunk(struct logger *lg);

/* wakeup_dispatch.c. Read one source (hung_up: epoll reported that it has no writer);
 * the next ready sources; the sources that epoll refused. */
void wakeup_dispatch(struct logger *lg, uint32_t id, bool hung_up);
void wakeup_dispatch_ready(struct logger *lg);
void wakeup_retry_refused(struct logger *lg);

/* busy_poll.c. Reads the sources that are read by time; the round is over. */
void busy_poll_read(struct logger *lg);
void busy_poll_end_round(struct logger *lg);

/* tail_scan.c. Reads the followed files; because of events of inotify. */
void tail_scan(struct logger *lg);
void tail_read_events(struct logger *lg);

/* consoles.c. Writes pending output, and continues blocked sources. */
void consoles_flush(struct logger *lg);
/* The loop wakes up when a full console can be written again. */
void consoles_watch(struct logger *lg);

/* loss.c. Reports that a console loses lines, and how many it has lost; at the end, at
 * once. */
void loss_report(struct logger *lg, bool at_end);

/* drain.c. The end. */
void drain_run(struct logger *lg);

/* sandbox.c. Gives up all rights that are not needed. */
void sandbox_enter(enum logger_files files);

#endif

/* supervisor/logger/loop.h - declares the parts of the logger's loop.
 *
 * Layer:   supervisor/logger: PID 1's packets, and the work of each round. */
#ifndef SUPERVISOR_LOGGER_LOOP_H
#define SUPERVISOR_LOGGER_LOOP_H

#include "supervisor/logger/chunk/chunk.h"
#include "supervisor/logger/source/source.h"

/* ---- packets from PID 1 ---- */

/* commands.c */
/* Receives and handles all packets that are in the socket. Returns false if the loop must
 * end: PID 1 has ordered that or has exited, or the logger cannot work; lg->error is then
 * the errno. */
bool commands_receive(struct logger *lg);

/* registry.c */
/* Adds the sources of a stream, except retired ones, to the table of sources. If the logger
 * serves, subscribes to new data in them. PACKET_START calls it again for each stream. */
void registry_add(struct logger *lg, struct stream *stream);
/* Removes the sources of a stream from the table. Closes its followed files, except those
 * that `next` (a PACKET_STREAM, or NULL) names. Its pipes stay open. */
void registry_remove(struct logger *lg, struct stream *stream, const union packet *next,
		     size_t len);
/* Returns true if the source is in the table; a retired one is not. */
bool registry_has(const struct logger *lg, const struct source *src);
/* Frees the stream of a removed service. If the logger serves, first reads the rest of its
 * output, at most DRAIN_BYTES_MAX from each source. Never waits for a reader of the
 * console: lines that do not fit are dropped and counted. */
void registry_delete_stream(struct logger *lg, struct stream *stream);

/* slot_handover.c */
/* Returns true if all slots of a PACKET_STREAM are below `slot_count`, the number of slots
 * in the log memory, and differ from each other. */
bool slots_are_valid(const union packet *packet, uint32_t slot_count);
/* Deletes other streams that still have the slots of a valid PACKET_STREAM, and clears each
 * slot that has a new user. May also delete the old stream of the packet's id, so read
 * lg->streams[] again afterwards. */
void slots_assign(struct logger *lg, const union packet *packet);

/* process.c */
/* Handles PACKET_PROCESS: a service's main process started or ended. */
void process_change(struct logger *lg, struct stream *stream, const union packet *packet,
		    size_t len);
/* If the logger serves, reads the rest of the output of ended processes; otherwise only
 * marks it, and it is read later. Call it when no packet is left in the socket. */
void process_drain_ended(struct logger *lg);

/* pipes_phase.c */
/* Handles PACKET_CLOSE: PID 1 waits for a reply when the pipes of the stream are empty.
 * Ignores a repeated request, and one about another run than the current one. */
void pipes_request_close(struct logger *lg, struct stream *stream, uint32_t run_id);
/* Cancels the request, because the service has started again. Does nothing if there is
 * none. */
void pipes_keep_open(struct logger *lg, struct stream *stream);
/* Makes REPLY_PIPES_EMPTY due for each stream that has a request and empty pipes. Does
 * nothing until the logger serves. */
void pipes_check(struct logger *lg);
/* Call it when a pipe is empty and no process has its write end. Completes an unfinished
 * line. Makes REPLY_PIPES_CLOSED due if REPLY_PIPES_EMPTY was sent for the stream, and no
 * process has the write end of its other pipe. */
void pipes_hung_up(struct logger *lg, struct source *src);

/* recover.c */
/* Continues with the chunk of a killed logger. Discards it if its stream was removed or
 * several loggers died of it. Call it once, when all streams are known and before a source
 * is read. */
void recover_chunk(struct logger *lg);

/* ---- each round ---- */

/* wakeup_dispatch.c */
/* Reads source `id` once, unless it is not watched any more, and chooses how the logger
 * learns of its next data. `hung_up`: epoll reported that it has no writer. */
void wakeup_dispatch(struct logger *lg, uint32_t id, bool hung_up);
/* Reads the next ready sources, at most 64, so that PID 1's packets need not wait long. */
void wakeup_dispatch_ready(struct logger *lg);
/* Reads the sources that epoll refused, and adds them, /dev/log and inotify to epoll
 * again. */
void wakeup_retry_refused(struct logger *lg);

/* busy_poll.c */
/* Reads each BUSY source once. One that was empty several times, or fills its pipe, is no
 * longer BUSY afterwards. */
void busy_poll_read(struct logger *lg);
/* Decides which of the sources that this round has read become BUSY. If there is a BUSY
 * source, sleeps for 150 us, during which its service fills the pipe. */
void busy_poll_end_round(struct logger *lg);

/* tail_scan.c */
/* Reads all followed files, up to 8 chunks of each, and sets lg->tails_pending if a file
 * has more. Retires files that are no longer followed and were read to their end. */
void tail_scan(struct logger *lg);
/* Reads all inotify events, and calls tail_scan(). */
void tail_read_events(struct logger *lg);

/* consoles.c */
/* Writes pending output. If a console becomes empty, reads the sources that it blocked, and
 * reports dropped lines. */
void consoles_flush(struct logger *lg);
/* Makes epoll report when a console that has pending output is writable. */
void consoles_watch(struct logger *lg);

/* loss.c */
/* Reports on stderr that stdout begins to lose output, and how many lines each console has
 * lost. The numbers are reported when the console works again, and at most every 10 s; with
 * `at_end` all of them are reported now. */
void loss_report(struct logger *lg, bool at_end);

/* ---- start and end ---- */

/* sandbox.c */
/* Drops all rights that the logger does not need; keeps those that the kernel does not let
 * it drop. Call it once, when everything that needs a right is open. Returns 0, or a
 * negative errno if the system calls are not filtered. */
int sandbox_enter(enum logger_files files);

/* drain.c */
/* Reads the rest of the services' output, at most DRAIN_BYTES_MAX from each source, and
 * writes it. Gives up (LOOP_GAVE_UP) if nothing could be written for a second, or at
 * lg->drain_deadline_msec; the lost lines are then reported. */
void drain_run(struct logger *lg);

#endif

/* supervisor/logger/loop.h - declares the parts of the logger's loop.
 *
 * Layer:   supervisor/logger: PID 1's packets, and the work of each round. */
#ifndef SUPERVISOR_LOGGER_LOOP_H
#define SUPERVISOR_LOGGER_LOOP_H

#include "supervisor/logger/chunk/chunk.h"
#include "supervisor/logger/source/source.h"

/* ---- packets from PID 1 ---- */

/* commands.c */
/* Receives packets and handles them. Returns false if the loop must end: PID 1 has ordered
 * that or is gone, or the logger cannot work. */
bool commands_receive(struct logger *lg);

/* registry.c */
/* Adds the sources of a stream, except retired ones, to the table of sources, and reads
 * them if the logger serves. */
void registry_add(struct logger *lg, struct stream *stream);
/* Removes the sources of a stream. Files that `next` (a PACKET_STREAM, or NULL) still
 * follows stay open. */
void registry_remove(struct logger *lg, struct stream *stream, const union packet *next,
		     size_t len);
/* Returns true if the source is in the table; a retired one is not. */
bool registry_has(const struct logger *lg, const struct source *src);
/* Frees the stream of a service that is gone. If the logger serves, reads the rest of its
 * output first. */
void registry_delete_stream(struct logger *lg, struct stream *stream);

/* slot_handover.c */
/* Returns true if all slots of a PACKET_STREAM exist and differ. */
bool slots_are_valid(const union packet *packet, uint32_t slot_count);
/* Deletes other streams that still have these slots, and clears each slot that has a new
 * user. */
void slots_assign(struct logger *lg, const union packet *packet);

/* process.c */
/* Handles PACKET_PROCESS: a service's main process started or ended. */
void process_change(struct logger *lg, struct stream *stream, const union packet *packet,
		    size_t len);
/* Reads the rest of the output of ended processes, if the logger serves. Call it when all
 * packets are read. */
void process_drain_ended(struct logger *lg);

/* pipes_phase.c. Handles PACKET_CLOSE: PID 1 waits for a reply when the pipes of the stream
 * are empty. Ignores a request about another run than the current one. */
void pipes_request_close(struct logger *lg, struct stream *stream, uint32_t run_id);
/* Drops the request, because the service has started again. */
void pipes_keep_open(struct logger *lg, struct stream *stream);
/* Makes a reply due for each stream whose pipes have become empty. */
void pipes_check(struct logger *lg);
/* Call it when a pipe is empty and no process has its write end. Makes a reply due if that
 * is true of all pipes of a stream that PID 1 closes. */
void pipes_hung_up(struct logger *lg, struct source *src);

/* recover.c */
/* Continues with the chunk of a killed logger. */
void recover_chunk(struct logger *lg);

/* ---- each round ---- */

/* wakeup_dispatch.c */
/* Reads one source. `hung_up`: epoll reported that it has no writer. */
void wakeup_dispatch(struct logger *lg, uint32_t id, bool hung_up);
/* Reads the next ready sources. */
void wakeup_dispatch_ready(struct logger *lg);
/* Reads the sources that epoll refused, and tries epoll again. */
void wakeup_retry_refused(struct logger *lg);

/* busy_poll.c */
/* Reads the BUSY sources. */
void busy_poll_read(struct logger *lg);
/* Decides which sources become BUSY, and pauses if there are any. */
void busy_poll_end_round(struct logger *lg);

/* tail_scan.c */
/* Reads all followed files. */
void tail_scan(struct logger *lg);
/* Handles inotify events, then scans. */
void tail_read_events(struct logger *lg);

/* consoles.c */
/* Writes pending output, and resumes blocked sources. */
void consoles_flush(struct logger *lg);
/* Makes epoll report when a full console is writable again. */
void consoles_watch(struct logger *lg);

/* loss.c */
/* Reports on stderr what the consoles have lost. With `at_end` reports all of it now;
 * otherwise waits between two reports. */
void loss_report(struct logger *lg, bool at_end);

/* ---- start and end ---- */

/* sandbox.c */
/* Drops all rights that the logger does not need. Returns 0, or a negative errno if the
 * system calls are not filtered. */
int sandbox_enter(enum logger_files files);

/* drain.c */
/* Writes the rest of the services' output, until nothing could be written for a second or
 * the time is over. */
void drain_run(struct logger *lg);

#endif

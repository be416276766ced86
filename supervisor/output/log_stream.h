/* supervisor/output/log_stream.h - declares the log streams of one service.
 *
 * Private to the room. A service has two pipes, for stdout and stderr, and a run of slots
 * in the log memory: one for each pipe, then one for each file of `log-follow`. */
#ifndef SUPERVISOR_OUTPUT_LOG_STREAM_H
#define SUPERVISOR_OUTPUT_LOG_STREAM_H

#include "supervisor/output/output.h"

struct logger_child;
union packet;

/* The slot of one followed file. */
struct log_tail {
	uint32_t slot; /* TAIL_NO_SLOT: there was no free slot */
	uint32_t slot_generation;
	/* Set only for a retiring file: it is no longer followed, but may not be read to
	 * its end. */
	char *path;
};
#define TAIL_NO_SLOT UINT32_MAX

/* The steps of closing the pipes of a service that has ended for good. */
enum close_phase {
	CLOSE_NONE,        /* the pipes are in use */
	CLOSE_ASKED,       /* waiting until the logger reports that the pipes are empty */
	CLOSE_WRITE_ENDS,  /* the pipes are empty: close our write ends */
	CLOSE_HALF_CLOSED, /* waiting until no process has a write end */
	CLOSE_READ_ENDS,   /* no process has a write end: close our read ends */
};

/* Packets about one service for the logger. */
enum stream_packet {
	STREAM_SEND_END = 1 << 0,      /* the last main process ended */
	STREAM_SEND_SETTINGS = 1 << 1, /* the log keys and the pipes */
	STREAM_SEND_PROCESS = 1 << 2,  /* the last main process, its `ready = log:` */
	STREAM_SEND_CLOSE = 1 << 3,    /* the request of CLOSE_ASKED */
	/* The pipes are closed, but the ring is kept. It is sent before the settings of a
	 * later start, which has new pipes. */
	STREAM_SEND_RING = 1 << 4,
};

struct log_stream {
	struct unit *unit;
	struct log_stream *next; /* next stream in the queue of the logger */
	/* Pipes of stdout and stderr; -1: closed. */
	int read_end[2], write_end[2];
	uint32_t slot, slot_count; /* the run of slots; slot_count 0: no slots yet */
	uint32_t slot_generation;  /* a number that differs for each user of the slots */
	uint32_t ring_size;
	uint64_t ring_offset;
	/* The files of `log-follow` in the order of the key, then the retiring files.
	 * Allocated by a reload. NULL: file i has the slot slot + 2 + i. */
	struct log_tail *tails;
	uint16_t tail_count, retiring_count;
	uint32_t run_id; /* number of the last start; 0: none was started yet */
	int32_t pid;     /* pid of the last main process; 0: none was started yet */
	/* The last main process that ended. Its end is sent before the settings and the
	 * process of the next start. */
	uint32_t ended_run_id;
	int32_t ended_pid;
	uint8_t to_send;          /* enum stream_packet */
	uint8_t close_phase;      /* enum close_phase */
	bool queued : 1;          /* the stream is in the queue of the logger */
	bool process_ended : 1;   /* the main process of the last start has ended */
	bool slots_recycled : 1;  /* some slots or ring pages had an earlier user */
	bool awaits_match : 1;    /* matched() is due when `ready = log:` matches */
	bool settings_sent : 1;   /* the settings were sent to the current logger */
	bool warned_fallback : 1; /* we have warned that the settings cannot be used */
	bool regex_is_slow : 1;   /* `ready = log:` is no longer evaluated */
	bool tails_lost : 1;      /* there was no memory for `tails`: no file is followed */
};

/* Returns true if the service has a pipe to the logger. */
static inline bool log_stream_is_open(const struct log_stream *stream)
{
	return stream->read_end[0] >= 0 || stream->read_end[1] >= 0;
}

/* stream_lookup.c */
/* Returns the state of the logger. Call it only for a stream in use: it is NULL after
 * output_free(). */
struct logger_child *logger_of(const struct log_stream *stream);

/* send_queue.c */
/* Queues packets about the service (enum stream_packet; 0: those that are due already), and
 * schedules a send. */
void log_stream_enqueue(struct log_stream *stream, unsigned packets);
/* Removes the service from the queue, and makes a running logger forget it. The logger
 * first reads the rest of the service's pipes. */
void log_stream_remove(struct log_stream *stream);

/* stream_close.c */
/* Cancels the closing of the pipes, because the service starts again. If the write ends are
 * closed already, closes the read ends, too, and the next start makes new pipes. Does
 * nothing if the pipes are in use. */
void log_stream_keep_open(struct log_stream *stream);
/* Sends the request of CLOSE_ASKED if it is due. Returns 0 or an error of packet_send(). */
int log_stream_send_close(struct log_stream *stream);

/* log_keys.c */
/* Returns the number of slots for the service: stdout, stderr and each file of
 * `log-follow`, or TAILS_MAX files if that key has variables. */
uint32_t log_stream_slot_count(const struct conf_section *section);
/* Returns the size of the service's ring in bytes, a multiple of the page size; 0: no
 * ring. */
uint32_t log_stream_ring_size(const struct conf_section *section);

/* log_stream.c */
/* Queues the settings of the service again, after a reload. Does nothing if the service has
 * no open pipe. */
void log_stream_reconfigure(struct unit *u);

/* tail_slots.c */
/* Returns the number of followed files; retiring ones do not count. */
uint32_t log_stream_tail_count(const struct log_stream *stream);
/* Returns the slot of file `i`; the retiring files follow the others. */
struct log_tail log_stream_tail(const struct log_stream *stream, uint32_t i);
/* Releases the slots of retiring files that the logger has read to the end. */
void tails_reap(struct log_stream *stream);
/* Forgets all followed and retiring files. Releases their slots, except those in the
 * service's own run of slots. */
void tails_forget(struct log_stream *stream);

/* stream_packet.c */
/* These two build one packet, without descriptors. If `env` is NULL, a key with variables
 * gets its default, and the settings contain no followed files. They leave the scratch
 * memory as it was. They return 0, or a negative errno with *err; stream_packet_process()
 * does not set *err for -E2BIG, which means that the expression is too long. */
int stream_packet_settings(struct log_stream *stream, struct env *env, union packet *packet,
			   size_t *ret_len, struct text *err);
int stream_packet_process(struct log_stream *stream, struct env *env, union packet *packet,
			  size_t *ret_len, struct text *err);
/* Builds the settings of a stream whose pipes are closed: the logger keeps only its ring.
 * Needs no environment and cannot fail. */
void stream_packet_ring(const struct log_stream *stream, union packet *packet,
			size_t *ret_len);
/* Builds the packet about the end of the last main process. */
void stream_packet_end(const struct log_stream *stream, union packet *packet,
		       size_t *ret_len);
/* Returns true if `ready` or a log key depends on the environment. */
bool log_stream_is_dynamic(const struct conf_section *section);

#endif

/* supervisor/log/wire.h - what PID 1 and the logger say to each other.
 *
 * One message a packet over a SOCK_SEQPACKET pair; both sides are the same binary, so
 * they are plain structs, then NUL-terminated texts. Each side checks lengths and ranges
 * all the same: the logger reads what services write, and may have been taken over. */
#ifndef SUPERVISOR_LOG_WIRE_H
#define SUPERVISOR_LOG_WIRE_H

#include "conf/base/own_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_MOST         (32u << 10)
#define WIRE_FDS          4
#define WIRE_FOLLOW_MOST  16u
#define WIRE_FOLLOWS_MOST (2 * WIRE_FOLLOW_MOST) /* with those that leave */
#define WIRE_STREAMS_MOST (1u << 17)
#define WIRE_REGEX_MOST   1024u

enum wire_kind {
	/* to the logger */
	WIRE_HELLO, /* the descriptors of the store, /dev/log, the watchdog: those there are */
	WIRE_STREAM, /* a service's settings; the read ends of its pipes */
	WIRE_RUN,    /* its process changed */
	WIRE_REMOVE,
	WIRE_GO,     /* all streams are known: begin */
	WIRE_REOPEN, /* log files, for who moves them */
	WIRE_FLUSH,  /* write what those wrote who have ended, and say so */
	WIRE_DRAIN,  /* write what is there and exit, within `id` msec; again: less time */
	WIRE_YIELD,  /* exit: another goes on, who may have files */
	WIRE_STYLE,  /* id: wire_style() of ctinit's own lines */
	WIRE_SPENT,  /* nothing of the service is left: say when all it wrote is written */
	/* to PID 1 */
	WIRE_SERVING,
	WIRE_FLUSHED,
	WIRE_MATCH, /* the line that ready = log: waits for */
	WIRE_EMPTY, /* of SPENT: nothing is left in its pipes */
	WIRE_ENDED, /* then: no process has a write end of them */
	WIRE_KIND_COUNT
};

enum wire_files { WIRE_FILES_NONE, WIRE_FILES_READ, WIRE_FILES_WRITE };

struct wire_hello {
	uint32_t kind, sources;
	uint8_t has_syslog, has_dog, no_colour, files; /* enum wire_files */
	uint32_t style;                                /* wire_style() */
	uint64_t ring_end;                             /* rings lie below */
};

struct wire_stream {
	uint32_t kind, id;
	uint32_t source; /* stdout's; the next is stderr's */
	uint32_t follows;
	uint32_t instance;
	uint8_t format, time, console, drop; /* enum line_format, enum stamp_zone, bools */
	uint8_t has[2];                      /* stdout, stderr: its read end is attached */
	uint16_t file_mode;
	uint32_t keep, rate; /* rate 0: off */
	uint32_t ring_size;  /* 0: none */
	uint8_t is_syslog, file_format;
	uint8_t fresh; /* the store had another's at its place */
	uint8_t reserved;
	uint32_t owner; /* of the place: each has another */
	uint64_t ring_at, file_most;
	/* struct wire_follow follow[follows];
	 * texts: name, service, file, the followed paths */
};

struct wire_follow { /* each file has a place of its own */
	uint32_t source, owner;
	uint32_t leaves; /* followed no more: it is read to its end */
};

struct wire_run {
	uint32_t kind, id;
	uint32_t epoch; /* of its start; each has another */
	int32_t pid;
	uint32_t ended;
	/* text: what ready = log: looks for; "": nothing */
};

struct wire_short { /* the others */
	uint32_t kind, id, epoch;
};

/* The id of STYLE and back. False: there is no such style. */
uint32_t wire_style(const struct own_style *style);
bool wire_style_of(uint32_t id, struct own_style *ret);

union wire_any {
	uint32_t kind;
	struct wire_hello hello;
	struct wire_stream stream;
	struct wire_run run;
	struct wire_short other;
	char bytes[WIRE_MOST];
};

/* Does a packet of `len` bytes hold what its kind says, with all its texts ended? */
bool wire_fits(const union wire_any *message, size_t len);

/* The texts of STREAM and RUN, in order; NULL: no more. Begin with *at = 0. */
const char *wire_text(const union wire_any *message, size_t len, size_t *at);
/* Of STREAM that wire_fits(). They are added before all texts. */
struct wire_follow wire_follow_at(const union wire_any *message, uint32_t i);
bool wire_add_follow(union wire_any *message, size_t *len, struct wire_follow follow);
/* Adds one; false: the packet is full. */
bool wire_add(union wire_any *message, size_t *len, const char *text);
size_t wire_front(uint32_t kind);

/* One packet with descriptors. -EAGAIN: the socket is full, and will be writable again.
 * -ENOBUFS: the kernel refuses it for a while, and the socket is writable all that time. */
int wire_send(int socket, const void *message, size_t len, const int *fds, size_t fd_count);
/* The logger's: without descriptors, and without sendmsg(2), which it may not call. */
int wire_say(int socket, enum wire_kind kind, uint32_t id, uint32_t epoch);
/* PID 1's: the kind of what the logger says; 0 at the end, -EAGAIN, -EPROTO for what no
 * logger says. Descriptors cannot come this way, so none has to be closed: that may wait
 * (close(2) of a file on a dead server). */
long wire_listen(int socket, struct wire_short *message);
/* The length, 0 at the end, negative errno. Descriptors that came are in ret_fds, the
 * others -1. A packet that is too long is -EMSGSIZE. */
long wire_receive(int socket, union wire_any *message, int ret_fds[WIRE_FDS]);

#endif

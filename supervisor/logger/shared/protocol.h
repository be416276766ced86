/* supervisor/logger/shared/protocol.h - what PID 1 and the logger say to each other.
 *
 * One message a packet over a SOCK_SEQPACKET pair; both sides are the same binary, so
 * they are plain structs, then NUL-terminated texts. Each side checks lengths and ranges
 * all the same: the logger reads what services write, and may have been taken over. */
#ifndef SUPERVISOR_LOGGER_SHARED_PROTOCOL_H
#define SUPERVISOR_LOGGER_SHARED_PROTOCOL_H

#include "conf/base/own_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKET_BYTES_MAX   (32u << 10)
#define PACKET_FDS_MAX     4
#define FOLLOWED_FILES_MAX 16u
#define PACKET_FOLLOWS_MAX (2 * FOLLOWED_FILES_MAX) /* with those that leave */
#define STREAMS_MAX        (1u << 17)
#define READY_REGEX_MAX    1024u

enum packet_kind {
	/* to the logger */
	PACKET_HELLO,   /* the descriptors of state, /dev/log, watchdog: those there are */
	PACKET_STREAM,  /* a service's settings; the read ends of its pipes */
	PACKET_PROCESS, /* its process changed */
	PACKET_REMOVE,
	PACKET_START,  /* all streams are known: begin */
	PACKET_REOPEN, /* log files, for who moves them */
	PACKET_FLUSH,  /* write what those wrote who have ended, and say so */
	PACKET_DRAIN, /* write what is there and exit, within `id` msec; again: less time */
	PACKET_HANDOVER, /* exit: another goes on, who may have files */
	PACKET_STYLE,    /* id: packet_style_encode() of ctinit's own lines */
	PACKET_RELEASE, /* nothing of the service is left: say when all it wrote is written */
	/* to PID 1 */
	REPLY_SERVING,
	REPLY_FLUSHED,
	REPLY_MATCHED,      /* the line that ready = log: waits for */
	REPLY_PIPES_EMPTY,  /* of SPENT: nothing is left in its pipes */
	REPLY_PIPES_CLOSED, /* then: no process has a write end of them */
	PACKET_KIND_COUNT
};

enum logger_files { LOGGER_FILES_NONE, LOGGER_FILES_READ, LOGGER_FILES_WRITE };

struct packet_hello {
	uint32_t kind, sources;
	uint8_t has_syslog, has_dog, no_colour, files; /* enum logger_files */
	uint32_t style;                                /* packet_style_encode() */
	uint64_t ring_end;                             /* rings lie below */
};

struct packet_stream {
	uint32_t kind, id;
	uint32_t source; /* stdout's; the next is stderr's */
	uint32_t follows;
	uint32_t instance;
	uint8_t format, time, console,
		drop;   /* enum line_format, enum timestamp_zone, bools */
	uint8_t has[2]; /* stdout, stderr: its read end is attached */
	uint16_t file_mode;
	uint32_t keep, rate; /* rate 0: off */
	uint32_t ring_size;  /* 0: none */
	uint8_t is_syslog, file_format;
	uint8_t fresh; /* the store had another's at its place */
	uint8_t reserved;
	uint32_t owner; /* of the place: each has another */
	uint64_t ring_at, file_most;
	/* struct packet_follow follow[follows];
	 * texts: name, service, file, the followed paths */
};

struct packet_follow { /* each file has a place of its own */
	uint32_t source, owner;
	uint32_t leaves; /* followed no more: it is read to its end */
};

struct packet_process {
	uint32_t kind, id;
	uint32_t epoch; /* of its start; each has another */
	int32_t pid;
	uint32_t ended;
	/* text: what ready = log: looks for; "": nothing */
};

struct packet_short { /* the others */
	uint32_t kind, id, epoch;
};

/* The id of STYLE and back. False: there is no such style. */
uint32_t packet_style_encode(const struct own_style *style);
bool packet_style_decode(uint32_t id, struct own_style *ret);

union packet {
	uint32_t kind;
	struct packet_hello hello;
	struct packet_stream stream;
	struct packet_process run;
	struct packet_short other;
	char bytes[PACKET_BYTES_MAX];
};

/* Does a packet of `len` bytes hold what its kind says, with all its texts ended? */
bool packet_is_valid(const union packet *message, size_t len);

/* The texts of STREAM and RUN, in order; NULL: no more. Begin with *at = 0. */
const char *packet_text(const union packet *message, size_t len, size_t *at);
/* Of STREAM that packet_is_valid(). They are added before all texts. */
struct packet_follow packet_follow_at(const union packet *message, uint32_t i);
bool packet_append_follow(union packet *message, size_t *len, struct packet_follow follow);
/* Adds one; false: the packet is full. */
bool packet_append(union packet *message, size_t *len, const char *text);
size_t packet_header_size(uint32_t kind);

/* One packet with descriptors. -EAGAIN: the socket is full, and will be writable again.
 * -ENOBUFS: the kernel refuses it for a while, and the socket is writable all that time. */
int packet_send(int socket, const void *message, size_t len, const int *fds,
		size_t fd_count);
/* The logger's: without descriptors, and without sendmsg(2), which it may not call. */
int reply_send(int socket, enum packet_kind kind, uint32_t id, uint32_t epoch);
/* PID 1's: the kind of what the logger says; 0 at the end, -EAGAIN, -EPROTO for what no
 * logger says. Descriptors cannot come this way, so none has to be closed: that may wait
 * (close(2) of a file on a dead server). */
long reply_receive(int socket, struct packet_short *message);
/* The length, 0 at the end, negative errno. Descriptors that came are in ret_fds, the
 * others -1. A packet that is too long is -EMSGSIZE. */
long packet_receive(int socket, union packet *message, int ret_fds[PACKET_FDS_MAX]);

#endif

/* supervisor/logger/shared/protocol.h - defines the packets between PID 1 and the logger.
 *
 * Layer:   supervisor/logger/shared.
 * Promise: each packet or reply is one record of a SOCK_SEQPACKET pair: a plain struct,
 *          then NUL-terminated texts. Both sides are the same binary, but each checks
 *          lengths and ranges, because the logger reads data of services and may be
 *          compromised. */
#ifndef SUPERVISOR_LOGGER_SHARED_PROTOCOL_H
#define SUPERVISOR_LOGGER_SHARED_PROTOCOL_H

#include "conf/base/own_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKET_BYTES_MAX (32u << 10)
#define PACKET_FDS_MAX   4
#define TAILS_MAX        16u
#define PACKET_TAILS_MAX (2 * TAILS_MAX) /* followed files together with retiring ones */
#define STREAMS_MAX      (1u << 17)
#define READY_REGEX_MAX  1024u

enum packet_kind {
	/* Packets from PID 1. */
	PACKET_HELLO, /* the first packet, with the descriptors that the logger needs */
	/* A service's settings, with the read ends of its pipes; without pipes: it has ended
	 * for good, keep only its ring. */
	PACKET_STREAM,
	PACKET_PROCESS, /* a service's main process started or ended */
	PACKET_REMOVE,  /* a service was removed, or has closed its pipes and has no ring */
	PACKET_START,   /* all streams are sent: serve */
	PACKET_REOPEN,  /* reopen the log files after a rotation */
	PACKET_FLUSH,   /* reply when the output of ended processes is written */
	PACKET_DRAIN,   /* write all output and exit within `id` msec; may be repeated */
	PACKET_HANDOVER, /* exit at once; another logger continues */
	PACKET_STYLE,    /* id: packet_style_encode() of ctinit's own lines */
	PACKET_CLOSE,    /* a service has ended for good: reply when its pipes are empty */
	PACKET_LOG_READER, /* a client that reads the logs, with its connection */
	/* Replies from the logger. */
	REPLY_SERVING,
	REPLY_FLUSHED,
	REPLY_MATCHED,      /* a line matched `ready = log:` */
	REPLY_PIPES_EMPTY,  /* all was read from the pipes, and nothing is in the carry */
	REPLY_PIPES_CLOSED, /* after REPLY_PIPES_EMPTY: no process has a write end */
	PACKET_KIND_COUNT
};

/* The files that the logger may open. */
enum logger_files { LOGGER_FILES_NONE, LOGGER_FILES_READ, LOGGER_FILES_WRITE };

struct packet_hello {
	uint32_t kind, slot_count;
	uint8_t has_dev_log, has_watchdog, no_colour, files; /* enum logger_files */
	uint32_t style;                                      /* packet_style_encode() */
	uint64_t rings_end; /* end of all rings in the log memory */
};

struct packet_stream {
	uint32_t kind, id;
	uint32_t slot; /* slot of stdout; stderr has the next slot */
	uint32_t tail_count;
	uint32_t instance;
	/* enum line_format; enum timestamp_zone; true if lines go to the console, and if
	 * they are dropped when it is full (`log-full = drop`). */
	uint8_t format, time, console, drop;
	uint8_t has[2]; /* true if the read end of stdout, of stderr is attached */
	uint16_t file_mode;
	uint32_t keep, rate; /* number of rotated files; lines per second (0: no limit) */
	uint32_t ring_size;  /* size of the ring in bytes; 0: no ring */
	uint8_t is_syslog, file_format;
	uint8_t recycled; /* some slots or ring pages were used by another service */
	uint8_t colour;   /* services with other numbers have other colours */
	uint32_t slot_generation; /* a number that differs for each user of a slot */
	uint64_t ring_offset, file_max_bytes;
	/* struct packet_tail tails[tail_count];
	 * texts: name, service, log file, the followed paths */
};

/* A followed file, which has its own slot. */
struct packet_tail {
	uint32_t slot, slot_generation;
	uint32_t retiring; /* true if the file is no longer followed, but read to its end */
};

struct packet_process {
	uint32_t kind, id;
	uint32_t run_id; /* number of the start, different for each */
	int32_t pid;
	uint32_t ended;
	/* text: the pattern of ready = log:, or "" */
};

#define LOG_LINES_ALL UINT32_MAX
/* The first byte of a text of a packet_log_reader: the name of a unit or of a service that has
 * several instances; the name of a unit whose output does not come to the logger. */
#define LOG_READER_SHOW    '+'
#define LOG_READER_NO_LOGS '-'

struct packet_log_reader {
	uint32_t kind, text_count;
	uint32_t lines; /* the last lines of each unit; LOG_LINES_ALL: all in the rings */
	uint8_t follow, all; /* then wait for new lines; all units, also later ones */
	uint16_t reserved;
	/* Only lines since then, Unix time; 0: all. */
	uint64_t since_usec;
	/* texts: text_count names */
};

/* Any other packet, and each reply. */
struct packet_short {
	uint32_t kind, id, run_id;
};

union packet {
	uint32_t kind;
	struct packet_hello hello;
	struct packet_stream stream;
	struct packet_process process;
	struct packet_log_reader log_reader;
	struct packet_short other;
	char bytes[PACKET_BYTES_MAX];
};

/* Convert a style to the `id` of PACKET_STYLE and packet_hello.style, and back. Decoding
 * returns false if there is no such style. */
uint32_t packet_style_encode(const struct own_style *style);
bool packet_style_decode(uint32_t id, struct own_style *ret);

/* Returns true if the packet's kind is known, its length fits, all its texts are
 * terminated, and it has at most PACKET_TAILS_MAX followed files. The caller checks ids,
 * slots and enum values. */
bool packet_is_valid(const union packet *packet, size_t len);
/* Returns the length of the packet before followed files and texts; 0 for an unknown
 * kind. */
size_t packet_header_size(uint32_t kind);

/* Returns the next text of a packet that has texts, which lies in the packet, or NULL at
 * the end. Start with *cursor = 0. */
const char *packet_text(const union packet *packet, size_t len, size_t *cursor);
/* Appends a text with its NUL, and adds its size to *len. Returns false, and changes
 * nothing, if the packet is full. */
bool packet_append(union packet *packet, size_t *len, const char *text);
/* Returns followed file `i` of a PACKET_STREAM that passed packet_is_valid(); i <
 * tail_count. */
struct packet_tail packet_tail_at(const union packet *packet, uint32_t i);
/* Appends a followed file to a PACKET_STREAM: adds its size to *len and 1 to tail_count.
 * Call it before packet_append(). Returns false, and changes nothing, if the packet is
 * full. */
bool packet_append_tail(union packet *packet, size_t *len, struct packet_tail tail);

/* For PID 1: sends one packet with at most PACKET_FDS_MAX descriptors, which stay the
 * caller's. Never waits. Returns 0; -EAGAIN if the socket is full and will become writable;
 * -ENOBUFS if the kernel refuses it for now, although the socket is writable; or another
 * negative errno if the logger has exited. */
int packet_send(int socket, const void *packet, size_t len, const int *fds,
		size_t fd_count);
/* For the logger: receives one packet. Never waits. Returns its length; 0 if PID 1 has
 * closed the socket; or a negative errno: -EAGAIN if there is no packet, -EMSGSIZE if it is
 * too long, -EMFILE if some descriptors could not be received. The received descriptors are
 * in ret_fds, even after the last two errors, and have FD_CLOEXEC; the other elements are
 * -1. The caller closes them. */
long packet_receive(int socket, union packet *packet, int ret_fds[PACKET_FDS_MAX]);

/* For the logger: sends a reply. Does not use sendmsg(2), which the logger may not call.
 * Returns 0, -EAGAIN if the reply must be sent later, or another negative errno. */
int reply_send(int socket, enum packet_kind kind, uint32_t id, uint32_t run_id);
/* For PID 1: receives one reply. Never waits. Returns the kind of the reply; -EAGAIN if
 * there is none; -ENOMEM if the kernel has no memory for now; -EPROTO for an invalid reply;
 * or 0 if the logger has closed the socket, and after any other error. The logger cannot
 * send descriptors (seccomp.c, scm_rights_refuse()), so PID 1 need not close any; such a
 * close could block. */
long reply_receive(int socket, struct packet_short *reply);

#endif

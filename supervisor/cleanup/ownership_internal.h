/* supervisor/cleanup/ownership_internal.h - what the files of ownership share.
 *
 * Layer:   supervisor, private to the room. */
#ifndef SUPERVISOR_CLEANUP_OWNERSHIP_INTERNAL_H
#define SUPERVISOR_CLEANUP_OWNERSHIP_INTERNAL_H

#include "supervisor/base/io.h"
#include "supervisor/child/helper.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/proc/origin.h"

#define FOUND_MOST 32768u
#define KNOWN_MOST 4096u
#define ASKS_MOST  128

/* A process met before: an adopted one until we reap it, another until its service is
 * gone. Sorted by pid. */
struct known {
	uint64_t start, seen; /* seen: the time of the walk */
	pid_t pid, session;
	uint32_t owner;
	bool direct;
	bool asked; /* what it has of a service was read */
	uint8_t mine;
};

/* A process of which nothing is known but by its environment and its descriptors. */
struct question {
	struct proc_info process;
	uint32_t
		by_pipe; /* the service whose log it writes to; OWNER_NONE: of none, or two */
	bool answered;
	bool tell; /* that it is nobody's */
};

struct ownership {
	struct context *ctx;
	struct proctree tree;
	struct proc_info *found;
	struct known *known;
	size_t count, next, known_count;
	uint64_t now;   /* of the walk that runs */
	pid_t session;  /* our own */
	uint32_t owner; /* of what on_child() adds */
	pid_t parent;
	bool gathering, all, unsettled;
	/* ownership_resolve.c */
	struct question questions[ASKS_MOST];
	size_t question_count;
	struct unit nobody; /* the reader's */
	struct helper reader;
	int answers_fd;
	struct io answers;
	unsigned failures, not_started; /* of the reader, in a row */
};

size_t owned_position(const struct ownership *c, pid_t pid);
struct known *owned_find(const struct ownership *c, pid_t pid);
/* Too many to remember: they are looked at anew each time. */
void owned_put(struct ownership *c, const struct proc_info *p, bool asked);

/* ownership_resolve.c */
void mark_reader_init(struct ownership *c);
void mark_reader_done(struct ownership *c);
void mark_reader_add(struct ownership *c, const struct proc_info *p);
/* A walk met it: when it turns out to be nobody's that is told. */
void mark_reader_report(struct ownership *c, pid_t pid);
/* ownership_find.c: by what its environment names. */
uint32_t owner_by_words(struct ownership *c, const char *service, const char *instance);
/* claims.c: a child of ours is no service's. */
void report_unknown(struct ownership *c, const struct proc_info *p);

#endif

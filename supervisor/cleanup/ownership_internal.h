/* supervisor/claims_table.h - between claims.c, claims_owner.c and claims_ask.c.
 *
 * Layer:   supervisor, private to the room. */
#ifndef SUPERVISOR_CLAIMS_TABLE_H
#define SUPERVISOR_CLAIMS_TABLE_H

#include "supervisor/base/io.h"
#include "supervisor/child/helper.h"
#include "supervisor/claims.h"
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

struct claims {
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
	/* claims_ask.c */
	struct question questions[ASKS_MOST];
	size_t question_count;
	struct unit nobody; /* the reader's */
	struct helper reader;
	int answers_fd;
	struct io answers;
	unsigned failures, not_started; /* of the reader, in a row */
};

size_t known_place(const struct claims *c, pid_t pid);
struct known *known_find(const struct claims *c, pid_t pid);
/* Too many to remember: they are looked at anew each time. */
void known_put(struct claims *c, const struct proc_info *p, bool asked);

/* claims_ask.c */
void reader_init(struct claims *c);
void reader_done(struct claims *c);
void reader_add(struct claims *c, const struct proc_info *p);
/* A walk met it: when it turns out to be nobody's that is told. */
void reader_tell(struct claims *c, pid_t pid);
/* claims_owner.c: by what its environment names. */
uint32_t owner_by_words(struct claims *c, const char *service, const char *instance);
/* claims.c: a child of ours is no service's. */
void claims_tell_unknown(struct claims *c, const struct proc_info *p);

#endif

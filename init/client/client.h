/* init/client/client.h - talks to a running init through its control socket.
 *
 * A client sends one request and reads the reply lines until the init closes the
 * connection. docs/ctinit-control.7.scd describes both.
 *
 * Layer:   init/client, for init/verbs. May block and allocate.
 * Errors:  0 or a negative errno with *err, a message for the user.
 * Memory:  the lines are in struct client, and valid until the next call. */
#ifndef INIT_CLIENT_CLIENT_H
#define INIT_CLIENT_CLIENT_H

#include "conf/base/base.h"
#include "conf/base/control_list.h"
#include "conf/base/json_reader.h"
#include "conf/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/un.h>

/* Which init to talk to. If both are NULL, the places are CTINIT_CONTROL, the usual paths,
 * and the abstract sockets of this pid namespace. */
struct client_target {
	const char *control;   /* --control: a path, or @NAME in the abstract namespace */
	const char *container; /* --container: the name of a container of `ctinit run` */
	bool no_wait; /* fail, instead of waiting for an init that takes no client now */
};

struct client {
	int fd;                  /* -1: not connected */
	size_t from, used;       /* the unread bytes are buffer[from..used) */
	int received_fd;         /* a descriptor that came with the last bytes; -1: none */
	struct json_object last; /* of client_next() */
	char line[CONTROL_LINE_MAX];
	char buffer[2 * CONTROL_LINE_MAX];
};

/* Connects. -ECONNREFUSED if no init answers at any place. The caller calls client_close()
 * in all cases. */
int client_connect(struct client *c, const struct client_target *target, struct text *err);
void client_close(struct client *c);

/* Connects to one place, a path or @NAME. `flags` are 0 or SOCK_NONBLOCK, with which the
 * result is -EAGAIN if the init has too many clients. Returns the socket or a negative
 * errno. */
int client_connect_place(const char *name, int flags);

/* Sends the words, NULL-terminated, as a request, with `fd_count` descriptors. -EMSGSIZE if
 * they are too long. */
int client_send(struct client *c, const char *const *words, const int *fds, size_t fd_count,
		struct text *err);

/* Reads the next line into c->line without its newline. Returns its length; 0 at the end of
 * the reply; -EAGAIN if `wait` is false and there is no whole line yet; -EMSGSIZE if the
 * line is too long; or another negative errno. Each control character is replaced by `?`:
 * the line can go to a terminal. */
int client_read_line(struct client *c, bool wait);
/* Parses c->line into c->last, which overwrites the line. Returns false if it is not a flat
 * JSON object. */
bool client_parse_line(struct client *c);

#endif

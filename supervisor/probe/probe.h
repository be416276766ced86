/* supervisor/probe/probe.h - one question to something: does it answer? Never blocks.
 *
 * Layer:   supervisor, private to the room: readiness, health and wait-for stand on it.
 * Units:   msec.
 * Errors:  every answer but yes is a no with a reason; done() brings either.
 * Memory:  a struct probe is embedded in what uses it, made at sup_new().
 * Source:  RFC 9112 (HTTP/1.1), connect(2), unix(7).
 *
 * tcp:HOST:PORT and unix:PATH accept a connection, http://HOST[:PORT][/PATH] answers 2xx
 * or 3xx, file:PATH is there, exec:COMMAND exits with 0. Of what the other side says 13
 * bytes are looked at; the whole question has one limit of time. A HOST that is a name is
 * resolved by a child. */
#ifndef SUPERVISOR_ASK_H
#define SUPERVISOR_ASK_H

#include "conf/base/text.h"
#include "supervisor/child/helper.h"
#include "supervisor/proc/resolve.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#define PROBE_LABEL_SIZE  80
#define PROBE_STATUS_SIZE 13 /* "HTTP/1.1 200 " */

/* LOOKING_AGAIN: with the service's ids. */
enum probe_state {
	PROBE_IDLE,
	PROBE_READING_ENV,
	PROBE_CHECKING_PATH,
	PROBE_CHECKING_PATH_AS_USER,
	PROBE_RESOLVING,
	PROBE_CONNECTING,
	PROBE_READING_REPLY,
	PROBE_RUNNING_COMMAND
};

struct probe {
	struct unit *unit;
	/* May probe again, or anything else, from in here. */
	void (*done)(struct probe *probe, bool good, const char *text);
	struct helper helper;
	struct io io;   /* the connection being made, or the resolver's pipe; fd -1 */
	ev_timer timer; /* the limit of this address */
	msec deadline, timeout;
	struct dns_address addresses[RESOLVE_MAX];
	uint16_t port, key, at;
	uint8_t count, next; /* of the addresses */
	uint8_t state, kind;
	uint8_t head_size;
	char head[PROBE_STATUS_SIZE];
	int16_t error; /* of the first address */
	char label[PROBE_LABEL_SIZE];
};

void probe_init(struct probe *probe, struct unit *u,
		void (*done)(struct probe *probe, bool good, const char *text));
/* Asks what the key names, number `at` of a list. done() may be called before it returns. */
void probe_start(struct probe *probe, enum conf_key key, size_t at, msec timeout);
void probe_cancel(struct probe *probe); /* no done() any more */
void probe_detach(struct probe *probe); /* for sup_free(): kills nobody */

/* Of "connect HOST: REASON" and the like, as done() gets it, the reason. */
const char *probe_reason(const char *text);

/* ---- between probe.c and probe_path.c ---- */

/* Ends the question; probe_fail() says "WHAT LABEL: REASON". */
void probe_finish(struct probe *probe, bool good, const char *text);
void probe_fail(struct probe *probe, const char *what, const char *reason);
void probe_connect_unix(struct probe *probe, const char *path);
/* True: files of the service's environment are read first, and the question begins anew. */
bool probe_reads_env_first(struct probe *probe, bool needs);
void probe_path(struct probe *probe, const char *path);
void probe_path_checked(struct probe *probe, enum helper_end end, const char *text);

/* What is asked, found again each time it is needed: in the scratch. */
struct probe_target {
	enum conf_ready_kind kind; /* READY_TCP, UNIX, HTTP, FILE, EXEC */
	const char *word, *rest;   /* as written; what follows the kind */
	const char *path;          /* HTTP; "" is / */
	char host[DNS_NAME];       /* TCP, HTTP: without [] */
	uint16_t port;
	char *const *argv; /* EXEC */
};
/* probe_target.c. `env` NULL: one is filled if the value needs it. 0, -ENOENT when the list
 * is at its end, or another negative errno; *err. */
int probe_target(struct unit *u, struct env *env, enum conf_key key, size_t at,
		 struct probe_target *ret, struct text *err);
/* The GET; its length, 0 when it does not fit. */
size_t probe_http_request(const struct probe_target *target, char *to, size_t size);
union probe_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un un;
};
/* The size of what was made; of a path (@: an abstract name) that is too long 0. */
socklen_t probe_address(union probe_address *to, const struct dns_address *from,
			uint16_t port);
socklen_t probe_unix_address(union probe_address *to, const char *path);
/* What is asked, for messages. */
void probe_set_label(struct probe *probe, const char *text);
/* A literal address, or localhost (two): how many; 0: a name. */
uint8_t probe_literal_addresses(const char *host, struct dns_address ret[RESOLVE_MAX]);
/* Of the first bytes of an answer: 0 too few yet, -1 not HTTP, else the status. */
int probe_http_status(const char *head, size_t size);

#endif

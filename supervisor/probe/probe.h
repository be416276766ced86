/* supervisor/probe/probe.h - runs one probe, to see if something answers. Never blocks.
 *
 * Readiness, health checks and wait-for are made of probes. tcp:HOST:PORT and unix:PATH
 * pass when a connection is made, http://HOST[:PORT][/PATH] when the status is 2xx or 3xx,
 * file:PATH when the path exists, exec:COMMAND when the command exits with 0. A helper
 * process resolves names, runs commands, and looks at paths that the kernel has not cached.
 * One time limit covers resolving, connecting and the reply. Two things come on top of it:
 * the time to read the service's environment files first, and a second check of a path with
 * the ids of the service.
 *
 * Layer:   above child/ and env/, below readiness.c, health.c and wait_for.c.
 * Units:   msec.
 * Errors:  a probe passes, or fails with a reason; done() reports either.
 * Memory:  a struct probe is embedded in the struct of its owner. Nothing is allocated.
 * Source:  RFC 9112 (HTTP/1.1), connect(2), unix(7). */
#ifndef SUPERVISOR_PROBE_PROBE_H
#define SUPERVISOR_PROBE_PROBE_H

#include "supervisor/child/helper.h"
#include "supervisor/proc/resolve.h"

#define PROBE_LABEL_SIZE  80
#define PROBE_STATUS_SIZE 13 /* "HTTP/1.1 200 " */

enum probe_state {
	PROBE_IDLE,
	PROBE_READING_ENV, /* a helper reads the files of the service's environment */
	PROBE_CHECKING_PATH,
	PROBE_CHECKING_PATH_AS_USER, /* with the ids of the service */
	PROBE_RESOLVING,
	PROBE_CONNECTING,
	PROBE_READING_REPLY,
	PROBE_RUNNING_COMMAND
};

/* An entry of the configuration that says what to probe. */
struct probe_entry {
	enum conf_key key;
	uint32_t index; /* of the entry in the list of that key */
};

struct probe {
	struct unit *unit;
	/* Called when the probe has passed (`text` is "") or failed (`text` says why). May
	 * start the next probe. */
	void (*done)(struct probe *probe, bool passed, const char *text);
	struct helper helper;
	struct io io;   /* the connection, or the pipe of the resolver; fd -1: none */
	ev_timer timer; /* the time limit of this address, or of the reply */
	msec deadline, timeout;
	struct dns_address addresses[RESOLVE_MAX];
	struct probe_entry entry;
	uint16_t port;
	uint8_t address_count, next_address;
	uint8_t state, kind; /* enum probe_state, enum conf_ready_kind */
	uint8_t head_size;
	char head[PROBE_STATUS_SIZE]; /* the first head_size bytes of an HTTP reply */
	int16_t error;                /* errno of the first address that failed */
	char label[PROBE_LABEL_SIZE];
};

void probe_init(struct probe *probe, struct unit *u,
		void (*done)(struct probe *probe, bool passed, const char *text));
/* Cancels a probe of this struct that runs, and starts another one. May call done() before
 * it returns. */
void probe_start(struct probe *probe, struct probe_entry entry, msec timeout);
/* Ends the probe without a call of done(). Does nothing if the probe is idle. */
void probe_cancel(struct probe *probe);
/* Stops all watchers when the supervisor is freed. Kills nothing. */
void probe_detach(struct probe *probe);

/* Returns the reason in a text of done(): "REASON" of "connect HOST: REASON", and the same
 * after each other action (finish.h). Any other text is returned as it is. */
const char *probe_reason(const char *text);

#endif

/* supervisor/probe/probe.h - runs one probe, which tests whether something answers.
 *
 * Never blocks. Readiness, health checks and wait-for use probes. tcp:HOST:PORT and
 * unix:PATH pass when a connection is made, http://HOST[:PORT][/PATH] when the status is
 * 2xx or 3xx, file:PATH when the path exists, exec:COMMAND when the command exits with 0. A
 * helper resolves names, runs commands, and checks paths that the kernel has not cached.
 * One time limit applies to resolving, connecting and the reply. It does not include
 * reading the service's environment files, and a second check of a path with the service's
 * ids.
 *
 * Layer:   above child/ and env/, below readiness.c, health.c and wait_for.c.
 * Units:   msec.
 * Errors:  a probe passes, or fails with a reason; done() reports both.
 * Memory:  a struct probe is embedded in the struct of its owner. Nothing is allocated.
 * Source:  RFC 9112 (HTTP/1.1), connect(2), unix(7). */
#ifndef SUPERVISOR_PROBE_PROBE_H
#define SUPERVISOR_PROBE_PROBE_H

#include "supervisor/child/helper.h"
#include "supervisor/proc/resolve.h"

#define PROBE_LABEL_SIZE  80
#define PROBE_STATUS_SIZE 13 /* the length of "HTTP/1.1 200 " */

enum probe_state {
	PROBE_IDLE,
	PROBE_READING_ENV, /* a helper reads the files of the service's environment */
	PROBE_CHECKING_PATH,
	PROBE_CHECKING_PATH_AS_USER, /* with the service's ids */
	PROBE_RESOLVING,
	PROBE_CONNECTING,
	PROBE_READING_REPLY,
	PROBE_RUNNING_COMMAND
};

/* The entry of the configuration that says what to probe. */
struct probe_entry {
	enum conf_key key;
	uint32_t index; /* position in the list of that key */
};

struct probe {
	struct unit *unit;
	/* Called when the probe has passed (`text` is "") or failed (`text` is the reason).
	 * May start the next probe. */
	void (*done)(struct probe *probe, bool passed, const char *text);
	struct helper helper;
	struct io io;   /* the connection, or the resolver's pipe; fd -1: none */
	ev_timer timer; /* time limit of the current address, or of the reply */
	msec deadline, timeout;
	struct dns_address addresses[RESOLVE_MAX];
	struct probe_entry entry;
	uint16_t port;
	uint8_t address_count, next_address;
	uint8_t state, kind; /* enum probe_state, enum conf_ready_kind */
	uint8_t head_size;
	char head[PROBE_STATUS_SIZE]; /* the first head_size bytes of an HTTP reply */
	int16_t error;                /* errno of the first address that failed */
	/* The target, for messages: "127.0.0.1:5432", "/run/app.ready". */
	char label[PROBE_LABEL_SIZE];
	bool has_no_target; /* in done(): passed, because there was nothing to probe */
};

/* Initializes the probe. Call it once, before all other functions. */
void probe_init(struct probe *probe, struct unit *u,
		void (*done)(struct probe *probe, bool passed, const char *text));
/* Cancels a running probe of this struct, and starts another one, which takes at most
 * `timeout` (see above). May call done() before it returns. */
void probe_start(struct probe *probe, struct probe_entry entry, msec timeout);
/* Ends the probe, and kills its helper; done() is not called. Does nothing if the probe is
 * idle. */
void probe_cancel(struct probe *probe);
/* Call when the unit is released. Stops all watchers; done() is not called. Kills no
 * process. */
void probe_detach(struct probe *probe);

/* Returns the reason in a text of done(): "REASON" of "connect HOST: REASON", and the same
 * for each other action (finish.h). Returns any other text unchanged. */
const char *probe_reason(const char *text);

#endif

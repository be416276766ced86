/* supervisor/probe/target.h - finds the target of a probe: host, port, path or command.
 *
 * Layer:  private to the room, except for `ctinit wait-for`.
 * Errors: 0 or a negative errno with *err.
 * Memory: the scratch memory. A target is found again each time it is needed. */
#ifndef SUPERVISOR_PROBE_TARGET_H
#define SUPERVISOR_PROBE_TARGET_H

#include "supervisor/probe/probe.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

struct probe_target {
	enum conf_ready_kind kind; /* READY_TCP, _UNIX, _HTTP, _FILE or _EXEC */
	const char *word;          /* the complete word: "tcp:db:5432" */
	const char *rest;          /* the word without the kind: "db:5432" */
	const char *path;          /* path of HTTP; "" means / */
	char host[DNS_NAME];       /* host of TCP and HTTP, without [] */
	uint16_t port;
	char *const *argv; /* words of EXEC's command, NULL-terminated */
};

/* Parses the words of a probe: one, or with exec: all of its command. Returns 0; -EINVAL if
 * they are not a probe; or -ENOSPC if the scratch memory is too small for the command. */
int probe_target_parse(struct probe_target *ret, char *const *words, size_t count,
		       struct conf_scratch *scratch);
/* Finds the target of an entry. Returns 0, or 1 if there is no target: the list has no
 * such entry, or the value is or expands to `none` or "". If `env` is NULL, empties the
 * scratch memory first, and builds an environment if the value has variables. Returns a
 * negative errno with *err on failure. */
int probe_target_find(struct unit *u, struct env *env, struct probe_entry entry,
		      struct probe_target *ret, struct text *err);

/* Formats the GET request. Returns its length, or 0 if `buf` is too small. */
size_t probe_http_request(const struct probe_target *target, char *buf, size_t size);
/* Parses the first bytes of a reply. Returns the status, 0 if more bytes are needed, or -1
 * if it is not HTTP. */
int probe_http_status(const char *head, size_t size);

union probe_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un un;
};
/* These two return the size of the address. */
socklen_t probe_inet_address(union probe_address *ret, const struct dns_address *from,
			     uint16_t port);
/* Converts a path, or "@NAME" in the abstract namespace. Returns 0 if it is too long. */
socklen_t probe_unix_address(union probe_address *ret, const char *path);

/* Returns the number of addresses of `host`: 1 for a literal address, 2 for localhost, 0
 * for a name that must be resolved. */
uint8_t probe_literal_addresses(const char *host, struct dns_address ret[RESOLVE_MAX]);

/* Sets probe->label, the name of the target in messages, and escapes control characters. */
void probe_set_label(struct probe *probe, const char *text);

#endif

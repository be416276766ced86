/* supervisor/proc/resolve.h - resolves a host name in a child of PID 1.
 *
 * PID 1 must not block, and a static libc would load NSS modules. So a forked child reads
 * /etc/hosts, asks the name servers of /etc/resolv.conf, and writes the addresses to a
 * pipe. PID 1 does not trust these bytes and checks them.
 *
 * Layer:   supervisor/proc. The rooms above it may include it.
 * Source:  hosts(5), resolv.conf(5). */
#ifndef SUPERVISOR_PROC_RESOLVE_H
#define SUPERVISOR_PROC_RESOLVE_H

#include "conf/base/base.h"
#include "supervisor/proc/dns.h"

#include <stdint.h>

#define RESOLVE_MAX 6

struct resolve_setup {
	const char *hosts, *resolv_conf;
	uint16_t port; /* port of the name servers */
	msec limit;    /* time limit of the whole lookup */
};
extern const struct resolve_setup resolve_usual;

/* Resolves a name. Blocks, so call it only in a child. Returns the number of addresses, at
 * least 1; -ENOENT if there is no such name; -EINVAL if the name is invalid; -ETIMEDOUT if
 * no name server answered; or -EAGAIN if no name server could answer the query. */
int resolve(const struct resolve_setup *setup, const char *name,
	    struct dns_address ret[RESOLVE_MAX]);

/* For helper_spec.run: resolves `name` and writes the addresses to descriptor 3. Returns an
 * exit code, 0 or one that resolve_reason() knows. */
int resolve_child(void *name);
/* Returns a text for an exit code of resolve_child(). */
const char *resolve_reason(int exit_code);
/* In PID 1: checks `size` bytes from the pipe and copies the addresses. Returns their
 * number, or 0 if the bytes are invalid. */
size_t resolve_check(const void *bytes, size_t size, struct dns_address ret[RESOLVE_MAX]);

#endif

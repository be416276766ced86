/* supervisor/proc/resolve.h - resolves the name of a host, in a child of PID 1.
 *
 * A static libc must not resolve names, because it would load NSS modules, and PID 1 must
 * not block. So a forked child reads /etc/hosts, asks the name servers of /etc/resolv.conf,
 * and writes the addresses to a pipe. PID 1 does not trust these bytes and checks them.
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

/* Resolves a name. It blocks, so call it only in a child. Returns the number of addresses,
 * at least one. -ENOENT: there is no such name. -EINVAL: the name is invalid. -ETIMEDOUT:
 * no name server answered. -EAGAIN: no name server could answer the question. */
int resolve(const struct resolve_setup *setup, const char *name,
	    struct dns_address ret[RESOLVE_MAX]);

/* The function of the child (helper_spec.run): `name` is its context, and it writes the
 * result to descriptor 3. The exit code is 0 or one that resolve_reason() knows. */
int resolve_child(void *name);
/* Returns a text for an exit code of resolve_child(). */
const char *resolve_reason(int exit_code);
/* In PID 1: checks `size` bytes from the pipe. Returns the number of addresses, or 0 if the
 * bytes are invalid. */
size_t resolve_check(const void *bytes, size_t size, struct dns_address ret[RESOLVE_MAX]);

#endif

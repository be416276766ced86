/* supervisor/proc/resolve.h - a host's name to addresses, in a child of PID 1.
 *
 * A static libc must not resolve names itself (it would load NSS modules), and PID 1 must
 * not wait: so /etc/hosts and the name servers of /etc/resolv.conf are asked here, by a
 * forked child that writes what it found to a pipe. What comes through it is checked as
 * if a stranger had written it.
 * Source: hosts(5), resolv.conf(5). */
#ifndef SUPERVISOR_PROC_RESOLVE_H
#define SUPERVISOR_PROC_RESOLVE_H

#include "conf/base/base.h"
#include "supervisor/proc/dns.h"

#include <stdint.h>

#define RESOLVE_MAX 6

struct resolve_setup {
	const char *hosts, *resolv_conf;
	uint16_t port; /* of the name servers */
	msec limit;    /* for all of it */
};
extern const struct resolve_setup resolve_usual;

/* Blocks: for the child only. How many addresses, at least one; -ENOENT: there is no
 * such name; -EINVAL: none can be; -ETIMEDOUT: no name server answered; -EAGAIN: none
 * could say. */
int resolve(const struct resolve_setup *setup, const char *name,
	    struct dns_address ret[RESOLVE_MAX]);

/* The child's main(), for helper_spec: `name` is the context, the result goes to descriptor
 * 3. The exit code is 0 or one that resolve_reason() knows. */
int resolve_child(void *name);
const char *resolve_reason(int exit_code);
/* In PID 1: `size` bytes that were read from the pipe. The count; 0: they are nonsense. */
size_t resolve_check(const void *bytes, size_t size, struct dns_address ret[RESOLVE_MAX]);

#endif

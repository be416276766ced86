/* supervisor/proc/dns.h - builds DNS queries and parses the answers.
 *
 * Pure. An answer may be hostile: we check each length, follow compression pointers only
 * backwards, and follow at most DNS_ALIASES aliases.
 *
 * Layer:   supervisor/proc, for resolve.c and the rooms that include resolve.h.
 * Source:  RFC 1035 4.1, 3.2; RFC 3596 (AAAA). */
#ifndef SUPERVISOR_PROC_DNS_H
#define SUPERVISOR_PROC_DNS_H

#include <stddef.h>
#include <stdint.h>

#define DNS_NAME     256 /* RFC 1035 2.3.4: 255 octets in a packet, fewer as text */
#define DNS_QUESTION 512
#define DNS_ANSWER   4096
#define DNS_ALIASES  8

enum dns_type { DNS_A = 1, DNS_AAAA = 28 };

struct dns_address {
	uint8_t family; /* IP version, 4 or 6 */
	uint8_t bytes[16];
};

struct dns_query {
	uint16_t id;
	enum dns_type type;
	const char *name;
};

/* Builds the query. Returns its length, or 0 if the name is invalid (a label has 1 to 63
 * octets, a name at most 253). */
size_t dns_question(const struct dns_query *query, uint8_t to[DNS_QUESTION]);
/* Parses an answer and writes at most `max` addresses. Returns their number, 0 if the name
 * has no address of this type, -ENOENT if there is no such name, -EAGAIN if this server
 * cannot answer, or -EBADMSG if the packet does not answer this query: then wait for
 * another one. */
int dns_answer(const struct dns_query *query, const uint8_t *packet, size_t size,
	       struct dns_address *ret, size_t max);

#endif

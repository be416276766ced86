/* supervisor/proc/dns.h - questions to a name server and what of its answers is true.
 *
 * Pure. Everything an answer says is hostile: each length is checked, compression may only
 * point backwards, a chain of aliases ends after DNS_ALIASES.
 * Source: RFC 1035 4.1, 3.2; RFC 3596 (AAAA). */
#ifndef SUPERVISOR_PROC_DNS_H
#define SUPERVISOR_PROC_DNS_H

#include <stddef.h>
#include <stdint.h>

#define DNS_NAME     256 /* RFC 1035 2.3.4: 255 octets with lengths; as text less */
#define DNS_QUESTION 512
#define DNS_ANSWER   4096
#define DNS_ALIASES  8

enum dns_type { DNS_A = 1, DNS_AAAA = 28 };

struct dns_address {
	uint8_t family; /* 4 or 6 */
	uint8_t bytes[16];
};

/* The length of the question; 0: no such name can be (labels of 1 to 63 octets). */
size_t dns_question(uint8_t at[DNS_QUESTION], uint16_t id, const char *name,
		    enum dns_type type);
/* How many addresses were written to ret, at most max. -ENOENT: there is no such name;
 * -EAGAIN: this server cannot say; -EBADMSG: not an answer to that question: go on
 * waiting. */
int dns_answer(const uint8_t *at, size_t size, uint16_t id, const char *name,
	       enum dns_type type, struct dns_address *ret, size_t max);

#endif

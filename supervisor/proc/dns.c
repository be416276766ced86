/* supervisor/proc/dns.c - questions to a name server and what of its answers is true. */
#include "supervisor/proc/dns.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define HEADER         12
#define RESPONSE       0x8000u
#define RECURSION_ASK  0x0100u
#define OPCODE         0x7800u
#define TRUNCATED      0x0200u
#define RCODE          0x000fu
#define RCODE_NO_NAME  3u
#define CLASS_INTERNET 1u
#define TYPE_CNAME     5u

struct packet {
	const uint8_t *at;
	size_t size, used;
};

static void put16(uint8_t *at, unsigned n)
{
	at[0] = (uint8_t)(n >> 8);
	at[1] = (uint8_t)n;
}

static bool take16(struct packet *p, unsigned *ret)
{
	if (p->size - p->used < 2)
		return false;
	*ret = (unsigned)p->at[p->used] << 8 | p->at[p->used + 1];
	p->used += 2;
	return true;
}

size_t dns_question(uint8_t at[DNS_QUESTION], uint16_t id, const char *name,
		    enum dns_type type)
{
	size_t used = HEADER;

	if (strlen(name) > DNS_NAME - 3)
		return 0;
	memset(at, 0, HEADER);
	put16(at, id);
	put16(at + 2, RECURSION_ASK);
	put16(at + 4, 1);
	while (*name != '\0') {
		size_t len = strcspn(name, ".");

		if (len < 1 || len > 63)
			return 0;
		at[used++] = (uint8_t)len;
		memcpy(at + used, name, len);
		used += len;
		name += len + (name[len] == '.');
	}
	at[used++] = 0;
	put16(at + used, type);
	put16(at + used + 2, CLASS_INTERNET);
	return used + 4;
}

/* The name at p, as text; p goes behind it. A pointer may only lead to before the part it
 * stands in, so there is an end. */
static bool take_name(struct packet *p, char text[DNS_NAME])
{
	size_t at = p->used, limit = p->used, len = 0;
	bool jumped = false;

	for (;;) {
		if (at >= p->size)
			return false;
		unsigned octet = p->at[at];
		if (octet >= 0xc0) {
			if (at + 1 >= p->size)
				return false;
			size_t to = (octet & 0x3fu) << 8 | p->at[at + 1];
			if (!jumped)
				p->used = at + 2;
			jumped = true;
			if (to >= limit)
				return false;
			limit = at = to;
			continue;
		}
		at++;
		if (octet == 0)
			break;
		if (octet > 63 || octet > p->size - at || len + octet + 2 > DNS_NAME ||
		    memchr(p->at + at, '\0', octet) != NULL)
			return false;
		if (len > 0)
			text[len++] = '.';
		memcpy(text + len, p->at + at, octet);
		len += octet;
		at += octet;
	}
	if (!jumped)
		p->used = at;
	text[len] = '\0';
	return true;
}

static bool same_name(const char *a, const char *b)
{
	size_t len = strlen(b);

	len -= len > 0 && b[len - 1] == '.';
	return strlen(a) == len && strncasecmp(a, b, len) == 0;
}

/* Is it an answer, and to this question? *ret_flags is the header's second word. */
static bool is_ours(struct packet *p, uint16_t id, const char *name, enum dns_type type,
		    unsigned *ret_flags, unsigned *ret_records)
{
	unsigned got, questions, rest, got_type, got_class;
	char text[DNS_NAME];

	return take16(p, &got) && got == id && take16(p, ret_flags) &&
	       (*ret_flags & RESPONSE) && (*ret_flags & OPCODE) == 0 &&
	       take16(p, &questions) && questions == 1 && take16(p, ret_records) &&
	       take16(p, &rest) && take16(p, &rest) && take_name(p, text) &&
	       same_name(text, name) && take16(p, &got_type) &&
	       got_type == (unsigned)type && take16(p, &got_class) &&
	       got_class == CLASS_INTERNET;
}

struct record {
	char owner[DNS_NAME];
	unsigned type, class, size;
	size_t data; /* where in the packet */
};

static bool take_record(struct packet *p, struct record *ret)
{
	unsigned ttl;

	if (!take_name(p, ret->owner) || !take16(p, &ret->type) ||
	    !take16(p, &ret->class) || !take16(p, &ttl) || !take16(p, &ttl) ||
	    !take16(p, &ret->size) || ret->size > p->size - p->used)
		return false;
	ret->data = p->used;
	p->used += ret->size;
	return true;
}

/* One walk over the records: addresses of `name`, or where its alias leads. */
static int addresses_of(struct packet p, unsigned records, char name[DNS_NAME],
			enum dns_type type, struct dns_address *ret, size_t max,
			bool *ret_alias)
{
	size_t want = type == DNS_A ? 4 : 16, used = 0;
	struct record r;
	char alias[DNS_NAME];

	*ret_alias = false;
	while (records-- > 0 && take_record(&p, &r)) {
		struct packet data = p;

		if (r.class != CLASS_INTERNET || !same_name(r.owner, name))
			continue;
		data.used = r.data;
		if (r.type == TYPE_CNAME && take_name(&data, alias))
			*ret_alias = true;
		if (r.type != (unsigned)type || r.size != want || used == max)
			continue;
		ret[used].family = type == DNS_A ? 4 : 6;
		memset(ret[used].bytes, 0, sizeof ret[used].bytes);
		memcpy(ret[used++].bytes, p.at + r.data, want);
	}
	if (*ret_alias)
		memcpy(name, alias, sizeof alias);
	return (int)used;
}

int dns_answer(const uint8_t *at, size_t size, uint16_t id, const char *name,
	       enum dns_type type, struct dns_address *ret, size_t max)
{
	struct packet p = { .at = at, .size = size };
	unsigned flags, records;
	char now[DNS_NAME];
	bool alias = true;
	int count = 0;

	if (!is_ours(&p, id, name, type, &flags, &records))
		return -EBADMSG;
	if ((flags & RCODE) == RCODE_NO_NAME)
		return -ENOENT;
	if ((flags & RCODE) != 0)
		return -EAGAIN;
	if (strlen(name) >= sizeof now)
		return -EBADMSG;
	strcpy(now, name);
	for (int i = 0; i < DNS_ALIASES && alias && count == 0; i++)
		count = addresses_of(p, records, now, type, ret, max, &alias);
	return count == 0 && (flags & TRUNCATED) ? -EAGAIN : count;
}

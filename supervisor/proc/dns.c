/* supervisor/proc/dns.c - builds DNS queries and parses the answers. */
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

struct dns_packet {
	const uint8_t *bytes;
	size_t size, used;
};

static void write16(uint8_t *to, unsigned n)
{
	to[0] = (uint8_t)(n >> 8);
	to[1] = (uint8_t)n;
}

static bool read16(struct dns_packet *p, unsigned *ret)
{
	if (p->size - p->used < 2)
		return false;
	*ret = (unsigned)p->bytes[p->used] << 8 | p->bytes[p->used + 1];
	p->used += 2;
	return true;
}

size_t dns_question(const struct dns_query *query, uint8_t to[DNS_QUESTION])
{
	const char *name = query->name;
	size_t used = HEADER;

	if (strlen(name) > DNS_NAME - 3)
		return 0;
	memset(to, 0, HEADER);
	write16(to, query->id);
	write16(to + 2, RECURSION_ASK);
	write16(to + 4, 1);
	while (*name != '\0') {
		size_t len = strcspn(name, ".");

		if (len < 1 || len > 63)
			return 0;
		to[used++] = (uint8_t)len;
		memcpy(to + used, name, len);
		used += len;
		name += len + (name[len] == '.');
	}
	to[used++] = 0;
	write16(to + used, query->type);
	write16(to + used + 2, CLASS_INTERNET);
	return used + 4;
}

/* Reads the name at p->used as text, and moves p->used behind it. A compression pointer
 * must point backwards, so the loop ends. */
static bool read_name(struct dns_packet *p, char text[DNS_NAME])
{
	size_t pos = p->used, limit = p->used, len = 0;
	bool jumped = false;

	for (;;) {
		if (pos >= p->size)
			return false;
		unsigned octet = p->bytes[pos];
		if (octet >= 0xc0) {
			if (pos + 1 >= p->size)
				return false;
			size_t to = (octet & 0x3fu) << 8 | p->bytes[pos + 1];
			if (!jumped)
				p->used = pos + 2;
			jumped = true;
			if (to >= limit)
				return false;
			limit = pos = to;
			continue;
		}
		pos++;
		if (octet == 0)
			break;
		if (octet > 63 || octet > p->size - pos || len + octet + 2 > DNS_NAME ||
		    memchr(p->bytes + pos, '\0', octet) != NULL)
			return false;
		if (len > 0)
			text[len++] = '.';
		memcpy(text + len, p->bytes + pos, octet);
		len += octet;
		pos += octet;
	}
	if (!jumped)
		p->used = pos;
	text[len] = '\0';
	return true;
}

static bool same_name(const char *a, const char *b)
{
	size_t len = strlen(b);

	len -= len > 0 && b[len - 1] == '.';
	return strlen(a) == len && strncasecmp(a, b, len) == 0;
}

/* Returns true if the packet answers this query. *ret_flags is the second word of the
 * header. */
static bool is_answer_to(struct dns_packet *p, const struct dns_query *query,
			 unsigned *ret_flags, unsigned *ret_records)
{
	unsigned got, questions, rest, got_type, got_class;
	char text[DNS_NAME];

	return read16(p, &got) && got == query->id && read16(p, ret_flags) &&
	       (*ret_flags & RESPONSE) && (*ret_flags & OPCODE) == 0 &&
	       read16(p, &questions) && questions == 1 && read16(p, ret_records) &&
	       read16(p, &rest) && read16(p, &rest) && read_name(p, text) &&
	       same_name(text, query->name) && read16(p, &got_type) &&
	       got_type == (unsigned)query->type && read16(p, &got_class) &&
	       got_class == CLASS_INTERNET;
}

struct dns_record {
	char owner[DNS_NAME];
	unsigned type, class, size;
	size_t data; /* offset of the data in the packet */
};

static bool read_record(struct dns_packet *p, struct dns_record *ret)
{
	unsigned ttl;

	if (!read_name(p, ret->owner) || !read16(p, &ret->type) ||
	    !read16(p, &ret->class) || !read16(p, &ttl) || !read16(p, &ttl) ||
	    !read16(p, &ret->size) || ret->size > p->size - p->used)
		return false;
	ret->data = p->used;
	p->used += ret->size;
	return true;
}

/* The records of an answer, and the name that we search in them. */
struct record_scan {
	struct dns_packet records;
	unsigned count;
	enum dns_type type;
	char name[DNS_NAME];
};

/* Scans the records once. Returns the number of addresses of scan->name. If the name is an
 * alias, sets *ret_alias and replaces the name by the alias's target. */
static int scan_records(struct record_scan *scan, struct dns_address *ret, size_t max,
			bool *ret_alias)
{
	size_t want = scan->type == DNS_A ? 4 : 16, used = 0;
	struct dns_packet p = scan->records;
	struct dns_record r;
	char alias[DNS_NAME];

	*ret_alias = false;
	for (unsigned i = 0; i < scan->count && read_record(&p, &r); i++) {
		struct dns_packet data = p;

		if (r.class != CLASS_INTERNET || !same_name(r.owner, scan->name))
			continue;
		data.used = r.data;
		if (r.type == TYPE_CNAME && read_name(&data, alias))
			*ret_alias = true;
		if (r.type != (unsigned)scan->type || r.size != want || used == max)
			continue;
		ret[used].family = scan->type == DNS_A ? 4 : 6;
		memset(ret[used].bytes, 0, sizeof ret[used].bytes);
		memcpy(ret[used++].bytes, p.bytes + r.data, want);
	}
	if (*ret_alias)
		memcpy(scan->name, alias, sizeof alias);
	return (int)used;
}

int dns_answer(const struct dns_query *query, const uint8_t *packet, size_t size,
	       struct dns_address *ret, size_t max)
{
	struct record_scan scan = { .records = { .bytes = packet, .size = size },
				    .type = query->type };
	bool alias = true;
	unsigned flags;
	int count = 0;

	if (!is_answer_to(&scan.records, query, &flags, &scan.count))
		return -EBADMSG;
	if ((flags & RCODE) == RCODE_NO_NAME)
		return -ENOENT;
	if ((flags & RCODE) != 0)
		return -EAGAIN;
	if (strlen(query->name) >= sizeof scan.name)
		return -EBADMSG;
	strcpy(scan.name, query->name);
	for (int i = 0; i < DNS_ALIASES && alias && count == 0; i++)
		count = scan_records(&scan, ret, max, &alias);
	return count == 0 && (flags & TRUNCATED) ? -EAGAIN : count;
}

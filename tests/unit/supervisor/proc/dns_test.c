/* tests/unit/supervisor/proc/dns_test.c - parses DNS answers, most of them hostile. */
#include "supervisor/proc/dns.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define ID 0x1234

static uint8_t packet[DNS_ANSWER];
static size_t used;
static struct dns_address got[4];

static void put(unsigned n)
{
	packet[used++] = (uint8_t)(n >> 8);
	packet[used++] = (uint8_t)n;
}

static void begin(const char *name, enum dns_type type, unsigned flags, unsigned records)
{
	used = dns_question(&(struct dns_query){ ID, type, name }, packet);
	packet[2] = (uint8_t)(flags >> 8);
	packet[3] = (uint8_t)flags;
	packet[6] = (uint8_t)(records >> 8);
	packet[7] = (uint8_t)records;
}

/* Appends a record whose owner is a pointer to `owner`. */
static void record(unsigned owner, unsigned type, const void *data, unsigned size)
{
	put(0xc000 | owner);
	put(type);
	put(1);
	put(0);
	put(60);
	put(size);
	memcpy(packet + used, data, size);
	used += size;
}

static int answer(const char *name, enum dns_type type)
{
	/* exactly as large as the packet, so a sanitizer sees reads beyond it */
	uint8_t *copy = malloc(used ? used : 1);
	memcpy(copy, packet, used);
	int r = dns_answer(&(struct dns_query){ ID, type, name }, copy, used, got, 4);
	free(copy);
	return r;
}

static size_t question(uint8_t to[DNS_QUESTION], const char *name)
{
	return dns_question(&(struct dns_query){ ID, DNS_A, name }, to);
}

static void questions(void **state)
{
	uint8_t at[DNS_QUESTION];
	static const uint8_t want[] = { 0x12, 0x34, 1,   0, 0,   1,   0,   0, 0, 0, 0, 0,
					2,    'd',  'b', 3, 'l', 'a', 'n', 0, 0, 1, 0, 1 };
	char name[400];

	(void)state;
	assert_int_equal(question(at, "db.lan"), sizeof want);
	assert_memory_equal(at, want, sizeof want);
	assert_int_equal(question(at, "db.lan."), sizeof want);
	assert_int_equal(question(at, "."), 0);
	assert_int_equal(question(at, "a..b"), 0);
	memset(name, 'x', sizeof name);
	name[64] = '\0';
	assert_int_equal(question(at, name), 0);
	name[63] = '\0';
	assert_int_equal(question(at, name), 12 + 1 + 63 + 1 + 4);
	for (size_t i = 0; i < sizeof name; i++)
		name[i] = i % 2 ? '.' : 'x';
	name[254] = '\0';
	assert_int_equal(question(at, name), 0);
}

static void addresses(void **state)
{
	(void)state;
	begin("db.lan", DNS_A, 0x8180, 2);
	record(12, DNS_A, "\x0a\0\0\1", 4);
	record(12, DNS_A, "\x0a\0\0\2", 4);
	assert_int_equal(answer("DB.lan", DNS_A), 2);
	assert_int_equal(got[1].family, 4);
	assert_memory_equal(got[1].bytes, "\x0a\0\0\2", 4);
	assert_int_equal(answer("db.lan.", DNS_A), 2);
	begin("db.lan", DNS_AAAA, 0x8180, 1);
	record(12, DNS_AAAA, "0123456789abcdef", 16);
	assert_int_equal(answer("db.lan", DNS_AAAA), 1);
	assert_int_equal(got[0].family, 6);
	begin("db.lan", DNS_A, 0x8183, 0);
	assert_int_equal(answer("db.lan", DNS_A), -ENOENT);
	begin("db.lan", DNS_A, 0x8182, 0);
	assert_int_equal(answer("db.lan", DNS_A), -EAGAIN);
	begin("db.lan", DNS_A, 0x8180, 0);
	assert_int_equal(answer("db.lan", DNS_A), 0);
	begin("db.lan", DNS_A, 0x8380, 0); /* truncated */
	assert_int_equal(answer("db.lan", DNS_A), -EAGAIN);
	begin("db.lan", DNS_A, 0x8380, 1);
	record(12, DNS_A, "\x0a\0\0\1", 4);
	assert_int_equal(answer("db.lan", DNS_A), 1);
	begin("db.lan", DNS_A, 0x8180, 9); /* 9 answers are more than the array can store */
	for (int i = 0; i < 9; i++)
		record(12, DNS_A, "\x0a\0\0\1", 4);
	assert_int_equal(answer("db.lan", DNS_A), 4);
}

static void aliases(void **state)
{
	unsigned to;

	(void)state;
	begin("db.lan", DNS_A, 0x8180, 2);
	record(12, 5, "\2pg\3lan", 8);
	to = (unsigned)used - 8;
	record(to, DNS_A, "\x0a\0\0\7", 4);
	assert_int_equal(answer("db.lan", DNS_A), 1);
	assert_memory_equal(got[0].bytes, "\x0a\0\0\7", 4);
	begin("db.lan", DNS_A, 0x8180, 1); /* the alias points to itself */
	record(12, 5, "\2db\3lan", 8);
	assert_int_equal(answer("db.lan", DNS_A), 0);
	/* The address of a name that is not in the question. */
	begin("db.lan", DNS_A, 0x8180, 1);
	record(15, DNS_A, "\x0a\0\0\7", 4);
	assert_int_equal(answer("db.lan", DNS_A), 0);
}

static void hostile(void **state)
{
	uint8_t loop[2] = { 0xc0, 0 };
	size_t whole;

	(void)state;
	begin("db.lan", DNS_A, 0x8180, 1);
	record(12, DNS_A, "\x0a\0\0\1", 4);
	whole = used;
	for (used = 0; used < whole; used++) /* truncated at any byte */
		assert_true(answer("db.lan", DNS_A) <= 0);
	used = whole;
	assert_int_equal(answer("db.org", DNS_A), -EBADMSG); /* another name */
	assert_int_equal(answer("db.lan", DNS_AAAA), -EBADMSG);
	packet[1]++; /* another id */
	assert_int_equal(answer("db.lan", DNS_A), -EBADMSG);
	packet[1]--;
	packet[2] = 1; /* a question, not an answer */
	assert_int_equal(answer("db.lan", DNS_A), -EBADMSG);
	packet[2] = 0x81;
	packet[5] = 2; /* two questions */
	assert_int_equal(answer("db.lan", DNS_A), -EBADMSG);
	begin("db.lan", DNS_A, 0x8180, 1); /* the owner points to itself, and forward */
	record((unsigned)used, DNS_A, "\x0a\0\0\1", 4);
	assert_int_equal(answer("db.lan", DNS_A), 0);
	begin("db.lan", DNS_A, 0x8180, 1);
	record((unsigned)used + 10, DNS_A, "\x0a\0\0\1", 4);
	assert_int_equal(answer("db.lan", DNS_A), 0);
	begin("db.lan", DNS_A, 0x8180, 1); /* an alias that points to itself */
	loop[0] = (uint8_t)(0xc0 | (used + 12) >> 8);
	loop[1] = (uint8_t)(used + 12);
	record(12, 5, loop, 2);
	assert_int_equal(answer("db.lan", DNS_A), 0);
	/* The header claims many records, but there are few bytes. */
	begin("db.lan", DNS_A, 0x8180, 65535);
	record(12, DNS_A, "\x0a\0\0\1", 4);
	assert_int_equal(answer("db.lan", DNS_A), 1);
	begin("db.lan", DNS_A, 0x8180, 1); /* three octets are not an address */
	record(12, DNS_A, "\x0a\0\0", 3);
	assert_int_equal(answer("db.lan", DNS_A), 0);
	begin("db.lan", DNS_A, 0x8180, 1); /* the length of the record exceeds the packet */
	record(12, DNS_A, "\x0a\0\0\1", 4);
	packet[used - 5] = 200;
	assert_int_equal(answer("db.lan", DNS_A), 0);
}

/* Sets each byte of a packet to each value. A sanitizer reports reads beyond its end. */
static void one_byte_wrong(void **state)
{
	uint8_t good[DNS_ANSWER];
	size_t whole;

	(void)state;
	begin("a.b.c.lan", DNS_A, 0x8180, 3);
	record(12, 5, "\2pg\xc0\x0e", 5);
	record((unsigned)used - 5, 5, "\1x\xc0\x10", 4);
	record((unsigned)used - 4, DNS_A, "\x0a\0\0\1", 4);
	assert_int_equal(answer("a.b.c.lan", DNS_A), 1);
	whole = used;
	memcpy(good, packet, whole);
	for (size_t at = 0; at < whole; at++) {
		for (unsigned byte = 0; byte < 256; byte++) {
			packet[at] = (uint8_t)byte;
			int r = answer("a.b.c.lan", DNS_A);
			assert_true(r == 1 || r == 0 || r == -EBADMSG || r == -ENOENT ||
				    r == -EAGAIN);
		}
		packet[at] = good[at];
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions),      cmocka_unit_test(addresses),
		cmocka_unit_test(aliases),        cmocka_unit_test(hostile),
		cmocka_unit_test(one_byte_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

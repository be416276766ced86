/* tests/unit/supervisor/proc/resolve_test.c - resolves names with a test name server. */
#include "supervisor/proc/resolve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/write_file.h"

static char hosts[] = "/tmp/ctinit-hosts-XXXXXX", conf[] = "/tmp/ctinit-resolv-XXXXXX";
static struct resolve_setup setup = { hosts, conf, 0, 2500 };
static pid_t server;
static struct dns_address got[RESOLVE_MAX];

static bool is(const uint8_t *question, const char *name)
{
	uint8_t want[DNS_QUESTION];
	size_t n = dns_question(&(struct dns_query){ 0, DNS_A, name }, want);

	return memcmp(question + 12, want + 12, n - 12 - 4) == 0;
}

/* Writes the server's answer after the question of n bytes at p. Returns the length of
 * both, or 0 if the server does not answer. */
static size_t reply(uint8_t *p, size_t n)
{
	bool old = p[n - 3] == DNS_A;
	const uint8_t record[] = {
		0xc0, 12, 0, DNS_A, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 9
	};

	p[2] = 0x81;
	p[3] = 0x80;
	if (is(p, "db.example.org") || is(p, "db.lan") || (is(p, "noaaaa.lan") && old)) {
		if (old) {
			p[7] = 1;
			memcpy(p + n, record, sizeof record);
			n += sizeof record;
		}
	} else if (is(p, "silent.lan") || is(p, "noaaaa.lan")) {
		return 0;
	} else if (is(p, "refused.lan")) {
		p[3] |= 5;
	} else if (is(p, "garbage.lan")) {
		memset(p, 0xc0, n = 2000);
	} else if (is(p, "loop.lan")) {
		p[7] = 1;
		p[n] = 0xc0;
		p[n + 1] = (uint8_t)n;
		memset(p + n + 2, 0, 60);
		n += 62;
	} else {
		p[3] |= 3;
	}
	return n;
}

static void serve(int fd)
{
	uint8_t p[DNS_ANSWER];
	struct sockaddr_in who;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		socklen_t size = sizeof who;
		ssize_t n = recvfrom(fd, p, sizeof p, 0, (struct sockaddr *)&who, &size);
		uint8_t wrong[DNS_ANSWER];

		if (n < 17)
			continue;
		memcpy(wrong, p, sizeof wrong); /* first an answer with a wrong id */
		wrong[0] ^= 0x55;
		size_t bad = reply(wrong, (size_t)n), size_of = reply(p, (size_t)n);
		sendto(fd, wrong, bad, 0, (struct sockaddr *)&who, size);
		if (size_of > 0)
			sendto(fd, p, size_of, 0, (struct sockaddr *)&who, size);
	}
}

static int begin(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)state;
	close(mkstemp(hosts));
	close(mkstemp(conf));
	if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		return -1;
	setup.port = ntohs(at.sin_port);
	server = fork();
	if (server == 0)
		serve(fd);
	close(fd);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	unlink(hosts);
	unlink(conf);
	return 0;
}

static void from_hosts(void **state)
{
	(void)state;
	write_file(hosts, "# db 10.0.0.1\n10.0.0.5\tother db # x\n::7 DB\nnonsense db\n"
			  "10.0.0.6 xdb\n");
	write_file(conf, "nameserver 127.0.0.1\n");
	assert_int_equal(resolve(&setup, "db", got), 2);
	assert_memory_equal(got[0].bytes, "\x0a\0\0\5", 4);
	assert_int_equal(got[1].family, 6);
	assert_int_equal(resolve(&setup, "Other", got), 1);
	write_file(hosts, "");
}

static void from_the_server(void **state)
{
	(void)state;
	write_file(conf, "# c\nnameserver 127.0.0.1\n");
	assert_int_equal(resolve(&setup, "db.example.org", got), 1);
	assert_memory_equal(got[0].bytes, "\x0a\0\0\x09", 4);
	assert_int_equal(resolve(&setup, "db.example.org.", got), 1);
	assert_int_equal(resolve(&setup, "nobody.example.org", got), -ENOENT);
	assert_int_equal(resolve(&setup, "db", got), -ENOENT);
	assert_int_equal(resolve(&setup, "a..b", got), -EINVAL);
	assert_int_equal(resolve(&setup, "loop.lan", got), -ENOENT);
	assert_int_equal(resolve(&setup, "refused.lan", got), -EAGAIN);
	assert_int_equal(resolve(&setup, "noaaaa.lan", got), 1);
}

static void search(void **state)
{
	(void)state;
	write_file(conf, "nameserver 127.0.0.1\nsearch nowhere lan\n");
	assert_int_equal(resolve(&setup, "db", got), 1);
	assert_int_equal(resolve(&setup, "db.", got), -ENOENT);
	write_file(conf, "nameserver 127.0.0.1\nsearch lan\noptions timeout:1 ndots:5\n");
	assert_int_equal(resolve(&setup, "db.example.org", got), 1);
	assert_int_equal(resolve(&setup, "x.y", got), -ENOENT);
}

static void next_server(void **state)
{
	(void)state;
	/* no server listens at the first address; the second one answers */
	write_file(conf, "nameserver 127.0.0.77\nnameserver 127.0.0.1\n");
	assert_int_equal(resolve(&setup, "db.example.org", got), 1);
	write_file(conf, "nameserver 127.0.0.77\n");
	assert_int_equal(resolve(&setup, "db.example.org", got), -EAGAIN);
}

static void bounded(void **state)
{
	struct timespec from, to;

	(void)state;
	write_file(conf, "nameserver 127.0.0.1\nsearch a b c d e f g h\n");
	setup.limit = 300;
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(resolve(&setup, "silent.lan", got), -ETIMEDOUT);
	assert_int_equal(resolve(&setup, "garbage.lan", got), -ETIMEDOUT);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec < 20);
	setup.limit = 2500;
}

static void through_the_pipe(void **state)
{
	struct dns_address sent[RESOLVE_MAX + 1] = { { .family = 4 }, { .family = 6 } };

	(void)state;
	assert_int_equal(resolve_check(sent, 2 * sizeof *sent, got), 2);
	assert_int_equal(resolve_check(sent, 3 * sizeof *sent, got), 0);
	assert_int_equal(resolve_check(sent, 2 * sizeof *sent - 1, got), 0);
	assert_int_equal(resolve_check(sent, sizeof sent, got), 0);
	assert_int_equal(resolve_check(sent, 0, got), 0);
	assert_string_equal(resolve_reason(1), "there is no such name");
	assert_string_equal(resolve_reason(-1), "the resolver failed");
	assert_string_equal(resolve_reason(255), "the resolver failed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_hosts), cmocka_unit_test(from_the_server),
		cmocka_unit_test(search),     cmocka_unit_test(next_server),
		cmocka_unit_test(bounded),    cmocka_unit_test(through_the_pipe),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}

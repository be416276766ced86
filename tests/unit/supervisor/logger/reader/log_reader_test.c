/* tests/unit/supervisor/logger/reader/log_reader_test.c - checks what a client that reads the
 * logs gets: the lines of several rings in the order of time, the last N, those that follow,
 * and a message about what was overwritten; and that slow clients and too many are dropped. */
#include "supervisor/logger/reader/log_reader.h"

#include "conf/base/clock.h"
#include "supervisor/logger/sink/ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define RING_BYTES 4096u

static struct logger lg;
static struct stream streams[3];
static struct stream *table[3] = { &streams[0], NULL, &streams[2] };
static uint64_t rings[3][RING_BYTES / 8];
static const char *names[] = { "web@1", "", "db" };
static uint64_t now_msec;

/* Replaces the clock of conf/base. */
msec clock_now(void)
{
	return (msec)now_msec;
}

static int set_up(void **state)
{
	(void)state;
	memset(&lg, 0, sizeof lg);
	memset(rings, 0, sizeof rings);
	lg.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	lg.memory = calloc(1, log_memory_size(1));
	lg.inotify_fd = -1;
	lg.streams = table;
	lg.stream_capacity = 3;
	for (uint32_t i = 0; i < 3; i++) {
		streams[i] = (struct stream){ .id = i, .settings.ring_size = RING_BYTES };
		streams[i].name = (char *)(uintptr_t)names[i];
		streams[i].service = (char *)(uintptr_t)(i == 0 ? "web" : names[i]);
		streams[i].ring = (struct ring *)(void *)rings[i];
	}
	now_msec = 1000;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	log_readers_end(&lg);
	assert_int_equal(lg.reader_count, 0);
	close(lg.epoll_fd);
	free(lg.memory);
	return 0;
}

static void put(uint32_t id, uint64_t at_usec, const char *text)
{
	ring_put(streams[id].ring, RING_BYTES,
		 &(struct ring_record){ .len = (uint32_t)strlen(text),
					.timestamp_usec = at_usec },
		 text);
	logger_note_written(&lg, &streams[id]);
}

/* Returns the client's end of the connection. */
static int ask(const struct packet_log_reader *request, const char *name)
{
	static union packet packet;
	size_t len = sizeof packet.log_reader;
	int ends[2];

	packet.log_reader = *request;
	packet.log_reader.kind = PACKET_LOG_READER;
	if (name != NULL) {
		packet.log_reader.text_count = 1;
		assert_true(packet_append(&packet, &len, name));
	}
	assert_true(packet_is_valid(&packet, len));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
	log_readers_add(&lg, &packet, len, ends[0]);
	return ends[1];
}

static void run_rounds(void)
{
	do
		log_readers_step(&lg);
	while (lg.readers_pending);
}

/* Reads all reply lines, and returns their names and texts. */
static const char *replies(int fd)
{
	static char got[1 << 20], out[1 << 20];
	ssize_t n = 0, len = 0;
	char *to = out;

	while ((n = read(fd, got + len, sizeof got - (size_t)len - 1)) > 0)
		len += n;
	got[len] = *out = '\0';
	for (char *line = strtok(got, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		char name[64] = "", *text = strstr(line, "\"text\":\""), *end;

		if (text == NULL) {
			to += sprintf(to, "%s\n", line);
			continue;
		}
		if (strstr(line, "\"name\":\"") != NULL)
			sscanf(strstr(line, "\"name\":\"") + 8, "%63[^\"]", name);
		end = strrchr(text, '"');
		to += sprintf(to, "%s%s:%.*s\n", name, strstr(line, "\"part\"") ? "+" : "",
			      (int)(end - text - 8), text + 8);
	}
	return out;
}

static void lines_of_all_come_by_time(void **state)
{
	const struct packet_log_reader all = { .all = true, .lines = LOG_LINES_ALL };
	int client;

	(void)state;
	put(0, 10, "a\nb\n");
	put(2, 5, "first\n");
	put(2, 20, "mid");
	put(0, 30, "c\n");
	client = ask(&all, NULL);
	run_rounds();
	assert_string_equal(replies(client),
			    "db:first\nweb@1:a\nweb@1:b\ndb+:mid\nweb@1:c\n"
			    "{\"ok\":true}\n");
	assert_int_equal(lg.reader_count, 0);
	close(client);
}

static void names_lines_and_since_choose(void **state)
{
	struct packet_log_reader m = { .lines = 2 };
	int client;

	(void)state;
	put(0, 10, "a\nb\n");
	put(0, 20, "c\n");
	put(2, 5, "other\n");
	client = ask(&m, "+web");
	run_rounds();
	assert_string_equal(replies(client), "web@1:b\nweb@1:c\n{\"ok\":true}\n");
	close(client);
	m = (struct packet_log_reader){ .lines = LOG_LINES_ALL, .since_usec = 20 };
	client = ask(&m, "+web@1");
	run_rounds();
	assert_string_equal(replies(client), "web@1:c\n{\"ok\":true}\n");
	close(client);
	m = (struct packet_log_reader){ .lines = 0 };
	client = ask(&m, "-files");
	run_rounds();
	assert_string_equal(replies(client), ":files writes nothing to the log\n"
					     "{\"ok\":true}\n");
	close(client);
	streams[2].settings.ring_size = 0;
	client = ask(&m, "+db");
	run_rounds();
	assert_string_equal(replies(client), ":db keeps no output (log-ring = 0)\n"
					     "{\"ok\":true}\n");
	close(client);
}

static void a_follower_gets_later_lines_and_units(void **state)
{
	const struct packet_log_reader m = { .follow = true, .lines = 0 };
	int client;

	(void)state;
	table[2] = NULL;
	put(0, 10, "old\n");
	client = ask(&m, "+db");
	run_rounds();
	assert_string_equal(replies(client), "");
	table[2] = &streams[2];
	put(0, 20, "no\n");
	put(2, 21, "yes\n");
	run_rounds();
	assert_string_equal(replies(client), "db:yes\n");
	put(2, 22, "again\n");
	log_readers_end(&lg);
	assert_string_equal(replies(client), "db:again\n{\"ok\":true}\n");
	close(client);
}

/* Fills the socket of a client, until the reader must wait. */
static void fill_up(uint64_t *at_usec)
{
	char text[1001];

	memset(text, 'x', 1000);
	text[999] = '\n';
	text[1000] = '\0';
	for (int i = 0; i < 3000; i++) {
		put(0, (*at_usec)++, text);
		log_readers_step(&lg);
	}
	assert_false(lg.readers_pending);
}

static void what_was_overwritten_is_reported(void **state)
{
	const struct packet_log_reader m = { .follow = true, .lines = 0 };
	int client = ask(&m, "+web");
	uint64_t at_usec = 1;
	const char *got;

	(void)state;
	run_rounds();
	fill_up(&at_usec);
	now_msec += 2000;
	replies(client);
	run_rounds();
	log_readers_event(&lg, 0, EPOLLOUT);
	run_rounds();
	log_readers_event(&lg, 0, EPOLLOUT);
	run_rounds();
	got = replies(client);
	assert_non_null(strstr(got, "bytes are missing here"));
	put(0, at_usec, "end\n");
	run_rounds();
	assert_string_equal(replies(client), "web@1:end\n");
	close(client);
}

static void a_client_that_takes_nothing_is_dropped(void **state)
{
	const struct packet_log_reader m = { .follow = true, .lines = 0 };
	int client = ask(&m, "+web");
	uint64_t at_usec = 1;

	(void)state;
	run_rounds();
	fill_up(&at_usec);
	assert_int_equal(lg.reader_count, 1);
	assert_in_range(lg.wake_msec, now_msec + 1, now_msec + 10000);
	now_msec += 9999;
	log_readers_step(&lg);
	assert_int_equal(lg.reader_count, 1);
	now_msec++;
	log_readers_step(&lg);
	assert_int_equal(lg.reader_count, 0);
	close(client);
}

static void a_client_that_leaves_is_forgotten(void **state)
{
	const struct packet_log_reader m = { .follow = true, .lines = 0 };
	int client = ask(&m, "+web");
	struct epoll_event e;

	(void)state;
	run_rounds();
	close(client);
	assert_int_equal(epoll_wait(lg.epoll_fd, &e, 1, 0), 1);
	log_readers_event(&lg, (uint32_t)e.data.u64, e.events);
	log_readers_step(&lg);
	assert_int_equal(lg.reader_count, 0);
}

static void there_are_at_most_16(void **state)
{
	const struct packet_log_reader m = { .follow = true, .lines = 0 };
	int clients[LOG_READERS_MAX + 1];

	(void)state;
	for (int i = 0; i <= LOG_READERS_MAX; i++)
		clients[i] = ask(&m, "+web");
	assert_int_equal(lg.reader_count, LOG_READERS_MAX);
	assert_non_null(strstr(replies(clients[LOG_READERS_MAX]), "at most 16"));
	for (int i = 0; i <= LOG_READERS_MAX; i++)
		close(clients[i]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(lines_of_all_come_by_time),
		TEST(names_lines_and_since_choose),
		TEST(a_follower_gets_later_lines_and_units),
		TEST(what_was_overwritten_is_reported),
		TEST(a_client_that_takes_nothing_is_dropped),
		TEST(a_client_that_leaves_is_forgotten),
		TEST(there_are_at_most_16),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

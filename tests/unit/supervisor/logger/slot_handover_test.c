/* tests/unit/supervisor/logger/slot_handover_test.c - checks that a slot is cleared once
 * for its new service, even after a restart of the logger, and that the note for that
 * service stays. */
#include "supervisor/logger/logger_main.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/logger/shared/protocol.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SOURCES 8u

static struct rig {
	int log_memory_fd, socket, console[2], pipe[2];
	pid_t pid;
	const struct log_memory *memory;
} rig;

static void begin(uint32_t owner)
{
	static union packet m;
	struct packet_hello hello = { .kind = PACKET_HELLO, .slot_count = SOURCES };
	struct packet_short go = { .kind = PACKET_START };
	size_t len = sizeof m.stream;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	rig.pid = fork();
	if (rig.pid == 0) {
		dup2(rig.console[1], 1);
		close(ends[0]);
		_exit(logger_main(ends[1]));
	}
	close(ends[1]);
	rig.socket = ends[0];
	memset(&m, 0, sizeof m);
	m.stream = (struct packet_stream){ .kind = PACKET_STREAM,
					   .format = LINE_PLAIN,
					   .console = 1,
					   .has = { 1, 0 },
					   .slot_generation = owner };
	assert_true(packet_append(&m, &len, "a") && packet_append(&m, &len, "a") &&
		    packet_append(&m, &len, ""));
	assert_int_equal(packet_send(rig.socket, &hello, sizeof hello, &rig.log_memory_fd,
				     1),
			 0);
	assert_int_equal(packet_send(rig.socket, &m, len, rig.pipe, 1), 0);
	assert_int_equal(packet_send(rig.socket, &go, sizeof go, NULL, 0), 0);
}

static void end(void)
{
	assert_int_equal(kill(rig.pid, SIGKILL), 0);
	assert_int_equal(waitpid(rig.pid, NULL, 0), rig.pid);
	close(rig.socket);
}

/* Waits until the text is read, and its last `held` bytes are carried over as an unfinished
 * line. */
static void write_and_carry(const char *text, uint32_t held)
{
	const volatile uint32_t *now = &rig.memory->source[0].carry_len;

	assert_int_equal(write(rig.pipe[1], text, strlen(text)), strlen(text));
	for (int i = 0; i < 3000 && *now != held; i++)
		poll(NULL, 0, 10);
	assert_int_equal(*now, held);
}

static void a_slot_is_cleared_once(void **state)
{
	struct source_note note = { .inode = 2, .offset = 8, .generation = 5 };
	struct pollfd p = { .events = POLLIN };
	char text[64] = "";

	(void)state;
	rig.log_memory_fd = memfd_create("log memory", MFD_CLOEXEC);
	assert_int_equal(ftruncate(rig.log_memory_fd, (off_t)log_memory_size(SOURCES)), 0);
	rig.memory = mmap(NULL, log_memory_size(SOURCES), PROT_READ, MAP_SHARED,
			  rig.log_memory_fd, 0);
	assert_true(rig.memory != MAP_FAILED);
	assert_int_equal(pipe(rig.console) | pipe2(rig.pipe, O_NONBLOCK), 0);
	begin(0);
	write_and_carry("half", 4);
	end();
	log_note_write(rig.log_memory_fd, 0, &note);
	begin(5);
	/* The slot was cleared, so "half" is not carried over. A second message with
	 * generation 5 changes nothing. */
	write_and_carry("who", 3);
	end();
	assert_int_equal(rig.memory->source[0].process_boundary, 8);
	assert_int_equal(rig.memory->source[0].bytes_read, 3);
	begin(5);
	assert_int_equal(write(rig.pipe[1], "le\n12345", 8), 8);
	p.fd = rig.console[0];
	while (strchr(text, '2') == NULL && poll(&p, 1, 30000) == 1)
		assert_true(read(p.fd, text + strlen(text), 40) > 0);
	assert_string_equal(text, "whole\n12\n"); /* a process ended after 8 bytes */
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_slot_is_cleared_once) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

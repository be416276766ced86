/* tests/unit/supervisor/logger/sink/console_test.c - a line of which a part went out of
 * the slot, and the logger was killed later. */
#include "supervisor/logger/sink/console.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MOST (64u << 10) /* a page, the least that a pipe can have */
#define LAST 2000u
#define PART 96u

static void line(char *at, char c, size_t len)
{
	memset(at, c, len - 1);
	at[len - 1] = '\n';
}

static void read_all(int fd, char *want, size_t len)
{
	static char got[MOST + 1];

	assert_int_equal(read(fd, got, sizeof got), len);
	assert_memory_equal(got, want, len);
}

static void a_torn_line_is_repeated_from_its_beginning(void **state)
{
	struct log_state *store = calloc(1, state_size(1));
	static char first[MOST + LAST], again[1 + LAST];
	int ends[2], room;

	(void)state;
	assert_non_null(store);
	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	room = fcntl(ends[1], F_SETPIPE_SZ, 1);
	assert_in_range(room, LAST, MOST);
	const uint32_t begin = (uint32_t)room - PART, all = begin + LAST;
	struct out out = { .store = store, .fd = ends[1], .outlet = OUTLET_OWN };

	line(first, 'a', begin);
	line(first + begin, 'b', LAST);
	again[0] = '\n';
	line(again + 1, 'b', LAST);
	memcpy(store->slot + CHUNK_HEADROOM, first, all);
	struct state_version *n = state_begin(store);
	n->phase = CHUNK_FULL;
	n->begin = n->out[0].direct = CHUNK_HEADROOM;
	n->end = CHUNK_HEADROOM + all;
	n->out[0].direct_len = all;
	state_commit(store);
	console_spill(&out);
	assert_int_equal(state_current(store)->out[0].direct_len, 0);
	read_all(ends[0], first, (size_t)room);

	state_begin(store)->out[0].writing = 1; /* as one that is killed in a write */
	state_commit(store);
	console_recover(&out);
	assert_true(console_flush(&out));
	read_all(ends[0], again, sizeof again);
	close(ends[0]);
	close(ends[1]);
	free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_torn_line_is_repeated_from_its_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

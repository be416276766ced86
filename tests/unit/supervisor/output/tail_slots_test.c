/* tests/unit/supervisor/output/tail_slots_test.c - checks the slots of followed files
 * before and after a reload. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "supervisor/base/unit.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/output/slots.h"
#include "tests/unit/supervisor/host.h"

#include <sys/mman.h>

#define SLOTS 64

static struct context ctx;
static struct logger_child logger;
static struct unit unit;
static struct log_stream stream;

/* Makes a service that follows these files; its stdout and stderr have slots 0 and 1. */
static struct conf *begin(const char *text)
{
	struct conf *conf = host_load(text);
	uint64_t ring;

	logger = (struct logger_child){ .ctx = &ctx };
	logger.log_memory_fd = memfd_create("log memory", MFD_CLOEXEC);
	assert_int_equal(ftruncate(logger.log_memory_fd, (off_t)log_memory_size(SLOTS)), 0);
	logger.slots = slots_new(SLOTS, 0, 0);
	ctx = (struct context){ .logger = &logger };
	unit = (struct unit){ .ctx = &ctx,
			      .section = conf_service(conf, 0),
			      .log = &stream };
	stream = (struct log_stream){ .unit = &unit };
	stream.slot_count = log_stream_slot_count(unit.section);
	assert_int_equal(slots_alloc(logger.slots, stream.slot_count, 0, &stream.slot,
				     &ring),
			 0);
	assert_int_equal(stream.slot, 0);
	return conf;
}

static struct conf *reload(struct conf *conf, const char *text)
{
	struct conf *now = host_load(text);

	tails_reconfigure(&unit, conf_service(now, 0));
	unit.section = conf_service(now, 0);
	conf_free(conf);
	return now;
}

static void end(struct conf *conf)
{
	tails_forget(&stream);
	slots_free(logger.slots);
	close(logger.log_memory_fd);
	conf_free(conf);
}

/* Writes the record of a logger that has read a retired file to its end. */
static void release_by_logger(uint32_t slot)
{
	uint64_t owner = SLOT_RELEASED;
	uint64_t record = log_note_offset(slot) - offsetof(struct source_record, device);

	assert_int_equal(pwrite(logger.log_memory_fd, &owner, sizeof owner,
				(off_t)(record +
					offsetof(struct source_record, slot_generation))),
			 sizeof owner);
}

#define FOLLOW(files) "[service:a]\ncommand = true\nlog-follow = " files "\n"

static void a_file_keeps_its_slot(void **state)
{
	struct conf *conf = begin(FOLLOW("/a /b"));

	(void)state;
	assert_int_equal(log_stream_tail_count(&stream), 2);
	assert_int_equal(log_stream_tail(&stream, 0).slot, 2);
	conf = reload(conf, FOLLOW("/b /c"));
	assert_int_equal(log_stream_tail_count(&stream), 2);
	assert_int_equal(log_stream_tail(&stream, 0).slot, 3); /* /b, as before */
	assert_int_equal(log_stream_tail(&stream, 1).slot, 4); /* /c, a new slot */
	assert_true(log_stream_tail(&stream, 1).slot_generation > 0);
	assert_int_equal(stream.retiring_count, 1);
	assert_string_equal(log_stream_tail(&stream, 2).path, "/a");
	assert_int_equal(log_stream_tail(&stream, 2).slot, 2);
	end(conf);
}

static void a_retired_file_comes_back(void **state)
{
	struct conf *conf = begin(FOLLOW("/a /b"));

	(void)state;
	conf = reload(conf, FOLLOW("/b"));
	assert_int_equal(stream.retiring_count, 1);
	conf = reload(conf, FOLLOW("/b /a"));
	assert_int_equal(stream.retiring_count, 0);
	assert_int_equal(log_stream_tail(&stream, 0).slot, 3);
	assert_int_equal(log_stream_tail(&stream, 1).slot, 2);
	assert_null(log_stream_tail(&stream, 1).path);
	end(conf);
}

static void a_retired_file_is_released_when_it_was_read(void **state)
{
	struct conf *conf = begin(FOLLOW("/a"));

	(void)state;
	conf = reload(conf, FOLLOW("/b"));
	conf = reload(conf, FOLLOW("/c"));
	assert_int_equal(stream.retiring_count, 2);
	tails_reap(&stream);
	assert_int_equal(stream.retiring_count, 2); /* the logger still reads both files */
	release_by_logger(3);                       /* the slot of /b */
	tails_reap(&stream);
	assert_int_equal(stream.retiring_count, 1);
	assert_string_equal(log_stream_tail(&stream, 1).path, "/a");
	end(conf);
}

/* A file that is listed twice is followed twice, so it needs two slots. */
static void the_same_file_twice(void **state)
{
	struct conf *conf = begin(FOLLOW("/a"));

	(void)state;
	conf = reload(conf, FOLLOW("/a /a"));
	assert_int_equal(log_stream_tail(&stream, 0).slot, 2);
	assert_int_equal(log_stream_tail(&stream, 1).slot, 3);
	end(conf);
}

static void no_slot_is_left(void **state)
{
	struct conf *conf = begin(FOLLOW("/a"));
	uint32_t slot;
	uint64_t ring;

	(void)state;
	assert_int_equal(slots_alloc(logger.slots, SLOTS - 3, 0, &slot, &ring), 0);
	conf = reload(conf, FOLLOW("/a /b"));
	assert_int_equal(log_stream_tail(&stream, 0).slot, 2);
	assert_int_equal(log_stream_tail(&stream, 1).slot, TAIL_NO_SLOT);
	end(conf);
}

static void words_with_variables_cannot_be_compared(void **state)
{
	struct conf *plain = host_load(FOLLOW("/a"));
	struct conf *dynamic = host_load(FOLLOW("/${NAME}"));
	struct conf *other = host_load(FOLLOW("/${OTHER}"));

	(void)state;
	assert_true(tails_are_comparable(conf_service(plain, 0), conf_service(plain, 0)));
	assert_true(
		tails_are_comparable(conf_service(dynamic, 0), conf_service(dynamic, 0)));
	assert_false(
		tails_are_comparable(conf_service(dynamic, 0), conf_service(other, 0)));
	assert_false(
		tails_are_comparable(conf_service(plain, 0), conf_service(dynamic, 0)));
	conf_free(plain);
	conf_free(dynamic);
	conf_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_keeps_its_slot),
		cmocka_unit_test(a_retired_file_comes_back),
		cmocka_unit_test(a_retired_file_is_released_when_it_was_read),
		cmocka_unit_test(the_same_file_twice),
		cmocka_unit_test(no_slot_is_left),
		cmocka_unit_test(words_with_variables_cannot_be_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

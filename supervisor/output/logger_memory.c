/* supervisor/output/logger_memory.c - the memory that output needs: what a killed logger leaves, and who
 * has which place in it. */
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/shared/state.h"
#include "supervisor/output/output.h"
#include "supervisor/output/slots.h"
#include "supervisor/proc/memory_file.h"
#include "supervisor/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define SYSLOG_SOURCES 2
#define ROOM_LEAST     8192u
#define RINGS_LEAST    (512u << 20)
#define PAGE           4096u

struct need {
	uint32_t sources, units, writers; /* writers: but for /dev/log */
	uint64_t rings;
	int files; /* enum logger_files */
};

static bool names_file(const struct conf_section *section, enum conf_key key)
{
	const char *text = conf_text(section, key);

	return conf_is_dynamic(section, key) || (text != NULL && *text != '\0');
}

static int files_of(const struct conf_section *section)
{
	if (names_file(section, CONF_SERVICE_LOG_FILE))
		return LOGGER_FILES_WRITE;
	return log_stream_slot_count(section) > 2 ? LOGGER_FILES_READ : LOGGER_FILES_NONE;
}

static struct need need_of(const struct conf *conf)
{
	bool syslog = conf_bool(conf_init(conf), CONF_INIT_SYSLOG);
	struct need need = { .sources = syslog ? SYSLOG_SOURCES : 0 };

	for (uint32_t i = 0; i < sections_count(conf); i++) {
		const struct conf_section *section = section_at(conf, i);

		if (!log_stream_is_wanted(section))
			continue;
		need.units++;
		need.sources += log_stream_slot_count(section);
		need.rings += log_stream_ring_size(section);
		need.writers += !conf_is_setup(section);
		if (need.files < files_of(section))
			need.files = files_of(section);
	}
	return need;
}

/* Its size is of address space, not of memory, and yet counts for the limit of files. */
static int set_size(int fd, uint64_t size)
{
	struct rlimit was, more;
	int r;

	if (getrlimit(RLIMIT_FSIZE, &was) < 0 || was.rlim_cur >= size)
		return ftruncate(fd, (off_t)size) < 0 ? -errno : 0;
	more = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
	if (setrlimit(RLIMIT_FSIZE, &more) < 0) { /* without CAP_SYS_RESOURCE */
		more = (struct rlimit){ was.rlim_max, was.rlim_max };
		setrlimit(RLIMIT_FSIZE, &more);
	}
	r = ftruncate(fd, (off_t)size) < 0 ? -errno : 0;
	setrlimit(RLIMIT_FSIZE, &was);
	return r;
}

/* The logger maps all of it at once: with a limit of the address space (ulimit -v) it takes no
 * more than half of that, as far as what there is now allows. */
static bool is_too_much(uint32_t room)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
	       state_size(room) > limit.rlim_cur / 2;
}

/* Room for a reload that doubles everything; where files may not be that large for what
 * there is now, and then without rings. */
static int size_store(struct logs *logs, const struct need *need)
{
	const struct {
		uint32_t room;
		uint64_t rings;
	} wish[] = { { 2 * need->sources + ROOM_LEAST, 2 * need->rings + RINGS_LEAST },
		     { need->sources, need->rings },
		     { need->sources, 0 } };
	uint64_t ring_from;
	int r = -EFBIG;

	for (size_t i = 0; r == -EFBIG && i < ARRAY_LEN(wish); i++) {
		if (i == 0 && is_too_much(wish[i].room))
			continue;
		logs->room = wish[i].room;
		ring_from = (state_size(logs->room) + PAGE - 1) / PAGE * PAGE;
		logs->ring_end = ring_from + wish[i].rings;
		r = set_size(logs->store_fd, logs->ring_end);
	}
	if (r < 0)
		return r;
	logs->places = slots_new(logs->room, ring_from, logs->ring_end);
	logs->removes = calloc(logs->room, sizeof *logs->removes);
	return logs->places != NULL && logs->removes != NULL ? 0 : -ENOMEM;
}

static int make_store(struct logs *logs, const struct need *need)
{
	const struct sup_host *host = logs->ctx->host;
	const char *failed = "memfd_create";
	int r = logs->store_fd = memory_file("ctinit log", true);

	if (r >= 0) {
		failed = "ftruncate";
		r = size_store(logs, need);
	}
	if (r < 0)
		host->report(REPORT_ERROR, "cannot make the memory of the log: %s: %s",
			     failed, strerror(-r));
	/* A logger that was taken over can neither cut it from under the next one nor make
	 * it larger. */
	if (r == 0)
		fcntl(logs->store_fd, F_ADD_SEALS,
		      F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	return r;
}

/* /dev/log is served, or not, from the beginning to the end, whatever a reload says. */
void output_reconfigure(struct context *ctx)
{
	struct logs *logs = ctx->logs;
	struct need need;

	if (logs == NULL)
		return;
	need = need_of(ctx->conf);
	logs->many = need.writers + (logs->syslog_fd >= 0) > 1;
	/* Less than before it may have when it begins anew: those that go still write. */
	if (need.files > logs->files) {
		logs->files = need.files;
		logs->yield = logs->yielding = logs->child.pid > 0;
		logger_schedule_send(logs);
	}
	logs->syslog = logs->syslog_fd >= 0 && logs->socket >= 0;
	logs->style = logs->socket >= 0 && !logs->hello;
	if (logs->style)
		logger_schedule_send(logs);
	for (uint32_t i = 0; i < ctx->count; i++)
		log_stream_reconfigure(ctx->units[i]);
}

static int make_logs(struct context *ctx, const struct need *need)
{
	struct logs *logs;
	int r;

	logs = calloc(1, sizeof *logs);
	if (logs == NULL)
		return -ENOMEM;
	ctx->logs = logs;
	*logs = (struct logs){ .ctx = ctx,
			       .store_fd = -1,
			       .syslog_fd = -1,
			       .socket = -1,
			       .files = need->files };
	logs->last = &logs->first;
	logger_child_init(logs);
	r = make_store(logs, need);
	if (r < 0)
		output_free(ctx); /* the next reload may try again */
	return r;
}

int output_reserve(struct context *ctx, const struct conf *conf)
{
	struct need need = need_of(conf);
	int r = 0;

	if (need.sources == 0)
		return 0;
	if (ctx->logs == NULL)
		r = make_logs(ctx, &need);
	if (r == 0 && need.units > 0)
		channels_reserve(ctx, need.units * 2);
	return r;
}

void output_free(struct context *ctx)
{
	struct logs *logs = ctx->logs;

	if (logs == NULL)
		return;
	ev_clear_pending(ctx->loop, &logs->again);
	ev_timer_stop(ctx->loop, &logs->again);
	ev_timer_stop(ctx->loop, &logs->cap);
	ev_timer_stop(ctx->loop, &logs->settle);
	watchdog_free(logs);
	stream_close_cancel(logs);
	io_stop(ctx->loop, &logs->io);
	if (logs->socket >= 0)
		close(logs->socket);
	if (logs->store_fd >= 0)
		close(logs->store_fd);
	if (logs->syslog_fd >= 0)
		close(logs->syslog_fd);
	slots_free(logs->places);
	free(logs->removes);
	ctx->logs = NULL;
	free(logs);
}

/* supervisor/output/log_memory_new.c - creates the log memory. */
#include "supervisor/output/log_memory_new.h"

#include "supervisor/base/context.h"
#include "supervisor/base/sections.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/output/slots.h"
#include "supervisor/proc/memory_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define DEV_LOG_SLOTS   2
#define SPARE_SLOTS     8192u
#define SPARE_RING_SIZE (512u << 20)

/* ---- sizes ---- */

static bool may_name_file(const struct conf_section *section, enum conf_key key)
{
	const char *text = conf_text(section, key);

	return conf_is_dynamic(section, key) || (text != NULL && *text != '\0');
}

static enum logger_files needed_files(const struct conf_section *section)
{
	if (may_name_file(section, CONF_SERVICE_LOG_FILE))
		return LOGGER_FILES_WRITE;
	return log_stream_slot_count(section) > 2 ? LOGGER_FILES_READ : LOGGER_FILES_NONE;
}

struct output_needs output_needs_of(const struct conf *conf)
{
	bool dev_log = conf_bool(conf_init(conf), CONF_INIT_SYSLOG);
	struct output_needs needs = { .slots = dev_log ? DEV_LOG_SLOTS : 0 };

	for (uint32_t i = 0; i < sections_count(conf); i++) {
		const struct conf_section *section = section_at(conf, i);
		enum logger_files files = needed_files(section);

		if (!log_stream_is_wanted(section))
			continue;
		needs.services++;
		needs.slots += log_stream_slot_count(section);
		needs.ring_bytes += log_stream_ring_size(section);
		needs.writers += !conf_is_setup(section);
		if (needs.files < files)
			needs.files = files;
	}
	return needs;
}

/* ---- the log memory ---- */

/* RLIMIT_FSIZE limits the size of the memfd, although it is sparse. So we raise the limit
 * for this call. */
static int set_file_size(int fd, uint64_t size)
{
	struct rlimit old, raised;
	int r;

	if (getrlimit(RLIMIT_FSIZE, &old) < 0 || old.rlim_cur >= size)
		return ftruncate(fd, (off_t)size) < 0 ? -errno : 0;
	raised = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
	if (setrlimit(RLIMIT_FSIZE, &raised) < 0) { /* we have no CAP_SYS_RESOURCE */
		raised = (struct rlimit){ old.rlim_max, old.rlim_max };
		setrlimit(RLIMIT_FSIZE, &raised);
	}
	r = ftruncate(fd, (off_t)size) < 0 ? -errno : 0;
	setrlimit(RLIMIT_FSIZE, &old);
	return r;
}

/* The logger maps all but the rings at once. That part may take at most half of a limit for
 * address space (ulimit -v), unless the current configuration needs more. */
static bool exceeds_address_space(uint32_t slots)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
	       log_memory_size(slots) > limit.rlim_cur / 2;
}

/* Leaves room for a reload that doubles everything. If the memfd cannot be so large, takes
 * the size for the current configuration; if that fails, too, omits the rings. */
static int size_log_memory(struct logger_child *logger, const struct output_needs *needs)
{
	const struct {
		uint32_t slots;
		uint64_t ring_bytes;
	} sizes[] = {
		{ 2 * needs->slots + SPARE_SLOTS, 2 * needs->ring_bytes + SPARE_RING_SIZE },
		{ needs->slots, needs->ring_bytes },
		{ needs->slots, 0 },
	};
	const uint32_t page_size = log_memory_page_size();
	uint64_t ring_from;
	int r = -EFBIG;

	for (size_t i = 0; r == -EFBIG && i < ARRAY_LEN(sizes); i++) {
		if (i == 0 && exceeds_address_space(sizes[i].slots))
			continue;
		logger->slot_count = sizes[i].slots;
		ring_from = (log_memory_size(logger->slot_count) + page_size - 1) /
			    page_size * page_size;
		logger->rings_end = ring_from + sizes[i].ring_bytes;
		r = set_file_size(logger->log_memory_fd, logger->rings_end);
	}
	if (r < 0)
		return r;
	logger->slots = slots_new(logger->slot_count, ring_from, logger->rings_end);
	logger->removed = calloc(logger->slot_count, sizeof *logger->removed);
	return logger->slots != NULL && logger->removed != NULL ? 0 : -ENOMEM;
}

int log_memory_new(struct logger_child *logger, const struct output_needs *needs)
{
	const struct sup_host *host = logger->ctx->host;
	const char *failed_call = "memfd_create";
	int r = logger->log_memory_fd = memory_file("ctinit log", true);

	if (r >= 0) {
		failed_call = "ftruncate";
		r = size_log_memory(logger, needs);
	}
	if (r < 0)
		host->report(REPORT_ERROR, "cannot create the logger's memory: %s: %s",
			     failed_call, strerror(-r));
	/* A compromised logger must not change the size of the log memory under the next
	 * one. */
	if (r == 0)
		fcntl(logger->log_memory_fd, F_ADD_SEALS,
		      F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	return r;
}

void log_memory_free(struct logger_child *logger)
{
	if (logger->log_memory_fd >= 0)
		close(logger->log_memory_fd);
	slots_free(logger->slots);
	free(logger->removed);
}

/* supervisor/logger/reader/log_reader.c - takes clients that read the logs, and drops them. */
#include "supervisor/logger/reader/log_reader.h"

#include "supervisor/logger/reader/reader_client.h"
#include "supervisor/logger/source/source.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define STALL_MSEC    10000 /* a client that takes nothing so long is dropped */
#define END_STEPS_MAX 4096

/* Makes the loop read what the services have written before the request. */
static void begin_settling(struct logger *lg)
{
	for (uint32_t id = 0; id < lg->memory->slot_count; id++) {
		const struct source *src = lg->sources[id];

		if (src != NULL && src->kind == SOURCE_PIPE && source_is_watched(src))
			wakeup_mark_ready(lg, id);
	}
	lg->tails_pending |= lg->inotify_fd >= 0;
}

static void drop_reader(struct logger *lg, uint32_t id)
{
	struct log_reader *r = lg->readers[id];

	lg->readers[id] = NULL;
	lg->reader_count--;
	ring_merge_free(&r->merge);
	close(r->fd);
	munmap(r, sizeof *r);
	for (uint32_t i = 0; lg->reader_count == 0 && i < lg->stream_capacity; i++)
		if (lg->streams[i] != NULL)
			stream_unborrow_ring(lg->streams[i]);
}

static void finish_step(struct logger *lg, uint32_t id)
{
	const struct log_reader *r = lg->readers[id];
	uint64_t now;

	if (reader_client_is_over(r)) {
		drop_reader(lg, id);
	} else if (r->blocked) {
		now = clock_msec();
		if (now - r->progress_msec >= STALL_MSEC)
			drop_reader(lg, id);
		else
			wake_at(lg, r->progress_msec + STALL_MSEC);
	} else if (r->merge.heap_count > 0 || !r->packet.log_reader.follow ||
		   r->phase < READER_READING) {
		lg->readers_pending = true;
	}
}

/* ---- public ---- */

static struct log_reader *new_reader(struct logger *lg, const union packet *packet,
				     size_t len, int fd)
{
	struct log_reader *r;

	if (lg->reader_count == LOG_READERS_MAX)
		return NULL;
	r = mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		 0);
	if (r == MAP_FAILED)
		return NULL;
	r->fd = fd;
	r->progress_msec = clock_msec();
	r->packet_len = len;
	memcpy(&r->packet, packet, len);
	return r;
}

static void refuse_client(int fd)
{
	static const char reply[] =
		"{\"ok\":false,\"exit\":1,\"error\":\"too many clients read the logs "
		"(at most 16); end one of them\"}\n";

	send(fd, reply, sizeof reply - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

void log_readers_add(struct logger *lg, const union packet *packet, size_t len, int fd)
{
	struct log_reader *r = new_reader(lg, packet, len, fd);
	struct epoll_event e;
	uint32_t id = 0;

	if (r == NULL) {
		refuse_client(fd);
		return;
	}
	while (lg->readers[id] != NULL)
		id++;
	lg->readers[id] = r;
	lg->reader_count++;
	e = (struct epoll_event){ .data.u64 = TASK(TASK_READER, id) };
	r->dead = epoll_ctl(lg->epoll_fd, EPOLL_CTL_ADD, fd, &e) < 0;
	begin_settling(lg);
	lg->readers_pending = true;
}

void log_readers_event(struct logger *lg, uint32_t id, uint32_t events)
{
	struct log_reader *r = id < LOG_READERS_MAX ? lg->readers[id] : NULL;

	if (r == NULL)
		return;
	if (events & (EPOLLHUP | EPOLLERR))
		r->dead = true;
	else
		reader_client_send(lg, r, id);
}

void log_readers_step(struct logger *lg)
{
	lg->readers_pending = false;
	for (uint32_t id = 0; lg->reader_count > 0 && id < LOG_READERS_MAX; id++) {
		if (lg->readers[id] == NULL)
			continue;
		reader_client_step(lg, lg->readers[id], id);
		finish_step(lg, id);
	}
	lg->written_count = 0;
}

void log_readers_end(struct logger *lg)
{
	log_readers_step(lg);
	for (uint32_t id = 0; id < LOG_READERS_MAX; id++) {
		struct log_reader *r = lg->readers[id];

		if (r == NULL)
			continue;
		r->packet.log_reader.follow = false;
		for (int i = 0;
		     i < END_STEPS_MAX && !reader_client_is_over(r) && !r->blocked; i++)
			reader_client_step(lg, lg->readers[id], id);
		drop_reader(lg, id);
	}
}

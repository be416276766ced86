/* init/pid1/event_loop.c - makes a libev loop that cannot end PID 1. */
#include "init/pid1/event_loop.h"

#include "init/pid1/report.h"

#include <errno.h>
#include <ev.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define ALIGN 16u
/* A descriptor or watcher takes at most 64 bytes in libev's arrays (anfds, fdchanges,
 * epoll's events; heaps and pending lists) with libev 4.33 on 64-bit. The arrays double as
 * they grow, and our allocator never reuses the old ones. Four times 64 is enough. */
#define BYTES_EACH  (4 * 64u)
#define BYTES_FIXED (256u * 1024)
#define FDS_MAX     (1u << 20)

/* Each block starts with its size, so a reallocation knows how much to copy. */
struct block {
	size_t size;
	size_t pad;
};
_Static_assert(sizeof(struct block) == ALIGN || sizeof(size_t) != 8, "blocks stay aligned");

static struct {
	char *base;
	size_t size, used;
	size_t beyond; /* bytes that reloads may map outside of the reserve */
} reserve;

static void *alloc_reserved(size_t size)
{
	size_t need = sizeof(struct block) + ((size + ALIGN - 1) & ~(size_t)(ALIGN - 1));
	struct block *block;

	if (need > reserve.size - reserve.used)
		return NULL;
	block = (struct block *)(void *)(reserve.base + reserve.used);
	block->size = size;
	reserve.used += need;
	return block + 1;
}

/* Maps memory outside of the reserve. libev would abort() if this failed. */
static void *alloc_beyond(size_t size)
{
	struct block *block = mmap(NULL, sizeof *block + size, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (size > reserve.beyond)
		report(REPORT_ERROR, "bug: the loop wants %zu bytes beyond its reserve",
		       size);
	else
		reserve.beyond -= size;
	if (block == MAP_FAILED)
		return NULL;
	block->size = size;
	return block + 1;
}

static void *loop_realloc(void *old, long size)
{
	struct block *block = old ? (struct block *)old - 1 : NULL;
	void *block_data;

	if (size <= 0)
		return NULL; /* libev frees the block, but we do not reuse memory */
	if (block && (size_t)size <= block->size)
		return old;
	block_data = alloc_reserved((size_t)size);
	if (!block_data)
		block_data = alloc_beyond((size_t)size);
	if (block_data && old)
		memcpy(block_data, old, block->size);
	return block_data;
}

static int reserve_make(size_t watchers)
{
	struct rlimit fds = { 0 };
	size_t fd_count;

	getrlimit(RLIMIT_NOFILE, &fds);
	fd_count = fds.rlim_cur < FDS_MAX ? fds.rlim_cur : FDS_MAX;
	reserve.size = BYTES_FIXED + (fd_count + watchers) * BYTES_EACH;
	reserve.used = 0;
	reserve.base = mmap(NULL, reserve.size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return reserve.base == MAP_FAILED ? -errno : 0;
}

void loop_expect(size_t watchers)
{
	reserve.beyond += watchers * BYTES_EACH + BYTES_FIXED;
}

size_t loop_reserve_used(void)
{
	return reserve.used;
}

static void on_never(struct ev_loop *loop, ev_periodic *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
}

/* libev wakes up every 59.7 s to look for clock jumps (ev.c, MAX_BLOCKTIME). With an active
 * periodic it uses a timerfd instead and can sleep. Our periodic is set to the year
 * 5138. */
static void avoid_wakeups(struct ev_loop *loop)
{
	static ev_periodic never;

	ev_periodic_init(&never, on_never, 1e11, 0., NULL);
	ev_periodic_start(loop, &never);
	ev_unref(loop);
}

int loop_new(size_t watchers, void (*on_error)(const char *what), struct ev_loop **ret)
{
	static const unsigned backends[] = { EVBACKEND_EPOLL, EVBACKEND_POLL };
	int r = reserve_make(watchers);

	if (r < 0)
		return r;
	ev_set_allocator(loop_realloc);
	ev_set_syserr_cb(on_error);
	/* With these flags libev ignores LIBEV_FLAGS in the environment and does not change
	 * the signal mask. */
	for (size_t i = 0; i < ARRAY_LEN(backends); i++) {
		*ret = ev_loop_new(EVFLAG_NOENV | EVFLAG_NOSIGMASK | backends[i]);
		if (*ret) {
			avoid_wakeups(*ret);
			return 0;
		}
	}
	return errno ? -errno : -ENOMEM;
}

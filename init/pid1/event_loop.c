/* init/pid1/event_loop.c - a libev loop that cannot end PID 1. */
#include "init/pid1/event_loop.h"

#include "init/pid1/message.h"

#include <errno.h>
#include <ev.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define ALIGN 16u
/* The most that one descriptor and one watcher cost in libev's arrays (anfds, fdchanges,
 * epoll's events; the heaps and pending lists): 64 bytes with 4.33 on 64-bit. They double
 * as they grow and the old copies are not used again: four times that is enough. */
#define BYTES_EACH  (4 * 64u)
#define BYTES_FIXED (256u * 1024)
#define FDS_MAX     (1u << 20)

/* Every block begins with its size, so that realloc can copy. */
struct block {
	size_t size;
	size_t pad;
};
_Static_assert(sizeof(struct block) == ALIGN || sizeof(size_t) != 8, "blocks stay aligned");

static struct {
	char *base;
	size_t size, used, expected; /* expected: what a reload may take beyond it */
} reserve;

static void *reserve_take(size_t size)
{
	size_t need = sizeof(struct block) + ((size + ALIGN - 1) & ~(size_t)(ALIGN - 1));
	struct block *b;

	if (need > reserve.size - reserve.used)
		return NULL;
	b = (struct block *)(void *)(reserve.base + reserve.used);
	b->size = size;
	reserve.used += need;
	return b + 1;
}

/* More than was reckoned with. Mapped apart, so that the loop lives on. */
static void *take_beyond(size_t size)
{
	struct block *b = mmap(NULL, sizeof *b + size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (size > reserve.expected)
		message(REPORT_ERROR, "bug: the loop wants %zu bytes beyond its reserve",
			size);
	else
		reserve.expected -= size;
	if (b == MAP_FAILED)
		return NULL;
	b->size = size;
	return b + 1;
}

static void *reserve_alloc(void *old, long size)
{
	struct block *b = old ? (struct block *)old - 1 : NULL;
	void *fresh;

	if (size <= 0)
		return NULL; /* free */
	if (b && (size_t)size <= b->size)
		return old;
	fresh = reserve_take((size_t)size);
	if (!fresh)
		fresh = take_beyond((size_t)size);
	if (fresh && old)
		memcpy(fresh, old, b->size);
	return fresh;
}

static int reserve_make(size_t watchers)
{
	struct rlimit fds = { 0 };
	size_t most;

	getrlimit(RLIMIT_NOFILE, &fds);
	most = fds.rlim_cur < FDS_MAX ? fds.rlim_cur : FDS_MAX;
	reserve.size = BYTES_FIXED + (most + watchers) * BYTES_EACH;
	reserve.used = 0;
	reserve.base = mmap(NULL, reserve.size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return reserve.base == MAP_FAILED ? -errno : 0;
}

void loop_expect(size_t watchers)
{
	reserve.expected += watchers * BYTES_EACH + BYTES_FIXED;
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

/* With one periodic active, libev learns of clock jumps from a timerfd instead of waking
 * every 59.7 s to look (ev.c, MAX_BLOCKTIME). It never fires: the year 5138. */
static void never_wake(struct ev_loop *loop)
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
	ev_set_allocator(reserve_alloc);
	ev_set_syserr_cb(on_error);
	/* The environment must not choose (LIBEV_FLAGS), the mask is ours. */
	for (size_t i = 0; i < ARRAY_LEN(backends); i++) {
		*ret = ev_loop_new(EVFLAG_NOENV | EVFLAG_NOSIGMASK | backends[i]);
		if (*ret) {
			never_wake(*ret);
			return 0;
		}
	}
	return errno ? -errno : -ENOMEM;
}

/* supervisor/logger/base/stream_ring.c - maps the ring of a stream when it is needed. */
#include "supervisor/logger/base/logger.h"
#include "supervisor/logger/sink/ring.h"

#include <sys/mman.h>

static struct ring *map_ring(struct logger *lg, struct stream *s)
{
	const struct packet_stream *set = &s->settings;
	void *ring;

	if (s->ring != NULL || set->ring_size < RING_SIZE_MIN ||
	    set->ring_offset % log_memory_page_size() != 0 ||
	    set->ring_offset > lg->rings_end ||
	    set->ring_size > lg->rings_end - set->ring_offset)
		return s->ring;
	ring = mmap(NULL, set->ring_size, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_NORESERVE, lg->log_memory_fd, (off_t)set->ring_offset);
	if (ring == MAP_FAILED)
		return NULL;
	s->ring = ring;
	return s->ring;
}

struct ring *stream_ring(struct logger *lg, struct stream *s)
{
	struct ring *ring = map_ring(lg, s);

	s->ring_borrowed = false;
	if (ring == NULL) /* do not try again for each line */
		s->settings.ring_size = 0;
	return ring;
}

struct ring *stream_borrow_ring(struct logger *lg, struct stream *s)
{
	bool is_new = s->ring == NULL;
	struct ring *ring = map_ring(lg, s);

	if (is_new && ring != NULL)
		s->ring_borrowed = true;
	return ring;
}

void stream_unborrow_ring(struct stream *s)
{
	if (!s->ring_borrowed)
		return;
	munmap(s->ring, s->settings.ring_size);
	s->ring = NULL;
	s->ring_borrowed = false;
}

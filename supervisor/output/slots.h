/* supervisor/output/slots.h - where in the store each service's output is kept.
 *
 * Private to the room. A store has room for so many sources and so many pages of rings;
 * places are taken when a service first writes to the log and given back when it goes.
 * Memory: two maps, taken once. */
#ifndef SUPERVISOR_LOG_PLACES_H
#define SUPERVISOR_LOG_PLACES_H

#include <stdint.h>

struct slot_allocator;

/* For a store whose rings lie from `ring_from` to `ring_to`. NULL: no memory. */
struct slot_allocator *slots_new(uint32_t sources, uint64_t ring_from, uint64_t ring_to);
void slots_free(struct slot_allocator *map); /* NULL is fine */
/* 0; 1 when somebody was there before; -ENOSPC. Without room for the ring alone
 * *ret_ring_at is 0. */
int slots_alloc(struct slot_allocator *map, uint32_t sources, uint32_t ring,
		uint32_t *ret_source, uint64_t *ret_ring_at);
void slots_release(struct slot_allocator *map, uint32_t source, uint32_t sources,
		   uint64_t ring_at, uint32_t ring);

#endif

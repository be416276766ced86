/* supervisor/output/slots.h - allocates slots and ring pages of the log memory.
 *
 * The log memory has a fixed number of slots, one for each stream or followed file, and of
 * pages for the rings. A ring keeps the last lines of a service. A service gets consecutive
 * slots and consecutive pages at its first start; both are released when the service is
 * removed. A file that a reload adds gets a single slot.
 *
 * Layer:   supervisor/output; uses logger/shared and libc only.
 * Memory:  one byte for each slot and each page, allocated by slots_new(). */
#ifndef SUPERVISOR_OUTPUT_SLOTS_H
#define SUPERVISOR_OUTPUT_SLOTS_H

#include <stdint.h>

struct slot_allocator;

/* Creates an allocator for `slots` slots, and for rings from offset `ring_from` up to
 * `ring_to`. Returns NULL if there is no memory. */
struct slot_allocator *slots_new(uint32_t slots, uint64_t ring_from, uint64_t ring_to);

/* Frees the allocator. Accepts NULL. */
void slots_free(struct slot_allocator *allocator);

/* Allocates `count` slots, and a ring if `ring_size` is not 0; that is a multiple of the
 * page size. *ret_slot is the first slot. *ret_ring_offset is the ring's offset in the log
 * memory, or 0 if there is no ring or no space for it. Returns 0; 1 if a slot or page was
 * used before; or -ENOSPC if there is no space for the slots. */
int slots_alloc(struct slot_allocator *allocator, uint32_t count, uint32_t ring_size,
		uint32_t *ret_slot, uint64_t *ret_ring_offset);

/* Releases slots and a ring of slots_alloc(). `ring_offset` is 0 if there is no ring. */
void slots_release(struct slot_allocator *allocator, uint32_t slot, uint32_t count,
		   uint64_t ring_offset, uint32_t ring_size);

#endif

/* supervisor/output/slots.c - allocates slots and ring pages of the log memory. */
#include "supervisor/output/slots.h"

#include "supervisor/logger/shared/log_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A released slot or page is not reused soon, because the logger may still use it. About
 * this many others, plus the number of those in use, are used first. */
#define REUSE_DISTANCE 256u

enum item_use { UNUSED, IN_USE, WAS_USED };

struct use_map {      /* the use of all slots, or of all pages */
	uint8_t *use; /* an enum item_use for each slot or page */
	uint32_t count, in_use;
	uint32_t next; /* index at which the next search begins */
};

struct slot_allocator {
	struct use_map slots, pages;
	uint64_t ring_from;
	uint32_t page_size;
};

static int64_t find_free_run(const struct use_map *map, uint32_t from, uint32_t to,
			     uint32_t length)
{
	uint32_t free_items = 0;

	for (uint32_t i = from; i < to; i++) {
		free_items = map->use[i] == IN_USE ? 0 : free_items + 1;
		if (free_items == length)
			return (int64_t)i + 1 - length;
	}
	return -1;
}

/* Searches a window that is just large enough to keep the reuse distance, because each slot
 * and page costs memory when it is first used. If nothing is free there, takes the first
 * free run of all. */
static int64_t alloc_run(struct use_map *map, uint32_t length, int *was_used)
{
	uint64_t window = 2ull * map->in_use + length + REUSE_DISTANCE;
	uint32_t to = window < map->count ? (uint32_t)window : map->count;
	int64_t first = find_free_run(map, map->next, to, length);

	if (first < 0)
		first = find_free_run(map, 0, map->count, length);
	if (first < 0)
		return first;
	for (uint32_t i = 0; i < length; i++)
		*was_used |= map->use[first + i] == WAS_USED;
	memset(map->use + first, IN_USE, length);
	map->next = (uint32_t)first + length;
	map->in_use += length;
	return first;
}

static void release_run(struct use_map *map, uint32_t first, uint32_t length)
{
	memset(map->use + first, WAS_USED, length);
	map->in_use -= length;
}

struct slot_allocator *slots_new(uint32_t slots, uint64_t ring_from, uint64_t ring_to)
{
	struct slot_allocator *allocator = calloc(1, sizeof *allocator);

	if (allocator == NULL)
		return NULL;
	allocator->ring_from = ring_from;
	allocator->page_size = log_memory_page_size();
	allocator->slots.count = slots;
	allocator->pages.count = (uint32_t)((ring_to - ring_from) / allocator->page_size);
	allocator->slots.use = calloc(slots + 1, 1);
	allocator->pages.use = calloc(allocator->pages.count + 1, 1);
	if (allocator->slots.use != NULL && allocator->pages.use != NULL)
		return allocator;
	slots_free(allocator);
	return NULL;
}

void slots_free(struct slot_allocator *allocator)
{
	if (allocator == NULL)
		return;
	free(allocator->slots.use);
	free(allocator->pages.use);
	free(allocator);
}

int slots_alloc(struct slot_allocator *allocator, uint32_t count, uint32_t ring_size,
		uint32_t *ret_slot, uint64_t *ret_ring_offset)
{
	const uint32_t page_size = allocator->page_size;
	int was_used = 0;
	int64_t slot = alloc_run(&allocator->slots, count, &was_used), page = -1;

	if (slot < 0)
		return -ENOSPC;
	if (ring_size > 0)
		page = alloc_run(&allocator->pages, ring_size / page_size, &was_used);
	*ret_slot = (uint32_t)slot;
	*ret_ring_offset = page < 0 ? 0 : allocator->ring_from + (uint64_t)page * page_size;
	return was_used;
}

void slots_release(struct slot_allocator *allocator, uint32_t slot, uint32_t count,
		   uint64_t ring_offset, uint32_t ring_size)
{
	uint64_t page = (ring_offset - allocator->ring_from) / allocator->page_size;

	release_run(&allocator->slots, slot, count);
	if (ring_offset != 0)
		release_run(&allocator->pages, (uint32_t)page,
			    ring_size / allocator->page_size);
}

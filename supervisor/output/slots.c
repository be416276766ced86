/* supervisor/output/slots.c - where in the store each service's output is kept. */
#include "supervisor/output/slots.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAGE  4096u
#define APART 256u /* so long, and as long as all that are taken, a place rests */

enum { NEW, TAKEN, USED }; /* USED: free, but somebody was there */

struct row { /* of things of which a run is taken */
	uint8_t *taken;
	uint32_t count, in_use;
	uint32_t next; /* where to look first */
};

struct slot_allocator {
	struct row sources, pages;
	uint64_t ring_from;
};

static int64_t find(const struct row *row, uint32_t from, uint32_t to, uint32_t length)
{
	uint32_t free = 0;

	for (uint32_t i = from; i < to; i++) {
		free = row->taken[i] == TAKEN ? 0 : free + 1;
		if (free == length)
			return (int64_t)i + 1 - length;
	}
	return -1;
}

/* Whoever was there last should be long gone; but each place costs memory once. */
static int64_t take(struct row *row, uint32_t length, int *used)
{
	uint64_t most = 2ull * row->in_use + length + APART;
	uint32_t to = most < row->count ? (uint32_t)most : row->count;
	int64_t at = find(row, row->next, to, length);

	if (at < 0)
		at = find(row, 0, row->count, length);
	if (at < 0)
		return at;
	for (uint32_t i = 0; i < length; i++)
		*used |= row->taken[at + i] == USED;
	memset(row->taken + at, TAKEN, length);
	row->next = (uint32_t)at + length;
	row->in_use += length;
	return at;
}

struct slot_allocator *slots_new(uint32_t sources, uint64_t ring_from, uint64_t ring_to)
{
	struct slot_allocator *map = calloc(1, sizeof *map);

	if (map == NULL)
		return NULL;
	map->ring_from = ring_from;
	map->sources.count = sources;
	map->pages.count = (uint32_t)((ring_to - ring_from) / PAGE);
	map->sources.taken = calloc(sources + 1, 1);
	map->pages.taken = calloc(map->pages.count + 1, 1);
	if (map->sources.taken != NULL && map->pages.taken != NULL)
		return map;
	slots_free(map);
	return NULL;
}

void slots_free(struct slot_allocator *map)
{
	if (map == NULL)
		return;
	free(map->sources.taken);
	free(map->pages.taken);
	free(map);
}

int slots_alloc(struct slot_allocator *map, uint32_t sources, uint32_t ring,
		uint32_t *ret_source, uint64_t *ret_ring_at)
{
	int used = 0;
	int64_t at = take(&map->sources, sources, &used), page;

	if (at < 0)
		return -ENOSPC;
	page = ring > 0 ? take(&map->pages, ring / PAGE, &used) : -1;
	*ret_source = (uint32_t)at;
	*ret_ring_at = page < 0 ? 0 : map->ring_from + (uint64_t)page * PAGE;
	return used;
}

void slots_release(struct slot_allocator *map, uint32_t source, uint32_t sources,
		   uint64_t ring_at, uint32_t ring)
{
	memset(map->sources.taken + source, USED, sources);
	map->sources.in_use -= sources;
	if (ring_at == 0)
		return;
	memset(map->pages.taken + (ring_at - map->ring_from) / PAGE, USED, ring / PAGE);
	map->pages.in_use -= ring / PAGE;
}

/* conf/model/arena.c - memory that is freed all at once. */
#include "conf/model/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)32 * 1024)

struct arena_chunk {
	struct arena_chunk *next;
	size_t size, used;
	char at[];
};

static void *take(struct arena *arena, size_t size, size_t align)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t from = chunk ? (chunk->used + align - 1) & ~(align - 1) : 0;

	if (size > SIZE_MAX / 2)
		return NULL;
	if (!chunk || from > chunk->size || chunk->size - from < size) {
		size_t room = size > CHUNK_BYTES / 4 ? size : CHUNK_BYTES;

		/* calloc: fresh pages stay untouched until they are used. */
		chunk = calloc(1, sizeof *chunk + room);
		if (!chunk)
			return NULL;
		chunk->size = room;
		from = 0;
		if (room != CHUNK_BYTES && arena->chunks) { /* keep filling the last one */
			chunk->next = arena->chunks->next;
			arena->chunks->next = chunk;
		} else {
			chunk->next = arena->chunks;
			arena->chunks = chunk;
		}
	}
	chunk->used = from + size;
	return chunk->at + from;
}

void *arena_get(struct arena *arena, size_t size)
{
	void *at = take(arena, size, 8);

	arena->failed |= !at;
	return at;
}

char *arena_text(struct arena *arena, size_t size)
{
	char *at = take(arena, size, 1);

	arena->failed |= !at;
	return at;
}

char *arena_copy(struct arena *arena, const char *text, size_t len)
{
	char *at = arena_text(arena, len + 1);

	if (at && len > 0)
		memcpy(at, text, len);
	return at;
}

size_t arena_used(const struct arena *arena)
{
	size_t used = 0;

	for (const struct arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->next)
		used += chunk->used;
	return used;
}

void arena_free(struct arena *arena)
{
	while (arena->chunks) {
		struct arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		free(chunk);
	}
	arena->failed = false;
}

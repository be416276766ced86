/* conf/model/arena.c - allocates memory that is freed all at once. */
#include "conf/model/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)32 * 1024)

struct arena_chunk {
	struct arena_chunk *next;
	size_t size, used;
	char bytes[];
};

static void *allocate(struct arena *arena, size_t size, size_t align)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t from = chunk ? (chunk->used + align - 1) & ~(align - 1) : 0;

	if (size > SIZE_MAX / 2)
		return NULL;
	if (!chunk || from > chunk->size || chunk->size - from < size) {
		size_t size_of_chunk = size > CHUNK_BYTES / 4 ? size : CHUNK_BYTES;

		/* calloc(3) does not touch fresh pages, so unused ones cost no memory. */
		chunk = calloc(1, sizeof *chunk + size_of_chunk);
		if (!chunk)
			return NULL;
		chunk->size = size_of_chunk;
		from = 0;
		/* A large block gets a chunk of its own, behind the current one, which
		 * still has space. */
		if (size_of_chunk != CHUNK_BYTES && arena->chunks) {
			chunk->next = arena->chunks->next;
			arena->chunks->next = chunk;
		} else {
			chunk->next = arena->chunks;
			arena->chunks = chunk;
		}
	}
	chunk->used = from + size;
	return chunk->bytes + from;
}

void *arena_get(struct arena *arena, size_t size)
{
	void *memory = allocate(arena, size, 8);

	arena->failed |= !memory;
	return memory;
}

char *arena_text(struct arena *arena, size_t size)
{
	char *memory = allocate(arena, size, 1);

	arena->failed |= !memory;
	return memory;
}

char *arena_copy(struct arena *arena, const char *text, size_t len)
{
	char *memory = arena_text(arena, len + 1);

	if (memory && len > 0)
		memcpy(memory, text, len);
	return memory;
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

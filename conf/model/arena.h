/* conf/model/arena.h - allocates memory that is freed all at once.
 *
 * Layer:  conf/model, for conf/check and conf/load too.
 * Errors: a failed allocation returns NULL and sets `failed`, so a caller can check once
 *         at the end.
 * Memory: arena_free() frees all of it. */
#ifndef CONF_MODEL_ARENA_H
#define CONF_MODEL_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;
struct arena {
	struct arena_chunk *chunks;
	bool failed;
};

/* Returns zeroed memory, aligned to 8 bytes, or NULL. */
void *arena_get(struct arena *arena, size_t size);
char *arena_text(struct arena *arena, size_t size); /* returns zeroed memory, not aligned */
char *arena_copy(struct arena *arena, const char *text, size_t len); /* adds a NUL */
size_t arena_used(const struct arena *arena); /* returns the bytes in use; for tests */
void arena_free(struct arena *arena);

#endif

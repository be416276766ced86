/* conf/model/arena.h - memory that is freed all at once.
 *
 * Layer:  conf/model.
 * Errors: arena_get() returns NULL without memory and sets `failed`, so that callers may
 *         check once at the end.
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

void *arena_get(struct arena *arena, size_t size);  /* zeroed, aligned to 8 */
char *arena_text(struct arena *arena, size_t size); /* zeroed, not aligned */
char *arena_copy(struct arena *arena, const char *text, size_t len); /* NUL added */
size_t arena_used(const struct arena *arena); /* bytes handed out, for the tests */
void arena_free(struct arena *arena);

#endif

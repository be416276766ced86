/* supervisor/cleanup/zombies.c - decides whether dead children must stay zombies. */
#include "supervisor/child/table.h"
#include "supervisor/cleanup/cleanup_internal.h"

void cleanup_expect_kills(struct context *ctx)
{
	ctx->cleanup->kills_expected = true;
}

/* Helpers and kills signal process groups, so dead processes must keep their numbers.
 * Otherwise only cleanup_begin() needs the zombie, to open a pidfd. */
bool cleanup_needs_zombies(struct context *ctx)
{
	struct cleanup *c = ctx->cleanup;

	if (!core_shutting_down(ctx->core) || c->kills_expected ||
	    ctx->children->helpers > 0)
		return true;
	if (c->zombies == ZOMBIES_UNKNOWN) {
		c->zombies = ZOMBIES_NOT_NEEDED;
		for (uint32_t i = 0; i < ctx->count; i++) {
			if (ctx->units[i]->uses_pidfile || !found_by_tree(ctx->units[i]))
				c->zombies = ZOMBIES_NEEDED;
		}
	}
	return c->zombies == ZOMBIES_NEEDED;
}

/* supervisor/base/scratch.c - releases the scratch memory in which a start is prepared. */
#include "supervisor/base/scratch.h"

#include "supervisor/base/context.h"
#include "supervisor/proc/env.h"

#include <sys/mman.h>

#define KEPT_BYTES (ENV_MAX * sizeof(char *) + (64u << 10))

void scratch_trim(struct context *ctx)
{
	if (ctx->scratch.used > KEPT_BYTES)
		madvise(ctx->scratch.base, ctx->scratch.size, MADV_DONTNEED);
}

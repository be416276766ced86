/* supervisor/control/history.c - keeps when ctinit began to serve, and when all was up. */
#include "supervisor/control/history.h"

#include "conf/base/clock.h"
#include "supervisor/service/status.h"

#include <string.h>

static struct {
	msec started, up_at;
	const char *config;
	uint32_t cursor; /* of status_is_up() */
} history;

void history_begin(const struct context *ctx)
{
	size_t count;
	const char *const *files = conf_files(ctx->conf, &count);

	/* The first configuration is not freed. In a container it comes without its path. */
	history.config = count > 0 && strcmp(files[0], "handoff") != 0 ? files[0] : NULL;
	history.started = clock_now();
	history.up_at = 0;
	history.cursor = 0;
}

void history_unit_moved(const struct context *ctx)
{
	if (history.up_at == 0 && status_is_up(ctx, &history.cursor))
		history.up_at = clock_now();
}

msec history_up_at(const struct context *ctx)
{
	(void)ctx;
	return history.up_at;
}

const char *history_config(const struct context *ctx)
{
	(void)ctx;
	return history.config;
}

msec history_time(const struct context *ctx, msec time)
{
	(void)ctx;
	return time > history.started ? time - history.started : 0;
}

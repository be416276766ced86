/* supervisor/sup.c - creates and frees the supervisor. */
#include "supervisor/sup.h"

#include "conf/base/control_list.h"
#include "supervisor/base/sections.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/event_command.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/control/control.h"
#include "supervisor/env/accounts.h"
#include "supervisor/env/map_users.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/health.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/service/core_input.h"
#include "supervisor/service/generation.h"
#include "supervisor/start/plan.h"
#include "supervisor/sup_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define OWN_PAGES (32 << 10) /* malloc() uses mmap(2) for larger blocks */

/* The most that one service uses. Watchers are timers and descriptors. Descriptors are its
 * pipes, and the pipes of its start, probes and hooks. */
#define WATCHERS_PER_SERVICE 16
#define FDS_PER_SERVICE      12
/* What the supervisor itself uses. Many starts may be in progress at a time. */
#define WATCHERS_OF_SUPERVISOR (16 + CONTROL_CLIENTS_MAX)
#define FDS_OF_SUPERVISOR      (128 + 2 * CONTROL_CLIENTS_MAX)

struct sup_needs sup_needs(size_t count)
{
	return (struct sup_needs){
		.fds = count * FDS_PER_SERVICE + FDS_OF_SUPERVISOR,
		.watchers = count * WATCHERS_PER_SERVICE + WATCHERS_OF_SUPERVISOR,
	};
}

/* ---- setup and teardown ---- */

/* Opens /dev/null once for all starts. It must be the real device, 1:3 (null(4)). */
static int open_null(void)
{
	struct stat st;
	int low = open("/dev/null", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	/* A child uses 0 to 2 for its own streams. */
	int fd = low >= 0 && low < 3 ? fcntl(low, F_DUPFD_CLOEXEC, 3) : low;

	if (fd != low)
		close(low);
	if (fd >= 0 &&
	    (fstat(fd, &st) < 0 || !S_ISCHR(st.st_mode) || st.st_rdev != makedev(1, 3))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int make_units(struct context *ctx)
{
	struct policy **policy_of;
	struct service_pipes *pipes = NULL;
	struct health_list *health = NULL;
	int r;

	if (child_table_init(ctx->children, ctx->count) < 0 || spawn_slots_init(ctx) < 0 ||
	    accounts_new(ctx) < 0 || setup_vars_new(ctx) < 0 || map_users_load(ctx) < 0)
		return -ENOMEM;
	ctx->null_fd = open_null();
	ctx->ownership = ownership_new(ctx);
	ctx->units = calloc(ctx->count + 1, sizeof(void *));
	policy_of = calloc(ctx->count + 1, sizeof *policy_of);
	r = ctx->ownership && ctx->units && policy_of ? output_reserve(ctx, ctx->conf)
						      : -ENOMEM;
	if (r == 0)
		r = generation_new(ctx, ctx->conf, 0, ctx->count,
				   &ctx->services->generations);
	if (r == 0 && (r = policies_build(ctx, ctx->conf, &ctx->services->policies,
					  policy_of)) == 0) {
		ctx->core = core_build(ctx, ctx->conf, policy_of, NULL, NULL);
		r = ctx->core != NULL ? 0 : -ENOMEM;
	}
	for (uint32_t i = 0; r == 0 && i < ctx->count; i++)
		generation_adopt(ctx, i, generation_unit(ctx->services->generations, i),
				 policy_of[i]);
	free(policy_of);
	if (r == 0)
		generation_mark_dependents(ctx);
	if (r == 0 && (r = service_pipes_alloc(ctx->conf, &pipes)) == 0)
		r = health_alloc(ctx->conf, &health);
	if (r < 0) {
		free(pipes);
		return r;
	}
	service_pipes_migrate(ctx, pipes);
	health_migrate(ctx, health, NULL);
	return 0;
}

static const struct output_events output_events = {
	.flushed = setups_output_flushed,
	.drained = shutdown_output_drained,
	.failed = shutdown_request,
	.matched = readiness_log_matched,
	.log_readers = control_log_readers,
};

int sup_new(const struct conf *conf, struct ev_loop *loop, const struct sup_host *host,
	    struct sup **ret_sup)
{
	struct sup *sup;
	struct context *ctx;
	int r;

	if (conf_errors(conf) > 0)
		return -EINVAL;
	/* Large tables get their own pages, which use no memory until they are written. */
	mallopt(M_MMAP_THRESHOLD, OWN_PAGES);
	sup = calloc(1, sizeof *sup);
	if (sup == NULL)
		return -ENOMEM;
	ctx = &sup->ctx;
	ctx->fill_helper = plan_fill_helper;
	ctx->events = &service_events;
	ctx->children = &sup->children;
	ctx->cleanup = &sup->cleanup;
	ctx->services = &sup->services;
	ctx->reloads = &sup->reloads;
	ctx->spawn_slots = &sup->spawn_slots;
	ctx->channel_pool = &sup->channel_pool;
	ctx->running_setup = UNIT_NONE;
	unit_layout = service_layout;
	ctx->output_events = &output_events;
	ctx->null_fd = -1;
	ctx->cgroup_fd = cgroup_open_own();
	ctx->conf = conf;
	ctx->loop = loop;
	ctx->host = host;
	ctx->count = sections_count(conf);
	shutdown_init(ctx);
	cleanup_init(ctx);
	dispatch_init(ctx);
	waiting_init(ctx);
	reload_init(ctx);
	r = make_units(ctx);
	if (r < 0) {
		sup_free(sup);
		return r;
	}
	event_command_configure(ctx, conf);
	*ret_sup = sup;
	return 0;
}

void sup_free(struct sup *sup)
{
	struct context *ctx;

	if (sup == NULL)
		return;
	ctx = &sup->ctx;
	control_close(ctx);
	for (uint32_t i = 0; ctx->units != NULL && i < ctx->count; i++)
		if (ctx->units[i] != NULL)
			generation_release(ctx->units[i]);
	health_free(ctx);
	reload_done(ctx);
	generation_collect(&ctx->services->generations);
	cleanup_done(ctx);
	ownership_free(ctx->ownership);
	accounts_free(ctx);
	if (ctx->cgroup_fd >= 0)
		close(ctx->cgroup_fd);
	shutdown_done(ctx);
	dispatch_done(ctx);
	waiting_done(ctx);
	event_command_free(ctx);
	core_free(ctx->core);
	free(ctx->units);
	free(ctx->services->policies);
	child_table_done(ctx->children);
	setup_vars_free(ctx);
	map_users_free(ctx);
	output_free(ctx);
	service_pipes_free(ctx);
	spawn_slots_done(ctx);
	channels_done(ctx);
	if (ctx->null_fd >= 0)
		close(ctx->null_fd);
	free(sup);
}

/* ---- forwarded calls ---- */

struct context *sup_context(struct sup *sup)
{
	return &sup->ctx;
}

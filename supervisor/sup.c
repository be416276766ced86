/* supervisor/sup.c - creates and frees the supervisor, and forwards calls to its rooms. */
#include "supervisor/sup.h"

#include "supervisor/base/sections.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/helper.h"
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/main_session.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/env/accounts.h"
#include "supervisor/env/map_users.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/health.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/reload/reload.h"
#include "supervisor/service/core_input.h"
#include "supervisor/service/generation.h"
#include "supervisor/service/service.h"
#include "supervisor/service/status.h"
#include "supervisor/service/stop_time.h"
#include "supervisor/start/plan.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

/* The context, and the state that each room keeps for the whole supervisor. */
struct sup {
	struct context ctx;
	struct child_table children;
	struct spawn_slots spawn_slots;
	struct channel_pool channel_pool;
	struct cleanup cleanup;
	struct services services;
	struct reloads reloads;
};

#define OWN_PAGES (32 << 10) /* malloc() uses mmap(2) for larger blocks */

/* The most that one service uses. Watchers are timers and descriptors. Descriptors are its
 * pipes, and the pipes of its start, probes and hooks. */
#define WATCHERS_PER_SERVICE 16
#define FDS_PER_SERVICE      12
/* What the supervisor itself uses. Many starts may be in progress at a time. */
#define WATCHERS_OF_SUPERVISOR 16
#define FDS_OF_SUPERVISOR      128

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
	/* 0 to 2 are the child's own streams. */
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
	*ret_sup = sup;
	return 0;
}

void sup_free(struct sup *sup)
{
	struct context *ctx;

	if (sup == NULL)
		return;
	ctx = &sup->ctx;
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

/* ---- children and signals ---- */

/* Engines and terminals end a command with these signals. */
static bool is_end_signal(int number)
{
	return number == SIGTERM || number == SIGINT || number == SIGQUIT ||
	       number == SIGHUP;
}

void sup_forward_signal(struct sup *sup, uint32_t service, int number,
			const siginfo_t *info)
{
	struct context *ctx = &sup->ctx;
	uint32_t i = service + (uint32_t)conf_setup_count(ctx->conf);
	struct unit *u = i < ctx->count ? ctx->units[i] : NULL;

	if (ctx->host->command && setups_handle_signal(ctx, number))
		return;
	if (ctx->host->command && u != NULL && is_end_signal(number)) {
		ctx->command_asked = true;
		cleanup_escalate(u);
	}
	if (u == NULL || !unit_has_main(u))
		return;
	/* Before execve() the process has no handler yet. The command of `-- CMD` gets the
	 * signal anyway, because it must not lose a signal that ends it. */
	if (!ctx->host->command && watch_report_fd(u) >= 0)
		return;
	signal_process_info(u->main.child.pid, u->main.pidfd, number, info);
}

bool sup_reopen_logs(struct sup *sup)
{
	return output_reopen_files(&sup->ctx);
}

bool sup_finished(const struct sup *sup, int *ret_code, const char **ret_why)
{
	int service;

	if (!sup->ctx.finished)
		return false;
	core_shutdown_cause(sup->ctx.core, ret_code, &service);
	*ret_why = sup->services.shutdown.reason;
	return true;
}

const struct conf *sup_conf(const struct sup *sup)
{
	return sup->ctx.conf;
}

void sup_on_finished(struct sup *sup, void (*done)(void *context), void *context)
{
	sup->services.shutdown.done = done;
	sup->services.shutdown.done_context = context;
}

bool sup_child_exited(struct sup *sup, pid_t pid, int wstatus)
{
	struct context *ctx = &sup->ctx;
	struct child *child = child_find(ctx, pid);
	enum child_kind kind;
	struct unit *u;

	if (child == NULL && (u = main_session_unit(ctx, pid)) != NULL) {
		service_main_exited(u, pid, wstatus);
		return true;
	}
	if (child == NULL) {
		ownership_forget_pid(ctx->ownership, pid);
		cleanup_child_reaped(ctx);
		return false;
	}
	child_unregister(ctx, child);
	kind = (enum child_kind)child->kind;
	if (kind == CHILD_MAIN)
		service_main_exited(container_of(child, struct unit, main.child), pid,
				    wstatus);
	else if (kind == CHILD_LOGGER)
		output_logger_exited(child, wstatus);
	else
		helper_exited(child, pid, wstatus);
	if (kind != CHILD_MAIN)
		cleanup_child_reaped(ctx);
	return true;
}

/* ---- forwarded calls ---- */

void sup_start(struct sup *sup)
{
	setups_start(&sup->ctx);
}

void sup_shutdown(struct sup *sup, int code, const char *why)
{
	shutdown_request(&sup->ctx, code, why);
}

void sup_escalate(struct sup *sup)
{
	shutdown_escalate(&sup->ctx);
}

msec sup_shutdown_limit(const struct sup *sup, msec wait)
{
	return shutdown_limit(&sup->ctx, wait);
}

bool sup_is_killing(const struct sup *sup)
{
	return shutdown_is_killing(&sup->ctx);
}

void sup_signal_remaining(struct sup *sup, int signal, bool everybody)
{
	shutdown_signal_remaining(&sup->ctx, signal, everybody);
}

bool sup_drain_remaining(struct sup *sup)
{
	return shutdown_drain_remaining(&sup->ctx);
}

int sup_reload(struct sup *sup, struct conf *conf)
{
	return reload_start(&sup->ctx, conf);
}

bool sup_can_reload(const struct sup *sup)
{
	return reload_is_possible(&sup->ctx);
}

int sup_reload_service(struct sup *sup, uint32_t i)
{
	return i < sup->ctx.count ? hooks_reload(sup->ctx.units[i]) : -ENOENT;
}

bool sup_is_shutting_down(const struct sup *sup)
{
	return core_shutting_down(sup->ctx.core);
}

bool sup_needs_zombies(struct sup *sup)
{
	return cleanup_needs_zombies(&sup->ctx);
}

bool sup_is_up(const struct sup *sup, uint32_t *cursor)
{
	return status_is_up(&sup->ctx, cursor);
}

size_t sup_count_ready(const struct sup *sup)
{
	return status_count_ready(&sup->ctx);
}

void sup_report_status(struct sup *sup)
{
	status_report(&sup->ctx);
}

int sup_stop_time(const struct conf *conf, msec *ret_max)
{
	return stop_time_max(conf, ret_max);
}

struct context *sup_context(struct sup *sup)
{
	return &sup->ctx;
}

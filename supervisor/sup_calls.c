/* supervisor/sup_calls.c - forwards calls to the rooms. */
#include "supervisor/sup.h"

#include "supervisor/control/control.h"
#include "supervisor/env/map_users.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/service/exit_reason.h"
#include "supervisor/service/status.h"
#include "supervisor/service/stop_time.h"
#include "supervisor/sup_internal.h"

#include <errno.h>

void sup_start(struct sup *sup)
{
	struct context *ctx = &sup->ctx;

	map_users_apply(ctx);
	setup_vars_begin(ctx);
	output_start(ctx);
	dispatch_start(ctx);
}

void sup_open_control(struct sup *sup)
{
	control_open(&sup->ctx);
}

void sup_add_client(struct sup *sup, int fd)
{
	control_add_trusted_client(&sup->ctx, fd);
}

void sup_close_control(struct sup *sup)
{
	control_close(&sup->ctx);
}

void sup_shutdown(struct sup *sup, int code, const char *why)
{
	shutdown_request(&sup->ctx, code, why);
}

void sup_escalate(struct sup *sup)
{
	shutdown_escalate(&sup->ctx);
}

bool sup_is_shutting_down(const struct sup *sup)
{
	return core_shutting_down(sup->ctx.core);
}

bool sup_is_killing(const struct sup *sup)
{
	return shutdown_is_killing(&sup->ctx);
}

msec sup_shutdown_limit(const struct sup *sup, msec wait)
{
	return shutdown_limit(&sup->ctx, wait);
}

int sup_stop_time(const struct conf *conf, msec *ret_max)
{
	return stop_time_max(conf, ret_max);
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

size_t sup_failed_lines(const struct sup *sup, char *out, size_t max, const char **ret_name)
{
	const struct context *ctx = &sup->ctx;
	const struct unit *u = exit_failed_unit(ctx);

	if (u == NULL)
		return 0;
	*ret_name = unit_name(u);
	return output_last_lines(u, out, max);
}

void sup_on_finished(struct sup *sup, void (*done)(void *context), void *context)
{
	sup->services.shutdown.done = done;
	sup->services.shutdown.done_context = context;
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
	return reload_start(&sup->ctx, conf, NULL);
}

int sup_scale(struct sup *sup, struct conf *conf, const char *name)
{
	return reload_start(&sup->ctx, conf, name);
}

void sup_reload_refused(struct sup *sup, const char *why)
{
	if (sup->ctx.reload_over != NULL)
		sup->ctx.reload_over(&sup->ctx, why);
}

void sup_reload_message(struct sup *sup, const char *level, const char *text)
{
	(void)sup;
	control_reload_message(level, text);
}

void sup_dry_run(struct sup *sup, struct conf *conf, char *errors, int fd)
{
	control_dry_run(&sup->ctx, conf, errors, fd);
}

bool sup_can_reload(const struct sup *sup)
{
	return reload_is_possible(&sup->ctx);
}

const struct conf *sup_conf(const struct sup *sup)
{
	return sup->ctx.conf;
}

int sup_reload_service(struct sup *sup, uint32_t i)
{
	return i < sup->ctx.count ? hooks_reload(sup->ctx.units[i]) : -ENOENT;
}

bool sup_needs_zombies(struct sup *sup)
{
	return cleanup_needs_zombies(&sup->ctx);
}

bool sup_reopen_logs(struct sup *sup)
{
	return output_reopen_files(&sup->ctx);
}

bool sup_is_up(const struct sup *sup, uint32_t *cursor)
{
	return status_is_up(&sup->ctx, cursor);
}

size_t sup_count_ready(const struct sup *sup)
{
	return status_count(&sup->ctx, SVC_READY);
}

void sup_report_status(struct sup *sup)
{
	status_report(&sup->ctx);
}

void sup_progress(const struct sup *sup, struct sup_progress *ret)
{
	progress_count(&sup->ctx, ret);
}

bool sup_progress_next(const struct sup *sup, uint32_t *cursor,
		       struct sup_progress_row *ret)
{
	return progress_next(&sup->ctx, cursor, ret);
}

bool sup_writes_directly(const struct sup *sup)
{
	if (sup->ctx.event_command != NULL)
		return true;
	for (uint32_t i = 0; i < sup->ctx.count; i++)
		if (log_stream_may_inherit(sup->ctx.units[i]->section))
			return true;
	return false;
}

bool sup_output_is_stuck(const struct sup *sup)
{
	return output_is_stuck(&sup->ctx);
}

void sup_style_changed(struct sup *sup)
{
	output_send_style(&sup->ctx);
}

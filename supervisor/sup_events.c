/* supervisor/sup_events.c - handles deaths of children and signals for services. */
#include "supervisor/sup.h"

#include "supervisor/child/channel_pool.h"
#include "supervisor/child/event_command.h"
#include "supervisor/child/helper.h"
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/main_session.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/control/exec_command.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/sup_internal.h"

/* ---- deaths ---- */

bool sup_child_exited(struct sup *sup, pid_t pid, int wstatus)
{
	struct context *ctx = &sup->ctx;
	struct child *child = child_find(ctx, pid);
	enum child_kind kind;
	struct unit *u;

	channels_child_exited(ctx, pid);
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
	else if (kind == CHILD_EVENT)
		event_command_exited(ctx, pid, wstatus);
	else if (kind == CHILD_COMMAND)
		exec_command_exited(child, pid, wstatus);
	else
		helper_exited(child, pid, wstatus);
	if (kind != CHILD_MAIN)
		cleanup_child_reaped(ctx);
	return true;
}

/* ---- signals ---- */

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

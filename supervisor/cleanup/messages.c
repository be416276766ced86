/* supervisor/cleanup/messages.c - reports the processes that a service leaves behind. */
#include "supervisor/cleanup/messages.h"

#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/ownership.h"

#include <stdio.h>
#include <unistd.h>

bool cleanup_warned_background(const struct unit *u)
{
	return cleanup_state_of(u)->warned_background;
}

void report_background(struct unit *u)
{
	enum svc_state state = core_state(u->ctx->core, u->index);
	struct cleanup_state *cleanup = cleanup_state_of(u);

	if (cleanup->warned_background || u->main.wstatus != 0 || u->start_code != 0 ||
	    u->policy->task || u->uses_pidfile || u->ctx->host->command ||
	    (state != SVC_STARTING && state != SVC_READY))
		return;
	cleanup->warned_background = true;
	u->ctx->host->report(REPORT_WARNING,
			     "%s: main process exited but left processes running; killing "
			     "them. If it daemonizes, run it in the foreground or set "
			     "type = forking",
			     unit_name(u));
}

/* Reports the killed processes of one unit or, with OWNER_NONE, of all units. The names
 * come from the processes, so the line is escaped where it is written. */
static void report_names(struct context *ctx, uint32_t owner, const char *how,
			 const struct proc_info *found, size_t count)
{
	const char *name = owner == OWNER_NONE ? "" : unit_name(ctx->units[owner]);
	char text[400];
	size_t used = 0, killed = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		if (found[i].pid == 0 || found[i].owner != owner ||
		    (owner != OWNER_NONE && !(found[i].flags & PROC_KILLED_NOW)))
			continue;
		killed++;
		if (used < sizeof text - 48)
			used += (size_t)snprintf(text + used, sizeof text - used,
						 "%s%s (pid %d)", used ? ", " : "",
						 found[i].name, (int)found[i].pid);
		else if (text[used - 1] != '.')
			used += (size_t)snprintf(text + used, sizeof text - used, ", ...");
	}
	if (killed > 0)
		ctx->host->report(REPORT_WARNING, "%s%skilled %zu process%s %s: %s", name,
				  *name ? ": " : "", killed, killed == 1 ? "" : "es", how,
				  text);
}

void report_killed(struct unit *u, const struct proc_info *found, size_t count)
{
	bool left = u->cleanup_phase != CLEANUP_NONE;
	bool one = cleanup_state_of(u)->newly_killed == 1;

	report_names(u->ctx, u->index,
		     !left ? "with it"
		     : one ? "that was left"
			   : "that were left",
		     found, count);
}

void report_killed_remaining(struct context *ctx, const struct proc_info *found,
			     size_t count)
{
	report_names(ctx, OWNER_NONE, "left in the container", found, count);
}

/* Returns true for a child that runs our own code. It is still in our session and group. */
static bool is_own_helper(const struct proc_info *p, pid_t session)
{
	return p->direct && p->session == session && p->group == getpgrp();
}

/* The kernel frees the memory of an exiting process, and so its mark, before it closes the
 * descriptors. An exiting process may therefore look unowned; it is not reported. */
void report_unknown(struct context *ctx, const struct proc_info *p, pid_t session)
{
	if (p->direct && !p->exiting && !is_own_helper(p, session) &&
	    !core_shutting_down(ctx->core))
		ctx->host->report(REPORT_WARNING,
				  "%s (pid %d): orphan of an unknown service; it is killed "
				  "at "
				  "shutdown. If a service daemonizes, run it in the "
				  "foreground or set type = forking",
				  p->name, (int)p->pid);
}

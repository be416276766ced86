/* supervisor/cleanup/messages.c - the lines about processes that a service leaves behind. */
#include "supervisor/cleanup/ownership.h"
#include "supervisor/service.h"
#include "supervisor/tell.h"

#include <stdio.h>

/* A daemon whose program ended with success and left others behind, unasked. */
void report_background(struct unit *u)
{
	enum svc_state state = core_state(u->ctx->core, u->index);

	if (SERVICE(u)->told_left || u->main.wstatus != 0 || u->start_code != 0 ||
	    u->policy->task || u->uses_pidfile || u->ctx->host->command ||
	    (state != SVC_STARTING && state != SVC_READY))
		return;
	SERVICE(u)->told_left = true;
	u->ctx->host
		->report(REPORT_WARNING,
			 "%s: its program ended and left others behind, which are ended, "
			 "too: if it goes into the background, give it its option for "
			 "the foreground, or type = forking",
			 unit_name(u));
}

/* The second failure in a row: what an earlier start left may hold its address or files. */
void report_suspect(struct unit *u)
{
	struct proc_info p;

	if (ownership_find_suspect(u->ctx->ownership, u, &p))
		u->ctx->host
			->report(REPORT_WARNING,
				 "%s: %s (pid %d) runs the same program, and nothing "
				 "shows which service it belongs to: if an earlier start "
				 "left it behind, it may be why this one fails. If the "
				 "program goes into the background, give it its option "
				 "for the foreground, or set type = forking and pid-file",
				 unit_name(u), p.name, (int)p.pid);
}

/* Names are the processes' own words: the line is escaped where it is written. `name`:
 * the service; "": the container. */
static void tell_names(struct context *ctx, const char *name, const char *how,
		       const struct proc_info *found, size_t count, uint32_t owner)
{
	char text[400];
	size_t used = 0, killed = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		if (found[i].pid == 0 || found[i].owner != owner ||
		    (owner != OWNER_NONE && !(found[i].mine & PROC_KILLED_NOW)))
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

	tell_names(u->ctx, unit_name(u),
		   !left                    ? "with it"
		   : SERVICE(u)->fresh == 1 ? "that was left"
					    : "that were left",
		   found, count, u->index);
}

void report_killed_remaining(struct context *ctx, const struct proc_info *found,
			     size_t count)
{
	tell_names(ctx, "", "left in the container", found, count, OWNER_NONE);
}

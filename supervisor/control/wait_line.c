/* supervisor/control/wait_line.c - says what a request waits for. */
#include "supervisor/control/wait_line.h"

#include "conf/base/exits.h"
#include "conf/base/text.h"
#include "supervisor/base/format.h"
#include "supervisor/base/unit.h"
#include "supervisor/child/watch.h"
#include "supervisor/reload/reload.h"
#include "supervisor/service/status.h"
#include "supervisor/service/waiting.h"

#include <string.h>

/* FNV-1a, 64 bits. Source: draft-eastlake-fnv. */
static uint64_t add_to_hash(uint64_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return (hash ^ 0xff) * 1099511628211u;
}

/* Says what the unit does. */
static void describe_state(struct unit *u, struct text *t)
{
	const struct core *core = u->ctx->core;
	enum svc_state state = core_state(core, u->index);
	char why[STATUS_WHY];

	status_why(u, why);
	switch (state) {
	case SVC_WAITING: text_set(t, "%s", why[0] ? why : "it may start soon"); break;
	case SVC_STARTING:
		text_set(t, "it is starting%s%s", why[0] ? ", " : "", why);
		break;
	case SVC_STOPPING: text_set(t, "it is stopping"); break;
	case SVC_KILLING: text_set(t, "it is not gone after SIGKILL yet"); break;
	case SVC_READY:
		text_set(t, "%s",
			 core_must_stop(core, u->index)
				 ? "it stops after those that need it"
				 : "it is ready");
		break;
	case SVC_DOWN:
		text_set(t, "%s",
			 core_disabled(core, u->index)          ? "it is disabled"
			 : core_stopped_by_hand(core, u->index) ? "it was stopped by hand"
								: "it is down");
		break;
	case SVC_BACKOFF:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_SKIPPED:
	case SVC_STATE_COUNT:
		text_set(t, "it is in %s%s%s", svc_state_word(state), why[0] ? ": " : "",
			 why);
		break;
	}
}

/* Appends when the state ends at the latest. That changes all the time, so it makes no new
 * line. */
static void append_end(const struct unit *u, struct text *t)
{
	enum svc_state state = core_state(u->ctx->core, u->index);
	msec left = state == SVC_STOPPING  ? stop_time_left(u)
		    : state == SVC_BACKOFF ? watch_time_left(u)
					   : 0;
	char time[32];

	if (left > 0)
		text_append(t, "; %s in %s",
			    state == SVC_STOPPING ? "SIGKILL" : "it restarts",
			    format_duration(left, time));
}

bool wait_line(struct served_request *request, struct unit *u)
{
	struct reply *reply = &request->reply;
	char why[STATUS_WHY + 64] = "the configuration is read";
	uint64_t hash;

	if (!request->notice_due)
		return false;
	if (u != NULL)
		describe_state(u, &TEXT(why));
	hash = add_to_hash(add_to_hash(14695981039346656037u, u ? unit_name(u) : ""), why);
	if (hash == request->notice_hash) {
		request->notice_due = false;
		return false;
	}
	if (u != NULL)
		append_end(u, &TEXT(why));
	reply_begin(reply, "waiting");
	if (u != NULL)
		reply_text(reply, "name", unit_name(u));
	reply_text(reply, "why", why);
	if (reply_end(reply)) {
		request->notice_hash = hash;
		request->notice_due = false;
	}
	return true;
}

static const char *why_down(const struct core *core, uint32_t i)
{
	enum svc_state state = core_state(core, i);

	return core_stopped_by_hand(core, i) ? "was stopped by hand"
	       : state == SVC_FAILED         ? "has failed"
	       : state == SVC_SKIPPED        ? "was skipped"
					     : "is down";
}

bool wait_is_in_vain(struct served_request *request, struct unit *u, enum step *ret)
{
	struct core *core = request->ctx->core;
	const char *name;
	bool written;
	uint32_t i;

	if (!reload_is_possible(request->ctx) || !core_is_blocked(core, u->index, &i))
		return false;
	name = unit_name(request->ctx->units[i]);
	if (core_disabled(core, i))
		written = reply_error(&request->reply, CTINIT_EXIT_FAILED,
				      "%s: it needs %s, which is disabled; enable it "
				      "first: ctinit enable %s",
				      unit_name(u), name, name);
	else
		written =
			reply_error(&request->reply, CTINIT_EXIT_FAILED,
				    "%s: it needs %s, which %s; start it: ctinit start %s",
				    unit_name(u), name, why_down(core, i), name);
	*ret = request_last(written);
	return true;
}

/* supervisor/control/reload_log.c - keeps the lines about a reload for the clients that
 * requested one. */
#include "supervisor/control/reload_log.h"

#include "supervisor/reload/reload.h"

#include <stdio.h>
#include <string.h>

#define LAST_LINE_MAX 200 /* bytes kept free for the line that counts the missing ones */

static _Alignas(4096) char page[CONTROL_LINE_MAX];
static struct reply lines = { .page = page };
static uint32_t missing; /* lines that had no space */
static uint64_t over;    /* how many reloads are over */
static uint64_t awaited; /* the last one that a client waits for */
static char reason[300];
static bool is_refused;

uint64_t reload_log_expect(bool under_way)
{
	if (awaited <= over) {
		lines.used = 0;
		lines.full = false;
		missing = 0;
	}
	awaited = over + 1 + under_way;
	return awaited;
}

/* Takes the line that begins at `used` back if the page is full with it. */
static void end_line(uint32_t used)
{
	if (lines.used > CONTROL_LINE_MAX - LAST_LINE_MAX) {
		lines.used = lines.end = used;
		lines.full = true;
	}
	missing += lines.full;
}

static void write_message(const char *level, const char *text)
{
	reply_begin(&lines, "message");
	reply_text(&lines, "level", level);
	reply_text(&lines, "text", text);
	reply_end(&lines);
}

void reload_log_message(const char *level, const char *text)
{
	uint32_t used = lines.used;

	if (awaited <= over)
		return;
	if (!lines.full)
		write_message(level, text);
	end_line(used);
}

void reload_log_change(struct reply *reply, const char *name, int change, const char *why)
{
	static const char *const actions[] = {
		[CHANGE_KEEP] = "keep",       [CHANGE_LIVE] = "policy",
		[CHANGE_RESTART] = "restart", [CHANGE_ADD] = "start",
		[CHANGE_REMOVE] = "stop",
	};

	reply_begin(reply, "change");
	reply_text(reply, "name", name);
	reply_text(reply, "action", actions[change]);
	reply_text(reply, "why", why[0] ? why : NULL);
	reply_end(reply);
}

static void on_change(struct context *ctx, const char *name, int change, const char *why)
{
	uint32_t used = lines.used;

	(void)ctx;
	if (awaited <= over)
		return;
	if (!lines.full)
		reload_log_change(&lines, name, change, why);
	end_line(used);
}

static void count_missing(void)
{
	char text[120];

	if (missing == 0)
		return;
	snprintf(text, sizeof text,
		 "and %u more lines, which are in the output of the container", missing);
	write_message("info", text);
}

void reload_log_over(const char *why)
{
	over++;
	if (awaited < over)
		return; /* no client has requested it */
	if (awaited == over)
		count_missing();
	is_refused = why != NULL;
	snprintf(reason, sizeof reason, "%s", why != NULL ? why : "");
}

bool reload_log_is_over(uint64_t number, const char **ret_why)
{
	*ret_why = is_refused ? reason : NULL;
	return over >= number;
}

bool reload_log_line(struct reply *reply, uint32_t *pos)
{
	const char *line = page + *pos, *end;

	if (*pos >= lines.used)
		return false;
	end = memchr(line, '\n', lines.used - *pos);
	if (end != NULL && reply_raw(reply, line, (size_t)(end + 1 - line)))
		*pos += (uint32_t)(end + 1 - line);
	return true;
}

void reload_log_begin(struct context *ctx)
{
	ctx->reload_changed = on_change;
}

/* supervisor/control/dry_run.c - writes what a reload would change, in a child.
 *
 * The child may block and allocate, and exits next. */
#include "conf/base/exits.h"
#include "supervisor/control/child_reply.h"
#include "supervisor/control/control.h"
#include "supervisor/control/reload_log.h"
#include "supervisor/reload/reload.h"

#include <errno.h>
#include <string.h>

static struct child_reply client;

static void on_preview(struct context *ctx, const char *name, int change, const char *why)
{
	(void)ctx;
	reload_log_change(&client.reply, name, change, why);
	child_reply_send(&client);
}

__attribute__((format(printf, 2, 3))) static void report_nothing(enum report_level level,
								 const char *format, ...)
{
	(void)level;
	(void)format;
}

/* With a configuration they are warnings and notes. */
static void send_errors(char *errors, const char *level)
{
	for (char *line = strtok(errors, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		reply_begin(&client.reply, "message");
		reply_text(&client.reply, "level", level);
		reply_text(&client.reply, "text",
			   strncmp(line, "ctinit: ", 8) == 0 ? line + 8 : line);
		reply_end(&client.reply);
		child_reply_send(&client);
	}
}

void control_dry_run(struct context *ctx, struct conf *conf, char *errors, int fd)
{
	struct sup_host host = *ctx->host;
	int r;

	child_reply_init(&client, fd);
	host.report = report_nothing;
	ctx->host = &host;
	ctx->reload_changed = on_preview;
	send_errors(errors, conf != NULL ? "warning" : "error");
	r = conf != NULL ? reload_preview(ctx, conf) : -EINVAL;
	if (r == 0)
		reply_ok(&client.reply);
	else
		reply_error(&client.reply, CTINIT_EXIT_FAILED, "%s",
			    r == -EINVAL    ? "the configuration has errors"
			    : r == -ENODATA ? "nothing would be left to run"
					    : strerror(-r));
	child_reply_send(&client);
}

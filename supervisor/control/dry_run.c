/* supervisor/control/dry_run.c - writes what a reload would change, in a child.
 *
 * The child may block and allocate, and exits next. */
#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/control/control.h"
#include "supervisor/control/reload_log.h"
#include "supervisor/reload/reload.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define WRITE_TIME SECONDS(10)

static struct {
	int fd;
	msec by;
	struct reply reply;
} client;

/* Sends the page, and waits while the client does not read. */
static void send_page(void)
{
	struct reply *reply = &client.reply;
	uint32_t sent = 0;

	while (sent < reply->used && clock_now() < client.by) {
		struct pollfd p = { .fd = client.fd, .events = POLLOUT };
		ssize_t n = send(client.fd, reply->page + sent, reply->used - sent,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno != EAGAIN && errno != EINTR)
			break;
		if (n > 0)
			sent += (uint32_t)n;
		else
			poll(&p, 1, (int)(client.by - clock_now()));
	}
	reply->used = 0;
	reply->full = false;
}

static void on_preview(struct context *ctx, const char *name, int change, const char *why)
{
	(void)ctx;
	reload_log_change(&client.reply, name, change, why);
	send_page();
}

__attribute__((format(printf, 2, 3))) static void report_nothing(enum report_level level,
								 const char *format, ...)
{
	(void)level;
	(void)format;
}

static void send_errors(char *errors)
{
	for (char *line = strtok(errors, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		reply_begin(&client.reply, "message");
		reply_text(&client.reply, "level", "error");
		reply_text(&client.reply, "text",
			   strncmp(line, "ctinit: ", 8) == 0 ? line + 8 : line);
		reply_end(&client.reply);
		send_page();
	}
}

void control_dry_run(struct context *ctx, struct conf *conf, char *errors, int fd)
{
	static char page[CONTROL_LINE_MAX];
	struct sup_host host = *ctx->host;
	int r;

	client.fd = fd;
	client.by = clock_now() + WRITE_TIME;
	client.reply.page = page;
	host.report = report_nothing;
	ctx->host = &host;
	ctx->reload_changed = on_preview;
	send_errors(errors);
	r = conf != NULL ? reload_preview(ctx, conf) : -EINVAL;
	if (r == 0)
		reply_ok(&client.reply);
	else
		reply_error(&client.reply, CTINIT_EXIT_FAILED, "%s",
			    r == -EINVAL    ? "the configuration has errors"
			    : r == -ENODATA ? "nothing would be left to run"
					    : strerror(-r));
	send_page();
}

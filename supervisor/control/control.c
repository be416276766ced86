/* supervisor/control/control.c - answers clients at the control socket. */
#include "supervisor/control/control.h"

#include "conf/base/clock.h"
#include "supervisor/base/io.h"
#include "supervisor/base/ratelimit.h"
#include "supervisor/base/unit.h"
#include "supervisor/control/client_io.h"
#include "supervisor/control/client_slots.h"
#include "supervisor/control/event_log.h"
#include "supervisor/control/exec_command.h"
#include "supervisor/control/history.h"
#include "supervisor/control/listener.h"
#include "supervisor/control/reload_log.h"
#include "supervisor/service/status.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ACCEPTS_MAX 8 /* in one turn of the loop */

static struct {
	struct context *ctx;
	struct listener listener;
	struct io io;
	msec last_report;
} control = { .listener = { .fd = -1 } };

/* In an abstract namespace, which belongs to the network, there may be processes of other
 * containers. They are not in our pid namespace, so they have no pid here. */
static bool is_stranger(const struct rights *rights)
{
	return control.listener.place[0] == '@' && rights->pid == 0;
}

static bool add_client(struct context *ctx, int fd)
{
	struct rights rights;

	if (rights_of(fd, &rights) < 0 || is_stranger(&rights))
		return slot_refuse(ctx, fd);
	return clients_add(ctx, fd, &rights);
}

static void on_connect(struct ev_loop *loop, struct io *io)
{
	for (int i = 0; i < ACCEPTS_MAX; i++) {
		int fd = accept4(io->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0 && errno == EAGAIN)
			return;
		if (fd < 0) {
			int err = errno;

			io_later(loop, io);
			if (ratelimit_allows(&control.last_report))
				control.ctx->host->report(REPORT_ERROR,
							  "cannot accept a client of the "
							  "control socket: %s; "
							  "trying again",
							  strerror(err));
			return;
		}
		if (!add_client(control.ctx, fd)) {
			io_later(loop, io);
			return;
		}
	}
}

static void on_moved(struct unit *u, const struct core_order *order)
{
	char why[STATUS_WHY] = "";

	if (order->to == SVC_FAILED || order->to == SVC_BACKOFF || order->to == SVC_SKIPPED)
		status_why(u, why);
	event_log_add(conf_name(u->section), order, why);
	history_unit_moved(u->ctx);
	clients_wake();
}

static void on_health_changed(struct context *ctx)
{
	(void)ctx;
	clients_wake();
}

void control_log_readers(struct context *ctx)
{
	(void)ctx;
	clients_wake();
}

static void on_reload_over(struct context *ctx, const char *why)
{
	reload_log_over(why);
	if (control.listener.fd >= 0 && !core_shutting_down(ctx->core))
		rights_load_again(ctx);
	clients_wake();
}

/* ---- setup and teardown ---- */

static void report_place(struct context *ctx, int r, bool named, const char *why)
{
	if (r < 0)
		ctx->host->report(REPORT_WARNING,
				  "there is no control socket, so ctinit status and the "
				  "other "
				  "verbs cannot reach this container: %s",
				  why[0] ? why : strerror(-r));
	else if (why[0] != '\0')
		ctx->host->report(named ? REPORT_WARNING : REPORT_VERBOSE,
				  "the control socket is at %s: %s", control.listener.place,
				  why);
}

/* A socket file costs a start on a disk a tenth of its time. */
static bool is_only_command(const struct context *ctx)
{
	return ctx->host->command && conf_service_count(ctx->conf) == 1 &&
	       conf_setup_count(ctx->conf) == 0;
}

void control_open(struct context *ctx)
{
	const struct conf_section *init = conf_init(ctx->conf);
	const char *wanted = NULL;
	char why[400] = "";
	int r;

	control.ctx = ctx;
	history_begin(ctx);
	clients_begin(ctx);
	ctx->moved = on_moved;
	ctx->health_changed = on_health_changed;
	ctx->reload_over = on_reload_over;
	reload_log_begin(ctx);
	io_init(&control.io, on_connect);
	if (conf_is_set(init, CONF_INIT_CONTROL))
		wanted = conf_text(init, CONF_INIT_CONTROL);
	if (wanted == NULL ? is_only_command(ctx) : strcmp(wanted, "off") == 0)
		return;
	rights_load(ctx);
	r = listener_open(wanted, ctx->host->environment, &control.listener, &TEXT(why));
	report_place(ctx, r, wanted != NULL, why);
	if (r < 0)
		return;
	ctx->control_place = control.listener.is_default ? NULL : control.listener.place;
	io_set(&control.io, control.listener.fd, EV_READ);
	io_start(ctx->loop, &control.io);
}

void control_add_trusted_client(struct context *ctx, int fd)
{
	const struct rights rights = { .allowed = true };

	fcntl(fd, F_SETFL, O_NONBLOCK);
	clients_add(ctx, fd, &rights);
}

void control_reload_message(const char *level, const char *text)
{
	reload_log_message(level, text);
}

void control_close(struct context *ctx)
{
	if (control.ctx != ctx)
		return;
	io_stop(ctx->loop, &control.io);
	exec_commands_end();
	slots_end(ctx);
	listener_close(&control.listener);
	ctx->moved = NULL;
	ctx->health_changed = NULL;
	ctx->control_place = NULL;
	control.ctx = NULL;
}

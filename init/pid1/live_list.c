/* init/pid1/live_list.c - shows on a terminal which services are starting or stopping. */
#include "init/pid1/live_list.h"

#include "conf/conf.h"
#include "init/pid1/init.h"
#include "init/pid1/live_screen.h"
#include "init/pid1/report.h"
#include "init/pid1/signal_rules.h"
#include "supervisor/base/format.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

/* The first drawing, so a quick start shows nothing; then the pace of the times in the
 * list. A long start needs no tenths of a second. */
#define FIRST_SECONDS 0.3
#define PACE_SECONDS  0.2
#define SLOW_SECONDS  1.0
#define FAST_DRAWS    50

#define SCREEN_SIZE 4000 /* one write(2): the terminal takes all of it or nothing */

static bool is_allowed(const struct init *init)
{
	return init->live.wanted && report_terminal_fd() >= 0 &&
	       init->style.shape == OWN_PREFIX && report_prints(REPORT_EVENT) &&
	       !sup_writes_directly(init->sup);
}

static void set_style(struct init *init, bool live)
{
	struct own_style style = init->style;

	if (style.live == live)
		return;
	style.live = live;
	init_use_style(init, style);
	sup_style_changed(init->sup);
}

static void arm(struct init *init, double seconds)
{
	ev_timer_stop(init->loop, &init->live.timer);
	ev_timer_set(&init->live.timer, seconds, 0.);
	ev_timer_start(init->loop, &init->live.timer);
}

static void enter(struct init *init, enum live_phase phase)
{
	init->live.phase = phase;
	init->live.draws = 0;
	set_style(init, true);
	arm(init, FIRST_SECONDS);
}

static void leave(struct init *init, enum live_phase phase)
{
	struct live_list *live = &init->live;

	ev_timer_stop(init->loop, &live->timer);
	if (live->shown)
		report_draw(OWN_ERASE, strlen(OWN_ERASE));
	live->shown = false;
	live->phase = phase;
	set_style(init, false);
}

/* ---- drawing ---- */

/* Says what the next ^C does, if ^C asks the container to end. */
static const char *next_request(const struct init *init, unsigned escalation)
{
	const struct conf_signal *rule = signal_rule(sup_conf(init->sup), SIGINT);

	if (rule == NULL || rule->action != ON_SIGNAL_SHUTDOWN)
		return "";
	return escalation == 0   ? "; ^C again: at most 1 s more"
	       : escalation == 1 ? "; ^C again: SIGKILL"
				 : "";
}

static void format_title(const struct init *init, const struct sup_progress *progress,
			 char *text, size_t size)
{
	char time[32];

	format_duration(progress->elapsed, time);
	if (!progress->stopping)
		snprintf(text, size, "starting: %u of %u ready, %s", progress->over,
			 progress->total, time);
	else
		snprintf(text, size, "stopping: %u left, %s%s", progress->left, time,
			 next_request(init, progress->escalation));
}

static int name_width(struct sup *sup)
{
	struct sup_progress_row row;
	uint32_t cursor = 0;
	size_t width = 0;

	while (sup_progress_next(sup, &cursor, &row)) {
		size_t len = strlen(row.name);

		if (len > width)
			width = len;
	}
	return (int)(width < OWN_WIDTH_MAX ? width : OWN_WIDTH_MAX);
}

static bool format_list(struct init *init, struct live_screen *screen)
{
	struct winsize size = { .ws_row = 0 };
	struct sup_progress progress;
	struct sup_progress_row row;
	uint32_t cursor = 0;
	char title[128];

	if (ioctl(report_terminal_fd(), TIOCGWINSZ, &size) < 0 ||
	    !live_screen_begin(screen, size.ws_row, size.ws_col))
		return false;
	sup_progress(init->sup, &progress);
	if (progress.left == 0)
		return false;
	format_title(init, &progress, title, sizeof title);
	live_screen_title(screen, title);
	screen->name_width = name_width(init->sup);
	while (sup_progress_next(init->sup, &cursor, &row))
		live_screen_row(screen, &(struct live_row){ .name = row.name,
							    .state = row.state,
							    .why = row.why,
							    .age = row.age });
	live_screen_end(screen);
	return true;
}

static void draw(struct init *init)
{
	struct live_list *live = &init->live;
	static char text[SCREEN_SIZE];
	struct live_screen screen = {
		.out = text,
		.size = sizeof text,
		.colour = own_colours_allowed(init->host.environment),
	};

	if (sup_output_is_stuck(init->sup))
		return; /* the logger may have written half a line */
	if (!format_list(init, &screen)) {
		screen.used = strlen(OWN_ERASE);
		memcpy(text, OWN_ERASE, screen.used);
	}
	live->draws++;
	if (screen.lines == 0 && !live->shown)
		return;
	if (report_draw(text, screen.used)) {
		live->shown = screen.lines > 0;
		live->lines = report_line_count();
	}
}

/* ---- without a list ---- */

/* Names what is still stopping, and what the next ^C does, on a terminal without a list. */
static void report_stopping(struct init *init)
{
	struct sup_progress progress;
	struct sup_progress_row row;
	char names[200] = "";
	uint32_t cursor = 0;
	size_t used = 0;

	sup_progress(init->sup, &progress);
	while (used < sizeof names - 1 && sup_progress_next(init->sup, &cursor, &row))
		used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
					 used > 0 ? ", " : "", row.name);
	if (progress.left > 0)
		report(REPORT_EVENT, "still stopping: %s%s", names,
		       next_request(init, progress.escalation));
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct init *init = container_of(w, struct init, live.timer);
	struct live_list *live = &init->live;

	(void)loop;
	(void)revents;
	if (!live->allowed) {
		report_stopping(init);
		return;
	}
	draw(init);
	arm(init, live->draws < FAST_DRAWS ? PACE_SECONDS : SLOW_SECONDS);
}

/* ---- phases ---- */

void live_list_begin(struct init *init)
{
	struct live_list *live = &init->live;

	ev_init(&live->timer, on_timer);
	if (!report_is_terminal() || init->command)
		return;
	live->allowed = is_allowed(init);
	live->phase = LIVE_IDLE;
	if (live->allowed)
		enter(init, LIVE_STARTING);
}

static void begin_stop(struct init *init)
{
	struct live_list *live = &init->live;

	if (live->allowed) {
		enter(init, LIVE_STOPPING);
	} else {
		live->phase = LIVE_STOPPING;
		arm(init, SLOW_SECONDS);
	}
}

void live_list_update(struct init *init)
{
	struct live_list *live = &init->live;
	bool ends;

	if (live->phase == LIVE_OFF)
		return;
	ends = sup_is_shutting_down(init->sup);
	if (live->phase == LIVE_STARTING && (ends || sup_is_up(init->sup, &live->cursor)))
		leave(init, LIVE_IDLE);
	if (live->phase == LIVE_IDLE && ends)
		begin_stop(init);
	if (live->shown && live->lines != report_line_count())
		draw(init);
}

void live_list_end(struct init *init)
{
	if (init->live.phase != LIVE_OFF)
		leave(init, LIVE_OFF);
}

/* supervisor/logger/consoles.c - flushes consoles, and resumes the sources that they
 * block. */
#include "supervisor/logger/loop.h"

#include <sys/epoll.h>

#define RETRY_MSEC 20

static void watch_console(struct logger *lg, int i)
{
	const struct console *console = &lg->console[i];
	struct epoll_event e = { .events = EPOLLOUT, .data.u64 = TASK(TASK_CONSOLE, i) };
	bool wanted = !console_is_empty(console);

	if (console->kind == CONSOLE_FILE || console->fd < 0 ||
	    wanted == lg->console_watched[i])
		return;
	/* If epoll refuses the console, a timer tries again. */
	if (epoll_ctl(lg->epoll_fd, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, console->fd,
		      &e) < 0)
		wake_at(lg, clock_msec() + RETRY_MSEC);
	else
		lg->console_watched[i] = wanted;
}

void consoles_watch(struct logger *lg)
{
	for (int i = 0; i < 2; i++)
		watch_console(lg, i);
}

/* Resumes blocked sources in turn, until one fills its console again. */
static void resume_blocked(struct logger *lg)
{
	uint32_t count = lg->memory->slot_count, first = lg->next_blocked;

	lg->has_blocked[0] = lg->has_blocked[1] = false;
	for (uint32_t k = 0; k < count; k++) {
		uint32_t i = (first + k) % count;
		struct source *src = lg->sources[i];

		if (src == NULL || src->state != SOURCE_BLOCKED)
			continue;
		if (source_is_blocked(lg, src)) {
			lg->has_blocked[src->console] = true;
			continue;
		}
		lg->next_blocked = i + 1;
		wakeup_subscribe(lg, src);
		source_step(lg, src);
		if (src->kind == SOURCE_TAIL)
			lg->tails_pending = true;
	}
}

/* A console may be empty already, because a warning of ours flushed it. Its blocked sources
 * must be resumed even then. */
void consoles_flush(struct logger *lg)
{
	bool emptied = false;

	for (int i = 0; i < 2; i++)
		if (!console_is_empty(&lg->console[i]) || lg->has_blocked[i])
			emptied |= console_flush(&lg->console[i]);
	if (!emptied)
		return;
	resume_blocked(lg);
	drops_report_all(lg);
}

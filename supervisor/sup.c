/* supervisor/sup.c - a set of services, from wanted to gone. */
#include "supervisor/sup.h"

#include "supervisor/accounts.h"
#include "supervisor/claims.h"
#include "supervisor/forking.h"
#include "supervisor/logs.h"
#include "supervisor/pipes.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/kill.h"
#include "supervisor/reload.h"
#include "supervisor/service.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define KEEP_SCRATCH (ENV_MAX * sizeof(char *) + (64u << 10))
#define OWN_PAGES    (32 << 10)

msec sup_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (msec)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

uint32_t service_index(const struct service *svc)
{
	return svc->index;
}

/* Good for one more call: of a setup and the need it has none. */
const char *service_name(const struct service *svc)
{
	static char names[2][48];
	static unsigned next;

	if (!conf_is_setup(svc->section))
		return conf_name(svc->section);
	next ^= 1;
	snprintf(names[next], sizeof names[next], "setup %s", conf_name(svc->section));
	return names[next];
}

void sup_scratch_give_back(struct sup *sup)
{
	if (sup->scratch.used > KEEP_SCRATCH)
		madvise(sup->scratch.at, sup->scratch.size, MADV_DONTNEED);
}

/* So many starts at once fill the processors; more only make the descriptor table and
 * libev's larger, and those for which there is no loan copy all of it. Not a limit: whoever
 * hangs on its way to the program holds the others up for PAUSE_SECONDS, once; where there
 * is no loan any more for longer, because a busy machine only looks as if they hung. */
#define STARTS_AT_ONCE (LOANS / 2)
#define PAUSE_SECONDS  0.01
#define FULL_SECONDS   0.5
#define CONT_SECONDS   0.05 /* most of those told to stop are gone by then */

static void on_pause(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct sup *sup = container_of(w, struct sup, pause);

	(void)loop;
	(void)revents;
	sup->starting_most = sup->starting + STARTS_AT_ONCE;
	sup_pump(sup);
}

/* Starts enough are on their way: the next when some have arrived. */
static void pause_starts(struct sup *sup)
{
	bool pause;

	if (sup->starting == 0)
		sup->starting_most = STARTS_AT_ONCE;
	pause = sup->starting >= sup->starting_most;
	core_pause(sup->core, pause);
	if (!pause)
		ev_timer_stop(sup->loop, &sup->pause);
	else if (!ev_is_active(&sup->pause)) {
		ev_now_update(sup->loop);
		ev_timer_set(&sup->pause,
			     sup->starting < LOANS ? PAUSE_SECONDS : FULL_SECONDS, 0.);
		ev_timer_start(sup->loop, &sup->pause);
	}
}

static bool next_order(struct sup *sup, struct core_order *ret)
{
	pause_starts(sup);
	return core_next(sup->core, sup_now(), ret);
}

static void carry_out(struct sup *sup)
{
	struct core_order order;

	while (next_order(sup, &order)) {
		if (order.kind == ORDER_FINISHED)
			ending_over(sup);
		else if (order.kind == ORDER_ARM_END)
			ending_arm(sup, order.wait);
		else
			service_order(sup->services[order.service], &order);
	}
}

/* The only place that takes orders; a fact that comes up while one is carried out is
 * settled by the same loop. */
void sup_pump(struct sup *sup)
{
	enum svc_event on;
	uint32_t i;

	if (sup->pumping)
		return;
	sup->pumping = true;
	do
		carry_out(sup);
	while (setups_step(sup));
	sup->pumping = false;
	if (sup->starting == 0)
		loans_rest(sup);
	if (!sup->looking &&
	    (sup->reload != NULL || (sup->spent != NULL && sup->starting == 0)))
		ev_feed_event(sup->loop, &sup->reload_turn, EV_CUSTOM);
	if (core_bug(sup->core, &i, &on))
		sup->host->say(SAY_ERROR, "%s: bug: %s while %s",
			       service_name(sup->services[i]), svc_event_word(on),
			       svc_state_word(core_state(sup->core, i)));
}

static void on_cont(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct sup *sup = container_of(w, struct sup, cont);

	(void)loop;
	(void)revents;
	for (uint32_t i = 0; i < sup->count; i++) {
		struct service *svc = sup->services[i];

		if (svc->cont_due && svc->child.pid > 0 && svc->leftover == LEFT_NOTHING)
			kill_only(svc->child.pid, forking_pidfd(svc), SIGCONT);
		svc->cont_due = false;
	}
}

void sup_cont_soon(struct sup *sup)
{
	if (ev_is_active(&sup->cont))
		return;
	ev_now_update(sup->loop);
	ev_timer_set(&sup->cont, CONT_SECONDS, 0.);
	ev_timer_start(sup->loop, &sup->cont);
}

static void on_settle(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	leftovers_look(container_of(w, struct sup, settle), (revents & EV_TIMER) != 0);
}

static void on_reload_turn(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct sup *sup = container_of(w, struct sup, reload_turn);

	(void)loop;
	(void)revents;
	sup->looking = true; /* or it would feed itself for ever */
	reload_look(sup);
	sup->looking = false;
}

/* ---- made ---- */

/* Saves each start from looking it up; only the real one (1, 3: null(4)). */
static int open_null(void)
{
	struct stat st;
	int low = open("/dev/null", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	/* A child makes its own streams below 3. */
	int fd = low >= 0 && low < 3 ? fcntl(low, F_DUPFD_CLOEXEC, 3) : low;

	if (fd != low)
		close(low);
	if (fd >= 0 &&
	    (fstat(fd, &st) < 0 || !S_ISCHR(st.st_mode) || st.st_rdev != makedev(1, 3))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int make(struct sup *sup)
{
	uint32_t buckets = 16;
	struct policy **of;
	struct conduit *pipes = NULL;
	struct health *healths = NULL;
	int r;

	while (buckets < sup->count)
		buckets *= 2;
	sup->pid_mask = buckets - 1;
	sup->by_pid = calloc(buckets, sizeof *sup->by_pid);
	if (!sup->by_pid || loans_init(sup) < 0 || accounts_new(sup) < 0)
		return -ENOMEM;
	sup->null_fd = open_null();
	sup->claims = claims_new(sup);
	sup->services = calloc(sup->count + 1, sizeof(void *));
	of = calloc(sup->count + 1, sizeof *of);
	r = sup->claims && sup->services && of ? logs_expect(sup, sup->conf) : -ENOMEM;
	if (r == 0)
		r = edition_new(sup, sup->conf, 0, sup->count, &sup->edition);
	if (r == 0 && (r = edition_policies(sup, sup->conf, &sup->policies, of)) == 0) {
		sup->core = edition_core(sup, sup->conf, of, NULL, NULL);
		r = sup->core != NULL ? 0 : -ENOMEM;
	}
	for (uint32_t i = 0; r == 0 && i < sup->count; i++)
		edition_take(sup, i, &sup->edition->services[i], of[i]);
	free(of);
	if (r == 0)
		edition_mark_awaited(sup);
	if (r == 0)
		r = setups_init(sup);
	if (r == 0 && (r = pipes_room(sup->conf, &pipes)) == 0)
		r = health_room(sup->conf, &healths);
	if (r < 0) {
		free(pipes);
		return r;
	}
	pipes_renew(sup, pipes);
	health_renew(sup, healths, NULL);
	return 0;
}

int sup_new(const struct conf *conf, struct ev_loop *loop, const struct sup_host *host,
	    struct sup **ret_sup)
{
	struct sup *sup;
	int r;

	if (conf_errors(conf) > 0)
		return -EINVAL;
	/* Tables of which little is touched are pages of their own: zero until used. */
	mallopt(M_MMAP_THRESHOLD, OWN_PAGES);
	sup = calloc(1, sizeof *sup);
	if (sup == NULL)
		return -ENOMEM;
	sup->null_fd = -1;
	sup->cgroup_fd = cgroup_open_own();
	sup->conf = conf;
	sup->loop = loop;
	sup->host = host;
	sup->count = edition_size(conf);
	sup->setup_fd = -1;
	ending_init(sup);
	ev_init(&sup->settle, on_settle);
	ev_init(&sup->pause, on_pause);
	glance_init(sup);
	ev_init(&sup->cont, on_cont);
	tell_waits_init(sup);
	ev_init(&sup->reload_turn, on_reload_turn);
	r = make(sup);
	if (r < 0) {
		sup_free(sup);
		return r;
	}
	*ret_sup = sup;
	return 0;
}

void sup_free(struct sup *sup)
{
	if (sup == NULL)
		return;
	for (uint32_t i = 0; sup->services != NULL && i < sup->count; i++)
		if (sup->services[i] != NULL)
			edition_leave(sup->services[i]);
	health_free_all(sup);
	reload_free(sup);
	edition_sweep(&sup->edition);
	ev_timer_stop(sup->loop, &sup->reload_turn);
	ev_clear_pending(sup->loop, &sup->settle);
	ev_timer_stop(sup->loop, &sup->settle);
	claims_free(sup->claims);
	accounts_free(sup);
	if (sup->cgroup_fd >= 0)
		close(sup->cgroup_fd);
	ev_timer_stop(sup->loop, &sup->end_timer);
	ev_timer_stop(sup->loop, &sup->cont);
	ev_timer_stop(sup->loop, &sup->glance);
	ev_timer_stop(sup->loop, &sup->waits);
	core_free(sup->core);
	free(sup->services);
	free(sup->policies);
	free(sup->by_pid);
	setups_done(sup);
	logs_free(sup);
	pipes_free(sup);
	loans_done(sup);
	desks_done(sup);
	if (sup->null_fd >= 0)
		close(sup->null_fd);
	free(sup);
}

/* ---- asked ---- */

/* Those by which engines and terminals ask a command to end. */
static bool is_end_signal(int number)
{
	return number == SIGTERM || number == SIGINT || number == SIGQUIT ||
	       number == SIGHUP;
}

void sup_forward(struct sup *sup, uint32_t service, int number, const siginfo_t *info)
{
	uint32_t i = service + (uint32_t)conf_setup_count(sup->conf);
	struct service *svc = i < sup->count ? sup->services[i] : NULL;

	if (sup->host->command && setups_take(sup, number))
		return;
	if (sup->host->command && svc != NULL && is_end_signal(number)) {
		sup->asked_command = true;
		leftovers_hurry(svc);
	}
	if (svc == NULL || svc->child.pid <= 0 || svc->leftover != LEFT_NOTHING)
		return;
	/* It would find no handler yet. But `-- CMD` must not lose what ends it. */
	if (!sup->host->command && watch_report_fd(svc) >= 0)
		return;
	kill_with(svc->child.pid, forking_pidfd(svc), number, info);
}

bool sup_reopen(struct sup *sup)
{
	return logs_reopen(sup);
}

bool sup_finished(const struct sup *sup, int *ret_code, const char **ret_why)
{
	int service;

	if (!sup->finished)
		return false;
	core_why(sup->core, ret_code, &service);
	*ret_why = sup->why;
	return true;
}

const struct conf *sup_conf(const struct sup *sup)
{
	return sup->conf;
}

void sup_on_finished(struct sup *sup, void (*done)(void *context), void *context)
{
	sup->done = done;
	sup->done_context = context;
}

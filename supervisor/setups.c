/* supervisor/setups.c - what runs before any service: [setup:NAME], in file order, one at
 * a time; and then the services.
 *
 * A setup is one of sup->services, in front of those that are services, and a task of the
 * core like others. What its processes write to the memory file CTINIT_ENV names joins
 * ctinit's own environment when nothing is left of the setup; each has a file of its own,
 * so that one that writes with > takes nothing away that another has said. */
#include "supervisor/logs.h"
#include "supervisor/proc/memory.h"
#include "supervisor/service.h"

#include "conf/base/exits.h"
#include "conf/base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ADDED_MOST (1u << 20)

enum { STAGE_NEW, STAGE_ASK, STAGE_RUNS, STAGE_FLUSH, STAGE_SERVICES };

int setups_init(struct sup *sup)
{
	int r = environment_keep_maps(sup);

	return r == 0 && conf_setup_count(sup->conf) > 0 ? environment_init_added(sup) : r;
}

int setups_file(const struct service *svc)
{
	return svc->section != NULL && conf_is_setup(svc->section) ? svc->sup->setup_fd
								   : -1;
}

static void close_file(struct sup *sup)
{
	if (sup->setup_fd >= 0)
		close(sup->setup_fd);
	sup->setup_fd = -1;
}

void setups_done(struct sup *sup)
{
	close_file(sup);
	environment_free_added(sup);
	environment_free_maps(sup);
}

/* ---- CTINIT_ENV ---- */

/* Not below 10, where its processes have it and their streams. */
static void open_file(struct sup *sup, const struct service *svc)
{
	int low = memory_file("CTINIT_ENV", false);

	close_file(sup);
	sup->setup_fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 10);
	if (low >= 0)
		close(low);
	if (sup->setup_fd >= 0) {
		fchmod(sup->setup_fd, 0666); /* its user may be any */
		fcntl(sup->setup_fd, F_SETFL, O_APPEND);
	} else {
		sup->host->say(SAY_WARNING, "%s: no CTINIT_ENV: cannot make a memory file",
			       service_name(svc));
	}
}

/* Not mapped: whoever still has it could cut it short under us. */
static int read_file(struct sup *sup, struct text *err)
{
	struct conf_scratch *room = &sup->scratch;
	struct stat st;
	ssize_t n;
	int r;

	if (fstat(sup->setup_fd, &st) < 0 || st.st_size == 0)
		return 0;
	if (st.st_size > ADDED_MOST) {
		text_set(err, "CTINIT_ENV: more than 1 MiB");
		return -E2BIG;
	}
	room->used = 0;
	n = pread(sup->setup_fd, room->at, (size_t)st.st_size, 0);
	if (n < 0) {
		text_set(err, "CTINIT_ENV: cannot be read");
		return -errno;
	}
	r = sup_environment_add(sup, room->at, (size_t)n, err);
	sup_scratch_give_back(sup);
	return r;
}

void setups_ended(struct service *svc)
{
	struct sup *sup = svc->sup;
	char why[512];

	if (!conf_is_setup(svc->section) || sup->setup_fd < 0)
		return;
	if (svc->failed_code == 0 && read_file(sup, &TEXT(why)) < 0) {
		sup->host->say(SAY_ERROR, "%s: %s", service_name(svc), why);
		svc->failed_code = CTINIT_EXIT_SETUP;
	}
	close_file(sup);
}

/* ---- one after the other ---- */

static void start_services(struct sup *sup)
{
	uint32_t setups = (uint32_t)conf_setup_count(sup->conf);
	size_t count;
	const uint32_t *start = conf_start_list(sup->conf, &count);

	sup->stage = STAGE_SERVICES;
	when_bar(sup, setups, sup->count);
	for (size_t i = 0; i < count; i++)
		core_want(sup->core, setups + start[i], sup_now());
	core_started(sup->core);
}

static bool has_settled(const struct sup *sup, uint32_t i)
{
	enum svc_state state = core_state(sup->core, i);

	return state == SVC_DONE || state == SVC_SKIPPED;
}

bool setups_step(struct sup *sup)
{
	if ((sup->stage != STAGE_ASK && sup->stage != STAGE_RUNS) || core_ending(sup->core))
		return false;
	if (sup->stage == STAGE_RUNS && !has_settled(sup, sup->setup))
		return false; /* one that failed ends the container */
	sup->setup += sup->stage == STAGE_RUNS;
	if (sup->setup == conf_setup_count(sup->conf)) {
		/* One without the log, as a command in place of the services, is not to
		 * overtake what setups have written. */
		sup->stage = STAGE_FLUSH;
		if (sup->setup > 0 && logs_flush(sup))
			return false;
		start_services(sup);
		return true;
	}
	sup->stage = STAGE_RUNS;
	open_file(sup, sup->services[sup->setup]);
	when_bar(sup, sup->setup, sup->setup + 1);
	core_want(sup->core, sup->setup, sup_now());
	return true;
}

void sup_flushed(struct sup *sup)
{
	if (sup->stage != STAGE_FLUSH || core_ending(sup->core))
		return;
	start_services(sup);
	sup_pump(sup);
}

void sup_start(struct sup *sup)
{
	environment_map_users(sup);
	logs_start(sup);
	sup->stage = STAGE_ASK;
	sup_pump(sup);
}

bool setups_are_over(const struct sup *sup)
{
	return sup->stage == STAGE_SERVICES;
}

bool setups_is_at_work(const struct sup *sup, const char *name)
{
	return sup->stage == STAGE_RUNS &&
	       strcmp(conf_name(sup->services[sup->setup]->section), name) == 0;
}

/* The command is not there yet to be asked; that it never ran is no success. */
bool setups_take(struct sup *sup, int signal)
{
	char why[32];
	char name[16];

	if (sup->stage == STAGE_SERVICES)
		return false;
	if (signal != CTINIT_SIGTERM && signal != CTINIT_SIGINT &&
	    signal != CTINIT_SIGQUIT && signal != CTINIT_SIGHUP)
		return true;
	snprintf(why, sizeof why, "SIG%s", signal_name(signal, name));
	if (core_ending(sup->core))
		sup_hurry(sup);
	else
		sup_shutdown(sup, CTINIT_EXIT_SIGNAL + signal, why);
	return true;
}

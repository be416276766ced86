/* init/runtime/host_reload.c - reads the file again in a child of the front end. */
#include "init/runtime/host_reload.h"

#include "conf/base/clock.h"
#include "init/handoff/monitor_socket.h"
#include "init/runtime/die.h"
#include "init/runtime/host_notify.h"
#include "init/sys/calls.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_MSEC 200
#define READ_MSEC  SECONDS(10) /* the file may be on a dead file system, or a FIFO */

const uint64_t host_reload_capability = (uint64_t)1 << CAP_DAC_READ_SEARCH;

/* Reads the file, sends the handoff to the init, and exits. Runs in the child. */
_Noreturn static void read_for_init(const struct host_reload *reload)
{
	uint64_t effective = 0, permitted = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	sys_capget(&effective, &permitted);
	if (permitted & host_reload_capability)
		sys_capset(host_reload_capability, host_reload_capability, 0);
	int fd = reload->reader->read(reload->reader->context, reload->info);
	enum monitor_message kind = reload->is_check ? MONITOR_CHECKED : MONITOR_CONF;
	int r = fd < 0 ? 0 : monitor_send(reload->init_fd, kind, fd);
	if (r < 0)
		warn("cannot hand over the new configuration: %s", strerror(-r));
	_exit(fd < 0 || r < 0);
}

static void report_refused(struct host_reload *reload)
{
	monitor_send(reload->init_fd,
		     reload->is_check ? MONITOR_NOT_CHECKED : MONITOR_REFUSED, -1);
	if (!reload->is_check)
		host_notify_reload_refused(reload->notify);
}

static void start_reader(struct host_reload *reload)
{
	/* A reload also has the answer for a dry run, but not the reverse. */
	reload->is_check = !reload->requested;
	reload->requested &= reload->is_check;
	if (reload->is_check)
		reload->check_requested = false;
	else
		host_notify_reloading(reload->notify);
	if (reload->info == NULL) {
		void *page = mmap(NULL, sizeof *reload->info, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		reload->info = page == MAP_FAILED ? NULL : page;
	}
	if (reload->info != NULL)
		*reload->info = (struct reload_info){ 0 };
	reload->pid = fork();
	if (reload->pid == 0)
		read_for_init(reload);
	reload->time = clock_now() + READ_MSEC;
	if (reload->pid > 0)
		return;
	warn("cannot read the file again: %s", strerror(errno));
	reload->pid = 0;
	report_refused(reload);
}

void host_reload_request(struct host_reload *reload, bool check)
{
	if (reload->reader == NULL) {
		reload->is_check = check;
		report_refused(reload);
		return;
	}
	*(check ? &reload->check_requested : &reload->requested) = true;
	if (reload->pid <= 0 && clock_now() >= reload->time)
		start_reader(reload);
}

const struct reload_info *host_reload_collect(struct host_reload *reload)
{
	int status;

	if (reload->pid <= 0 || waitpid(reload->pid, &status, WNOHANG) != reload->pid)
		return NULL;
	reload->pid = 0;
	reload->time = clock_now() + PAUSE_MSEC;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return reload->info != NULL && reload->info->stop_timeout != 0 &&
				       !reload->is_check
			       ? reload->info
			       : NULL;
	if (!reload->is_check)
		warn("the reload is refused, nothing has changed");
	report_refused(reload);
	return NULL;
}

int host_reload_wait(struct host_reload *reload)
{
	msec left = reload->time - clock_now();

	if (!reload->requested && !reload->check_requested && reload->pid <= 0)
		return -1;
	if (left <= 0 && reload->pid > 0) {
		warn("reading the file again took longer than %d s",
		     (int)(READ_MSEC / 1000));
		kill(reload->pid, SIGKILL);
		reload->time = clock_now() + READ_MSEC;
	} else if (left <= 0) {
		start_reader(reload);
	}
	left = reload->time - clock_now();
	return left > 0 ? (int)left : -1;
}

void host_reload_abort(struct host_reload *reload)
{
	if (reload->pid > 0)
		kill(reload->pid, SIGKILL);
}

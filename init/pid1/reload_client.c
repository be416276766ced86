/* init/pid1/reload_client.c - reloads for clients of the control socket: reload, dry run,
 * scale. */
#include "init/pid1/reload_client.h"

#include "conf/base/clock.h"
#include "conf/conf.h"
#include "init/handoff/monitor_socket.h"
#include "init/pid1/init.h"
#include "init/pid1/scales.h"
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define ANSWER_TIME   SECONDS(15) /* the front end reads for at most 10 s */
#define ERRORS_SIZE   (16 << 10)
#define CHILD_SECONDS 30

/* sup_host's functions have no argument for it. */
static struct init *global_init;
/* The client that waits for the front end; -1: none. */
static int waiting_fd = -1;
static msec waiting_since;

static int on_reload(void)
{
	struct init *init = global_init;
	bool under_way = !reload_is_idle(init) || !sup_can_reload(init->sup);

	if (sup_is_shutting_down(init->sup))
		return -ESHUTDOWN;
	if (init->monitor_fd < 0 && init->reload.config_reader.read == NULL)
		return -EOPNOTSUPP;
	reload_request(init);
	return under_way;
}

static int on_scale(const char *name, unsigned count)
{
	struct init *init = global_init;
	struct conf *conf;
	int before, r;

	if (!sup_can_reload(init->sup) || !reload_is_idle(init))
		return sup_is_shutting_down(init->sup) ? -ESHUTDOWN : -EBUSY;
	r = scales_set(sup_conf(init->sup), name, count, &before);
	if (r < 0)
		return r;
	conf = scales_copy(sup_conf(init->sup));
	r = conf != NULL ? reload_use(init, conf, name) : -errno;
	if (r < 0)
		scales_restore(name, before);
	return r;
}

/* ---- dry run ---- */

/* Reads what `errors_fd`, a memory file, has got. */
static const char *read_errors(int errors_fd)
{
	static char text[ERRORS_SIZE];
	ssize_t n = pread(errors_fd, text, sizeof text - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void print_note(void *data, const char *text)
{
	fprintf(data, "%s\n", text);
}

/* Runs in the child. Reads the file itself if there is no front end. */
_Noreturn static void run_dry_run(struct init *init, int conf_fd, int client_fd)
{
	const struct config_reader *reader = &init->reload.config_reader;
	int errors_fd = memfd_create("errors", MFD_CLOEXEC);
	char why[256] = "";
	struct conf *conf = NULL;
	sigset_t set;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* PID 1 blocks it. */
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	signal(SIGALRM, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	alarm(CHILD_SECONDS);
	if (errors_fd >= 0)
		dup2(errors_fd, STDERR_FILENO);
	if (conf_fd < 0 && init->monitor_fd < 0)
		conf_fd = reader->read(reader->context, NULL);
	if (conf_fd >= 0)
		conf = reload_parse(conf_fd, &TEXT(why));
	if (why[0] != '\0')
		fprintf(stderr, "%s\n", why);
	if (conf != NULL)
		scales_describe(print_note, stderr);
	fflush(stderr);
	sup_dry_run(init->sup, conf, (char *)(uintptr_t)read_errors(errors_fd), client_fd);
	_exit(0);
}

/* Closes our copies: the child has its own, so this close cannot block. */
static int start_dry_run(struct init *init, int conf_fd, int client_fd)
{
	pid_t pid = fork();
	int err = errno;

	if (pid == 0)
		run_dry_run(init, conf_fd, client_fd);
	if (conf_fd >= 0)
		close(conf_fd);
	if (pid < 0)
		return -err;
	close(client_fd);
	return 0;
}

static int on_dry_run(int fd)
{
	struct init *init = global_init;
	int r;

	if (init->monitor_fd < 0)
		return init->reload.config_reader.read != NULL ? start_dry_run(init, -1, fd)
							       : -EOPNOTSUPP;
	if (waiting_fd >= 0 && clock_now() - waiting_since < ANSWER_TIME)
		return -EBUSY;
	r = monitor_send(init->monitor_fd, MONITOR_CHECK, -1);
	if (r < 0)
		return r;
	if (waiting_fd >= 0)
		socket_close_discarding(waiting_fd);
	waiting_fd = fd;
	waiting_since = clock_now();
	return 0;
}

void reload_client_checked(struct init *init, int conf_fd)
{
	int fd = waiting_fd;

	waiting_fd = -1;
	if (fd >= 0 && start_dry_run(init, conf_fd, fd) < 0)
		socket_close_discarding(fd);
	else if (fd < 0 && conf_fd >= 0)
		close(conf_fd);
}

void reload_client_init(struct init *init)
{
	global_init = init;
	init->host.reload = on_reload;
	init->host.dry_run = on_dry_run;
	init->host.scale = on_scale;
}

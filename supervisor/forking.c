/* supervisor/forking.c - type = forking: the program ends, and a file names who stays.
 *
 * The file is written by the service, so it is believed only as far as it can be checked:
 * a regular file whose first line is one number, of a process that is below us, was
 * started after the program was, and is no other service's; and one that nobody can be
 * seen to own must belong to the user who wrote the file, or to root. A file left from an
 * earlier run names a process that is gone, or older, or a stranger: it is waited for a
 * better one. */
#include "supervisor/forking.h"

#include "conf/base/number.h"
#include "supervisor/claims.h"
#include "supervisor/job.h"
#include "supervisor/proc/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_PAUSE  0.01
#define LAST_PAUSE   0.5
#define READ_TIMEOUT SECONDS(10)

struct forking {
	struct service *svc;
	ev_timer poll;
	struct job job;           /* reads the file */
	int found_fd;             /* its answer; -1 */
	struct io gone;           /* pidfd of a main process that is not our child; fd -1 */
	uint64_t began, launched; /* ticks: the start, the end of its first process */
	pid_t launcher, session;  /* session: of the main process; 0: none yet */
	uint32_t owner;           /* of the file */
	bool waits;
	double pause;
	char path[256], why[160];
};

static struct forking *of(const struct service *svc)
{
	const struct edition *e = svc->edition;

	for (uint32_t i = 0; svc->is_forking && i < e->forking_count; i++) {
		if (e->forkings[i].svc == svc)
			return &e->forkings[i];
	}
	return NULL;
}

static void close_found(struct forking *f)
{
	if (f->found_fd >= 0)
		close(f->found_fd);
	f->found_fd = -1;
}

static void stop(struct forking *f)
{
	struct ev_loop *loop = f->svc->sup->loop;

	ev_timer_stop(loop, &f->poll);
	job_cancel(&f->job);
	close_found(f);
	io_stop(loop, &f->gone);
	if (f->gone.fd >= 0)
		close(f->gone.fd);
	io_set(&f->gone, -1, EV_READ);
	f->waits = false;
}

int forking_prepare(struct service *svc, struct env *env, char *why, size_t size)
{
	struct forking *f = of(svc);
	struct conf_value v;
	int r = service_value(svc, env, CONF_SERVICE_PID_FILE, &v, why, size);

	if (f == NULL || r < 0)
		return r;
	why[0] = '\0';
	stop(f);
	f->began = tree_now();
	f->launcher = f->session = 0;
	f->why[0] = '\0';
	if (v.text != NULL && v.text[0] == '/' && strlen(v.text) < sizeof f->path) {
		strcpy(f->path, v.text);
		return 0;
	}
	snprintf(why, size, "pid-file: %.100s is not an absolute path of at most %zu bytes",
		 v.text ? v.text : "nothing", sizeof f->path - 1);
	return -EINVAL;
}

/* ---- the file ---- */

/* One number, blanks around it. */
static pid_t parse(char *text)
{
	char *at = text + strspn(text, " \t\r\n");
	char *end = at + strcspn(at, " \t\r\n");
	int64_t number;

	if (end[strspn(end, " \t\r\n")] != '\0')
		return 0;
	*end = '\0';
	return number_parse(at, &number) && number > 1 && number <= INT32_MAX
		       ? (pid_t)number
		       : 0;
}

static pid_t refuse(struct forking *f, const char *why)
{
	snprintf(f->why, sizeof f->why, "%s", why);
	return 0;
}

/* What the child found: the first line, others are the daemon's own (postmaster.pid). */
struct found {
	int32_t length; /* of the line, or a negative errno */
	uint32_t owner;
	char text[64];
};

/* In a child: its file system may not answer. */
static int read_aside(void *path)
{
	struct found f = { 0 };
	char all[4096], *end;
	struct stat st = { 0 };
	int fd = path_open(PATH_PID_FILE, AT_FDCWD, path, O_RDONLY, 0);

	f.length = fd < 0 || fstat(fd, &st) == 0 ? fd : -errno;
	if (f.length >= 0)
		f.length = (int32_t)file_read_fd(fd, all, sizeof all);
	f.owner = st.st_uid;
	if (f.length > 0 && (end = memchr(all, '\n', (size_t)f.length)) != NULL)
		f.length = (int32_t)(end - all);
	if (f.length >= (int32_t)sizeof f.text)
		f.length = -EFBIG;
	else if (f.length > 0)
		memcpy(f.text, all, (size_t)f.length);
	/* Less than PIPE_BUF: whole or not at all. */
	return write(3, &f, sizeof f) != (ssize_t)sizeof f;
}

static int begin_reading(struct forking *f)
{
	struct job_wish wish = { .run = read_aside,
				 .context = f->path,
				 .timeout = READ_TIMEOUT,
				 .own_ids = true,
				 .bare = true,
				 .quiet = true };
	char why[JOB_TEXT];
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		refuse(f, strerror(errno));
		return -1;
	}
	wish.result_fd = ends[1];
	r = job_start(&f->job, &wish, why);
	close(ends[1]);
	if (r < 0) {
		close(ends[0]);
		refuse(f, why);
		return r;
	}
	f->found_fd = ends[0];
	return 0;
}

static pid_t found_pid(struct forking *f)
{
	struct found found;
	pid_t pid;

	if (read(f->found_fd, &found, sizeof found) != (ssize_t)sizeof found)
		return refuse(f, "it could not be read");
	if (found.length < 0)
		return refuse(f, found.length == -EINVAL     ? "it is not a regular file"
				 : found.length == -EFBIG    ? "it holds more than a number"
				 : path_reason(found.length) ? path_reason(found.length)
							     : strerror(-found.length));
	found.text[sizeof found.text - 1] = '\0';
	f->owner = found.owner;
	pid = strlen(found.text) == (size_t)found.length ? parse(found.text) : 0;
	return pid > 0 ? pid : refuse(f, "it does not hold the number of a process");
}

/* Our child, or the child of ours that `p` is below. */
static bool find_root(const struct tree *t, const struct tree_proc *p,
		      struct tree_proc *ret_root)
{
	*ret_root = *p;
	for (int i = 0; i < 64; i++) {
		if (ret_root->parent == (pid_t)t->self)
			return true;
		if (ret_root->parent <= 1 || !tree_look(t, ret_root->parent, ret_root))
			return false;
	}
	return false;
}

static bool same_user(const struct forking *f, pid_t pid)
{
	char path[32];
	struct stat process;

	snprintf(path, sizeof path, "/proc/%d", (int)pid);
	return stat(path, &process) == 0 && (f->owner == 0 || f->owner == process.st_uid);
}

/* The process of that number, if it may be the main one. */
static bool check(struct forking *f, pid_t pid, struct tree_proc *p)
{
	struct sup *sup = f->svc->sup;
	const struct tree *t = claims_tree(sup->claims);
	uint32_t owner, index = service_index(f->svc);
	struct tree_proc root;

	*p = (struct tree_proc){ .pid = pid };
	if (!tree_look(t, pid, p))
		return refuse(f, "there is no such process");
	if (p->start != 0 && p->start < f->began)
		return refuse(f, "that process is older than this start");
	if (child_find(sup, pid) != NULL)
		return refuse(f, "that process is another service's");
	p->direct = p->parent == (pid_t)t->self;
	owner = claims_owner(sup->claims, p);
	if (!find_root(t, p, &root))
		return owner == index || refuse(f, "that process is none of this service");
	if (owner == OWNER_NONE && root.pid != pid) {
		struct child *child = child_find(sup, root.pid);

		if (child != NULL)
			return refuse(f, "that process is another service's");
		owner = claims_owner(sup->claims, &root);
	}
	claims_ask(sup->claims);
	if (owner == OWNER_LATER)
		return refuse(f, "that process is not settled yet");
	if (owner != OWNER_NONE && owner != index)
		return refuse(f, "that process is another service's");
	return owner == index || same_user(f, pid) ||
	       refuse(f, "that process is another user's than the file");
}

static void on_gone(struct ev_loop *loop, struct io *w)
{
	struct forking *f = container_of(w, struct forking, gone);

	(void)loop;
	service_exited(f->svc, f->svc->child.pid, 0); /* nobody tells us its code */
}

/* false: it died meanwhile. */
static bool adopt(struct forking *f, const struct tree_proc *p)
{
	struct service *svc = f->svc;
	struct tree_proc now = { 0 };
	int fd = -1;

	if (!p->direct) {
		fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
		if (fd < 0)
			return refuse(f, strerror(errno));
		/* Is it still the one that was checked? */
		if (!tree_look(claims_tree(svc->sup->claims), p->pid, &now) ||
		    now.start != p->start || now.parent != p->parent) {
			close(fd);
			return refuse(f, "there is no such process");
		}
	}
	stop(f);
	f->session = p->session;
	claims_reaped(svc->sup->claims, p->pid);
	svc->child.pid = p->pid;
	svc->sup->live++;
	if (p->direct) {
		child_remember(svc->sup, &svc->child, p->pid);
	} else {
		io_set(&f->gone, fd, EV_READ);
		io_start(svc->sup->loop, &f->gone);
	}
	svc->sup->host->say(SAY_VERBOSE, "%s: its main process is %s (pid %d)",
			    service_name(svc), p->name, (int)p->pid);
	service_runs(svc);
	return true;
}

static void look_later(struct forking *f)
{
	struct ev_loop *loop = f->svc->sup->loop;

	ev_now_update(loop);
	ev_timer_stop(loop, &f->poll);
	ev_timer_set(&f->poll, f->pause, 0.);
	ev_timer_start(loop, &f->poll);
	f->pause = f->pause * 2 > LAST_PAUSE ? LAST_PAUSE : f->pause * 2;
}

static void on_read(struct job *job, enum job_end end, const char *text)
{
	struct forking *f = container_of(job, struct forking, job);
	struct tree_proc p;
	pid_t pid = 0;

	if (end == JOB_TIMEOUT || end == JOB_NOT_STARTED)
		refuse(f, end == JOB_TIMEOUT ? "no answer within 10 s" : text);
	else
		pid = found_pid(f);
	close_found(f);
	if (pid <= 0 || !check(f, pid, &p) || !adopt(f, &p))
		look_later(f);
}

static void look(struct forking *f)
{
	if (begin_reading(f) < 0)
		look_later(f);
}

static void on_poll(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	look(container_of(w, struct forking, poll));
}

/* ---- its life ---- */

bool forking_launched(struct service *svc, pid_t pid, int wstatus)
{
	struct forking *f = of(svc);

	if (f == NULL || f->session != 0 || svc->failed_code != 0 || !WIFEXITED(wstatus) ||
	    WEXITSTATUS(wstatus) != 0 ||
	    core_state(svc->sup->core, service_index(svc)) != SVC_STARTING)
		return false;
	f->launcher = pid;
	f->launched = tree_now();
	f->waits = true;
	f->pause = FIRST_PAUSE;
	svc->child.pid = 0;
	snprintf(f->why, sizeof f->why, "no answer yet");
	look(f);
	return true;
}

bool forking_waits(const struct service *svc)
{
	const struct forking *f = of(svc);

	return f != NULL && f->waits;
}

void forking_give_up(struct service *svc)
{
	struct forking *f = of(svc);

	svc->sup->host->say(SAY_ERROR, "%s: pid-file %s: %s", service_name(svc), f->path,
			    f->why);
	svc->wstatus = 0;
	stop(f);
	svc->sup->live++; /* as if the main process had been there, for its end */
	service_exited(svc, 0, 0);
}

void forking_ended(struct service *svc)
{
	struct forking *f = of(svc);

	if (f == NULL)
		return;
	if (f->gone.fd >= 0) {
		io_stop(svc->sup->loop, &f->gone);
		svc->group_fd = f->gone.fd;
		io_set(&f->gone, -1, EV_READ);
	}
	stop(f);
}

int forking_pidfd(const struct service *svc)
{
	const struct forking *f = of(svc);

	return f != NULL ? f->gone.fd : -1;
}

static bool made_session(const struct forking *f, pid_t session, uint64_t start)
{
	if (session != 0 && f->launcher == session && start <= f->launched)
		return true;
	/* Pinned by the main process as long as that lives. */
	return f->session == session && session != 0 &&
	       (f->svc->leftover == LEFT_NOTHING || (uint32_t)start <= f->svc->died);
}

uint32_t forking_owner(const struct sup *sup, pid_t session, uint64_t start)
{
	for (const struct edition *e = sup->edition; e != NULL; e = e->next) {
		for (uint32_t i = 0; i < e->forking_count; i++) {
			const struct forking *f = &e->forkings[i];

			if (made_session(f, session, start))
				return service_index(f->svc);
		}
	}
	return OWNER_NONE;
}

int forking_new_all(struct edition *e)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += conf_number(e->services[i].section, CONF_SERVICE_TYPE) ==
			TYPE_FORKING;
	if (!EDITION_ROOM(e->forkings, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < e->count; i++) {
		struct service *svc = &e->services[i];

		if (conf_number(svc->section, CONF_SERVICE_TYPE) != TYPE_FORKING)
			continue;
		struct forking *f = &e->forkings[e->forking_count++];
		svc->is_forking = true;
		f->svc = svc;
		ev_init(&f->poll, on_poll);
		job_init(&f->job, svc, on_read);
		f->found_fd = -1;
		io_init(&f->gone, on_gone);
	}
	return 0;
}

/* Its sessions are no hint any more: its place may be another's. */
void forking_forget(struct service *svc)
{
	struct forking *f = of(svc);

	if (f == NULL)
		return;
	job_forget(&f->job);
	stop(f);
	f->launcher = f->session = 0;
}

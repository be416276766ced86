/* supervisor/accounts.c - /etc/passwd and /etc/group, read by a child for all services. */
#include "supervisor/accounts.h"

#include "supervisor/job.h"
#include "supervisor/path/path.h"
#include "supervisor/proc/file.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT     SECONDS(10)
#define RACY_NSEC   100000000 /* a change so soon after another may have the same time */
#define ACCOUNT_MAX (1u << 20)

/* Which file it was; all 0: none, or none that is known. */
struct identity {
	uint64_t device, inode, size, changed; /* changed: st_ctime in ns */
};

/* What the child leaves at the beginning of the memory file; the texts follow. */
struct record {
	struct identity id[2];
	struct ids_copied file[2];
};

struct accounts {
	struct sup *sup;
	struct service self; /* for the job, which is no service's */
	struct job job;
	struct record record;
	struct ids_copy copy;
	int next_fd; /* what the child writes to; -1 */
};

static const char *const paths[2] = { IDS_PASSWD, IDS_GROUP };

static uint64_t nsec(int64_t sec, uint32_t rest)
{
	return (uint64_t)sec * 1000000000u + rest;
}

/* ---- in the child ---- */

static void copy_file(int which, struct record *r, off_t at, char *text, size_t size)
{
	struct ids_copied *file = &r->file[which];
	struct timespec now;
	struct stat st;
	int fd = path_open(PATH_ACCOUNTS, AT_FDCWD, paths[which], O_RDONLY, 0);
	long n = fd;

	if (fd >= 0 && fstat(fd, &st) < 0)
		st.st_ino = 0;
	clock_gettime(CLOCK_REALTIME, &now);
	if (fd >= 0) {
		uint64_t changed = nsec(st.st_ctim.tv_sec, (uint32_t)st.st_ctim.tv_nsec);

		n = file_read_fd(fd, text, size < ACCOUNT_MAX + 1 ? size : ACCOUNT_MAX + 1);
		if (nsec(now.tv_sec, (uint32_t)now.tv_nsec) > changed + RACY_NSEC)
			r->id[which] = (struct identity){ st.st_dev, st.st_ino,
							  (uint64_t)st.st_size, changed };
	}
	file->at = (uint64_t)at;
	file->size = (int32_t)n;
	if (n > 0 && pwrite(SPAWN_RUN_FD, text, (size_t)n, at) != n)
		file->size = -EIO;
}

static int copy_both(void *context)
{
	struct accounts *a = context;
	struct record r = { 0 };

	for (int i = 0; i < 2; i++)
		copy_file(i, &r, (off_t)sizeof r + i * (off_t)ACCOUNT_MAX,
			  a->sup->scratch.at, a->sup->scratch.size);
	return pwrite(SPAWN_RUN_FD, &r, sizeof r, 0) != (ssize_t)sizeof r;
}

/* ---- is the copy still good? ---- */

/* False: it is not known without asking a file system. */
static bool identify(const char *path, struct identity *ret)
{
	struct statx st;
	int fd = file_cached(path);

	memset(ret, 0, sizeof *ret);
	if (fd == -ENOENT || fd == -ENOTDIR)
		return true;
	if (fd < 0)
		return false;
	int r = statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &st);
	close(fd);
	if (r < 0)
		return false;
	*ret = (struct identity){ makedev(st.stx_dev_major, st.stx_dev_minor), st.stx_ino,
				  st.stx_size,
				  nsec(st.stx_ctime.tv_sec, st.stx_ctime.tv_nsec) };
	return true;
}

static bool is_good(const struct accounts *a)
{
	struct identity now;

	if (a->copy.fd < 0)
		return false;
	for (int i = 0; i < 2; i++) {
		const struct identity *was = &a->record.id[i];
		bool missing = a->record.file[i].size == -ENOENT ||
			       a->record.file[i].size == -ENOTDIR;

		if (!identify(paths[i], &now) ||
		    (now.inode == 0 ? !missing : was->inode == 0) ||
		    memcmp(was, &now, sizeof now) != 0)
			return false;
	}
	return true;
}

static bool needs(const struct service *svc)
{
	return conf_is_set(svc->section, CONF_SERVICE_USER) ||
	       conf_is_set(svc->section, CONF_SERVICE_GROUPS) ||
	       conf_is_set(svc->section, CONF_SERVICE_DIRS);
}

/* ---- reading ---- */

static void go_on(struct service *svc)
{
	enum accounts_step step = (enum accounts_step)svc->accounts_step;

	svc->accounts_step = ACCOUNTS_NO_STEP;
	svc->accounts_read = true;
	switch (step) {
	case ACCOUNTS_NO_STEP: svc->accounts_read = false; break;
	case ACCOUNTS_PREPARE: prepare_begin(svc); break;
	case ACCOUNTS_SPAWN: service_spawn(svc); break;
	case ACCOUNTS_START: service_start(svc); break;
	}
}

static void failed(struct accounts *a, int err)
{
	for (int i = 0; i < 2; i++) {
		a->record.id[i] = (struct identity){ 0 };
		a->record.file[i] = (struct ids_copied){ .size = err };
	}
}

static bool take(struct accounts *a)
{
	struct record r;

	if (pread(a->next_fd, &r, sizeof r, 0) != (ssize_t)sizeof r)
		return false;
	for (int i = 0; i < 2; i++)
		if (r.file[i].size > (int32_t)ACCOUNT_MAX ||
		    r.file[i].at != sizeof r + (uint64_t)i * ACCOUNT_MAX)
			return false;
	a->record = r;
	return true;
}

/* Those that waited go on, with what was found, or with the reason why there is nothing. */
static void on_done(struct job *job, enum job_end end, const char *text)
{
	struct accounts *a = container_of(job, struct accounts, job);
	struct sup *sup = a->sup;

	(void)text;
	if (end != JOB_GOOD || !take(a))
		failed(a, end == JOB_TIMEOUT ? -ETIMEDOUT : -EIO);
	if (a->copy.fd >= 0)
		close(a->copy.fd);
	a->copy.fd = a->next_fd;
	a->copy.files = a->record.file;
	a->next_fd = -1;
	for (uint32_t i = 0; i < sup->count; i++)
		if (sup->services[i]->accounts_step != ACCOUNTS_NO_STEP)
			go_on(sup->services[i]);
	sup_pump(sup);
}

static int read_again(struct accounts *a)
{
	struct job_wish wish = { .run = copy_both,
				 .context = a,
				 .timeout = TIMEOUT,
				 .own_ids = true,
				 .bare = true,
				 .quiet = true };
	char why[JOB_TEXT];
	int r;

	r = memory_file("ctinit-accounts", false);
	if (r < 0)
		return r;
	wish.result_fd = a->next_fd = r;
	r = job_start(&a->job, &wish, &TEXT(why));
	if (r < 0) {
		close(a->next_fd);
		a->next_fd = -1;
	}
	return r;
}

bool accounts_hold(struct service *svc, enum accounts_step step)
{
	struct accounts *a = svc->sup->accounts;
	int r;

	if (svc->accounts_read || !needs(svc) || is_good(a)) {
		svc->accounts_read = false;
		return false;
	}
	r = job_runs(&a->job) ? 0 : read_again(a);
	if (r < 0) { /* for want of processes or descriptors: the start says it */
		if (a->copy.fd < 0)
			failed(a, r);
		a->copy.files = a->record.file;
		return false;
	}
	svc->accounts_step = (uint8_t)step & 3u;
	return true;
}

bool accounts_release(struct service *svc)
{
	bool held = svc->accounts_step == ACCOUNTS_SPAWN ||
		    svc->accounts_step == ACCOUNTS_START;

	svc->accounts_step = ACCOUNTS_NO_STEP;
	svc->accounts_read = false;
	return held;
}

const struct ids_copy *accounts_copy(const struct sup *sup)
{
	return &sup->accounts->copy;
}

/* ---- made ---- */

int accounts_new(struct sup *sup)
{
	struct accounts *a = calloc(1, sizeof *a);

	if (a == NULL)
		return -ENOMEM;
	a->sup = a->self.sup = sup;
	a->next_fd = a->copy.fd = -1;
	failed(a, -EAGAIN);
	a->copy.files = a->record.file;
	job_init(&a->job, &a->self, on_done);
	sup->accounts = a;
	return 0;
}

void accounts_free(struct sup *sup)
{
	struct accounts *a = sup->accounts;

	if (a == NULL)
		return;
	job_forget(&a->job);
	if (a->next_fd >= 0)
		close(a->next_fd);
	if (a->copy.fd >= 0)
		close(a->copy.fd);
	free(a);
	sup->accounts = NULL;
}

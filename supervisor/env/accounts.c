/* supervisor/env/accounts.c - /etc/passwd and /etc/group, read by a child for all services. */
#include "supervisor/env/accounts.h"
#include "supervisor/service.h"

#include "supervisor/child/helper.h"
#include "supervisor/path/cached.h"
#include "supervisor/path/path.h"
#include "supervisor/proc/file_read.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/memory_file.h"

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
	struct context *ctx;
	struct unit self; /* for the helper, which is no service's */
	struct helper helper;
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
			  a->ctx->scratch.base, a->ctx->scratch.size);
	return pwrite(SPAWN_RUN_FD, &r, sizeof r, 0) != (ssize_t)sizeof r;
}

/* ---- is the copy still good? ---- */

/* False: it is not known without asking a file system. */
static bool identify(const char *path, struct identity *ret)
{
	struct statx st;
	int fd = path_lookup_cached(path);

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

static bool needs(const struct unit *u)
{
	return conf_is_set(u->section, CONF_SERVICE_USER) ||
	       conf_is_set(u->section, CONF_SERVICE_GROUPS) ||
	       conf_is_set(u->section, CONF_SERVICE_DIRS);
}

/* ---- reading ---- */

static void go_on(struct unit *u)
{
	enum accounts_step step = SERVICE((enum accounts_step)u)->accounts_step;

	SERVICE(u)->accounts_step = ACCOUNTS_NO_STEP;
	SERVICE(u)->accounts_read = true;
	if (step == ACCOUNTS_NO_STEP)
		SERVICE(u)->accounts_read = false;
	else
		u->ctx->events->accounts_read(u, step);
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
static void on_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct accounts *a = container_of(helper, struct accounts, helper);
	struct context *ctx = a->ctx;

	(void)text;
	if (end != HELPER_OK || !take(a))
		failed(a, end == HELPER_TIMEOUT ? -ETIMEDOUT : -EIO);
	if (a->copy.fd >= 0)
		close(a->copy.fd);
	a->copy.fd = a->next_fd;
	a->copy.files = a->record.file;
	a->next_fd = -1;
	for (uint32_t i = 0; i < ctx->count; i++)
		if (SERVICE(ctx->units[i])->accounts_step != ACCOUNTS_NO_STEP)
			go_on(ctx->units[i]);
	context_pump(ctx);
}

static int read_again(struct accounts *a)
{
	struct helper_spec spec = { .run = copy_both,
				    .context = a,
				    .timeout = TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	char why[HELPER_TEXT];
	int r;

	r = memory_file("ctinit-accounts", false);
	if (r < 0)
		return r;
	spec.result_fd = a->next_fd = r;
	r = helper_start(&a->helper, &spec, &TEXT(why));
	if (r < 0) {
		close(a->next_fd);
		a->next_fd = -1;
	}
	return r;
}

bool accounts_hold(struct unit *u, enum accounts_step step)
{
	struct accounts *a = u->ctx->accounts;
	int r;

	if (SERVICE(u)->accounts_read || !needs(u) || is_good(a)) {
		SERVICE(u)->accounts_read = false;
		return false;
	}
	r = helper_is_running(&a->helper) ? 0 : read_again(a);
	if (r < 0) { /* for want of processes or descriptors: the start says it */
		if (a->copy.fd < 0)
			failed(a, r);
		a->copy.files = a->record.file;
		return false;
	}
	SERVICE(u)->accounts_step = (uint8_t)step & 3u;
	return true;
}

bool accounts_release(struct unit *u)
{
	bool held = SERVICE(u)->accounts_step == ACCOUNTS_SPAWN ||
		    SERVICE(u)->accounts_step == ACCOUNTS_START;

	SERVICE(u)->accounts_step = ACCOUNTS_NO_STEP;
	SERVICE(u)->accounts_read = false;
	return held;
}

const struct ids_copy *accounts_copy(const struct context *ctx)
{
	return &ctx->accounts->copy;
}

/* ---- made ---- */

int accounts_new(struct context *ctx)
{
	struct accounts *a = calloc(1, sizeof *a);

	if (a == NULL)
		return -ENOMEM;
	a->ctx = a->self.ctx = ctx;
	a->next_fd = a->copy.fd = -1;
	failed(a, -EAGAIN);
	a->copy.files = a->record.file;
	helper_init(&a->helper, &a->self, on_done);
	ctx->accounts = a;
	return 0;
}

void accounts_free(struct context *ctx)
{
	struct accounts *a = ctx->accounts;

	if (a == NULL)
		return;
	helper_detach(&a->helper);
	if (a->next_fd >= 0)
		close(a->next_fd);
	if (a->copy.fd >= 0)
		close(a->copy.fd);
	free(a);
	ctx->accounts = NULL;
}

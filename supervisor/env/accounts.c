/* supervisor/env/accounts.c - keeps a copy of /etc/passwd and /etc/group. */
#include "supervisor/env/accounts.h"

#include "supervisor/child/helper.h"
#include "supervisor/env/env_state.h"
#include "supervisor/env/progress.h"
#include "supervisor/path/cached.h"
#include "supervisor/path/path.h"
#include "supervisor/proc/file_read.h"
#include "supervisor/proc/memory_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT     SECONDS(10)
#define RACY_NSEC   100000000 /* two changes within this time may have the same timestamp */
#define FILE_MAX    (1u << 20)
#define FILES_COUNT 2

/* Identifies a file. All fields are 0 if there is no file or it cannot be identified. */
struct file_identity {
	uint64_t device, inode, size, changed; /* `changed` is st_ctime in ns */
};

/* The start of the memory file; the text of each file follows. */
struct copy_header {
	struct file_identity id[FILES_COUNT];
	struct ids_copied file[FILES_COUNT];
};

struct accounts {
	struct context *ctx;
	struct unit owner; /* owns the helper, which belongs to no service */
	struct helper helper;
	struct copy_header header;
	struct ids_copy copy;
	int next_fd; /* memory file of the running helper; -1: none */
	void (*refreshed)(
		struct context *ctx); /* of accounts_refresh(); NULL: none waits */
};

static const char *const paths[FILES_COUNT] = { IDS_PASSWD, IDS_GROUP };

static uint64_t nsec_of(int64_t sec, uint32_t nsec)
{
	return (uint64_t)sec * 1000000000u + nsec;
}

/* ---- in the helper ---- */

static void copy_file(int which, struct copy_header *header, off_t pos, char *text,
		      size_t size)
{
	struct ids_copied *file = &header->file[which];
	struct timespec now;
	struct stat st;
	int fd = path_open(PATH_ACCOUNTS, AT_FDCWD, paths[which], O_RDONLY, 0);
	long n = fd;

	if (fd >= 0 && fstat(fd, &st) < 0)
		st.st_ino = 0;
	clock_gettime(CLOCK_REALTIME, &now);
	if (fd >= 0) {
		uint64_t changed = nsec_of(st.st_ctim.tv_sec, (uint32_t)st.st_ctim.tv_nsec);

		n = file_read_fd(fd, text, size < FILE_MAX + 1 ? size : FILE_MAX + 1);
		if (nsec_of(now.tv_sec, (uint32_t)now.tv_nsec) > changed + RACY_NSEC)
			header->id[which] =
				(struct file_identity){ st.st_dev, st.st_ino,
							(uint64_t)st.st_size, changed };
	}
	file->offset = (uint64_t)pos;
	file->size = (int32_t)n;
	if (n > 0 && pwrite(SPAWN_RUN_FD, text, (size_t)n, pos) != n)
		file->size = -EIO;
}

static int copy_files(void *context)
{
	struct accounts *accounts = context;
	struct copy_header header = { 0 };

	for (int i = 0; i < FILES_COUNT; i++)
		copy_file(i, &header, (off_t)sizeof header + i * (off_t)FILE_MAX,
			  accounts->ctx->scratch.base, accounts->ctx->scratch.size);
	return pwrite(SPAWN_RUN_FD, &header, sizeof header, 0) != (ssize_t)sizeof header;
}

/* ---- checking the copy ---- */

/* Identifies the file by the kernel's cache; all fields are 0 if there is no such file.
 * Returns false if the cache cannot tell. */
static bool identify(const char *path, struct file_identity *ret)
{
	struct statx st;
	int fd = path_lookup_cached(path), r;

	memset(ret, 0, sizeof *ret);
	if (fd == -ENOENT || fd == -ENOTDIR)
		return true;
	if (fd < 0)
		return false;
	r = statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &st);
	close(fd);
	if (r < 0)
		return false;
	*ret = (struct file_identity){ makedev(st.stx_dev_major, st.stx_dev_minor),
				       st.stx_ino, st.stx_size,
				       nsec_of(st.stx_ctime.tv_sec, st.stx_ctime.tv_nsec) };
	return true;
}

static bool is_valid(const struct accounts *accounts)
{
	struct file_identity now;

	if (accounts->copy.fd < 0)
		return false;
	for (int i = 0; i < FILES_COUNT; i++) {
		const struct file_identity *copied = &accounts->header.id[i];
		bool was_missing = accounts->header.file[i].size == -ENOENT ||
				   accounts->header.file[i].size == -ENOTDIR;

		if (!identify(paths[i], &now) ||
		    (now.inode == 0 ? !was_missing : copied->inode == 0) ||
		    memcmp(copied, &now, sizeof now) != 0)
			return false;
	}
	return true;
}

static bool needs_accounts(const struct unit *u)
{
	return conf_is_set(u->section, CONF_SERVICE_USER) ||
	       conf_is_set(u->section, CONF_SERVICE_GROUPS) ||
	       conf_is_set(u->section, CONF_SERVICE_DIRS);
}

/* ---- running the helper ---- */

static void resume_start(struct unit *u)
{
	struct env_state *state = env_state_of(u);
	enum accounts_step step = (enum accounts_step)state->accounts_step;

	if (step == ACCOUNTS_NO_STEP)
		return;
	state->accounts_step = ACCOUNTS_NO_STEP;
	state->accounts_are_read = true;
	u->ctx->events->accounts_read(u, step);
}

static void tell_refreshed(struct accounts *accounts)
{
	void (*refreshed)(struct context * ctx) = accounts->refreshed;

	accounts->refreshed = NULL;
	if (refreshed != NULL)
		refreshed(accounts->ctx);
}

/* Makes every service that needs an account fail with `err`, until there is a copy. */
static void set_failed(struct accounts *accounts, int err)
{
	for (int i = 0; i < FILES_COUNT; i++) {
		accounts->header.id[i] = (struct file_identity){ 0 };
		accounts->header.file[i] = (struct ids_copied){ .size = err };
	}
}

/* The helper's data is not trusted. */
static bool load_header(struct accounts *accounts)
{
	struct copy_header header;

	if (pread(accounts->next_fd, &header, sizeof header, 0) != (ssize_t)sizeof header)
		return false;
	for (int i = 0; i < FILES_COUNT; i++)
		if (header.file[i].size > (int32_t)FILE_MAX ||
		    header.file[i].offset != sizeof header + (uint64_t)i * FILE_MAX)
			return false;
	accounts->header = header;
	return true;
}

/* Continues all waiting starts, with the new copy or the error. */
static void on_copied(struct helper *helper, enum helper_end end, const char *text)
{
	struct accounts *accounts = container_of(helper, struct accounts, helper);
	struct context *ctx = accounts->ctx;

	(void)text;
	if (end != HELPER_OK || !load_header(accounts))
		set_failed(accounts, end == HELPER_TIMEOUT ? -ETIMEDOUT : -EIO);
	if (accounts->copy.fd >= 0)
		close(accounts->copy.fd);
	accounts->copy.fd = accounts->next_fd;
	accounts->copy.files = accounts->header.file;
	accounts->next_fd = -1;
	for (uint32_t i = 0; i < ctx->count; i++)
		resume_start(ctx->units[i]);
	tell_refreshed(accounts);
	context_pump(ctx);
}

static int start_copy(struct accounts *accounts)
{
	struct helper_spec spec = { .run = copy_files,
				    .context = accounts,
				    .timeout = TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	char why[HELPER_TEXT];
	int r;

	r = memory_file("ctinit-accounts", false);
	if (r < 0)
		return r;
	spec.result_fd = accounts->next_fd = r;
	r = helper_start(&accounts->helper, &spec, &TEXT(why));
	if (r < 0) {
		close(accounts->next_fd);
		accounts->next_fd = -1;
	}
	return r;
}

bool accounts_hold(struct unit *u, enum accounts_step step)
{
	struct accounts *accounts = u->ctx->accounts;
	struct env_state *state = env_state_of(u);
	int r;

	if (state->accounts_are_read || !needs_accounts(u) || is_valid(accounts)) {
		state->accounts_are_read = false;
		return false;
	}
	r = helper_is_running(&accounts->helper) ? 0 : start_copy(accounts);
	if (r < 0) { /* no free process or descriptor: use the last copy */
		if (accounts->copy.fd < 0)
			set_failed(accounts, r);
		accounts->copy.files = accounts->header.file;
		return false;
	}
	state->accounts_step = (uint8_t)step & 3u;
	return true;
}

bool accounts_release(struct unit *u)
{
	struct env_state *state = env_state_of(u);
	bool held = state->accounts_step == ACCOUNTS_SPAWN ||
		    state->accounts_step == ACCOUNTS_START;

	state->accounts_step = ACCOUNTS_NO_STEP;
	state->accounts_are_read = false;
	return held;
}

void accounts_refresh(struct context *ctx, void (*done)(struct context *ctx))
{
	struct accounts *accounts = ctx->accounts;
	int r = 0;

	accounts->refreshed = done;
	if (helper_is_running(&accounts->helper))
		return;
	if (!is_valid(accounts) && (r = start_copy(accounts)) == 0)
		return;
	if (r < 0 && accounts->copy.fd < 0)
		set_failed(accounts, r);
	tell_refreshed(accounts);
}

int accounts_find(struct context *ctx, const char *user, char *const *groups,
		  struct ids *ret, struct text *err)
{
	struct ids_files files = { IDS_PASSWD, IDS_GROUP, NULL, ctx->user_maps };
	const struct ids_request request = { user, groups, geteuid(), getegid() };

	/* The helper that reads an environment reads both files itself. */
	if (!progress_is_reader())
		files.copy = &ctx->accounts->copy;
	return ids_find(&files, &request, &ctx->scratch, ret, err);
}

/* ---- setup and teardown ---- */

int accounts_new(struct context *ctx)
{
	struct accounts *accounts = calloc(1, sizeof *accounts);

	if (accounts == NULL)
		return -ENOMEM;
	accounts->ctx = accounts->owner.ctx = ctx;
	accounts->next_fd = accounts->copy.fd = -1;
	set_failed(accounts, -EAGAIN);
	accounts->copy.files = accounts->header.file;
	helper_init(&accounts->helper, &accounts->owner, on_copied);
	ctx->accounts = accounts;
	return 0;
}

void accounts_free(struct context *ctx)
{
	struct accounts *accounts = ctx->accounts;

	if (accounts == NULL)
		return;
	helper_detach(&accounts->helper);
	if (accounts->next_fd >= 0)
		close(accounts->next_fd);
	if (accounts->copy.fd >= 0)
		close(accounts->copy.fd);
	free(accounts);
	ctx->accounts = NULL;
}

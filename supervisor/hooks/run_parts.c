/* supervisor/hooks/run_parts.c - finds the executables of a directory one by one. */
#include "supervisor/hooks/run_parts.h"

#include "supervisor/path/path.h"
#include "supervisor/proc/dirents.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TIMEOUT SECONDS(10)

enum verdict { SCRIPT_NONE, SCRIPT_FOUND, SCRIPT_NOT_EXECUTABLE };

static bool is_script_name(const char *name)
{
	size_t len = strlen(name);

	return len < SCRIPT_NAME && name[0] != '.' && name[len - 1] != '~';
}

/* Replaces `name` by the next name in order. Returns 1, 0 if there is none, or a negative
 * errno. */
static int next_name(int fd, char name[SCRIPT_NAME])
{
	char found[SCRIPT_NAME] = "";
	const char *entry;
	struct dirents list;
	int r;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	dirents_init(&list, fd);
	while ((r = dirents_next(&list, &entry)) > 0) {
		if (is_script_name(entry) && version_compare(entry, name) > 0 &&
		    (found[0] == '\0' || version_compare(entry, found) < 0))
			strcpy(found, entry);
	}
	if (r < 0 || found[0] == '\0')
		return r;
	strcpy(name, found);
	return 1;
}

/* Any user could have put such a file there. */
static bool is_world_writable(const struct stat *st)
{
	return (st->st_mode & S_IWOTH) && !S_ISLNK(st->st_mode);
}

static int refuse_path(const char *path, const char *name, struct text *err)
{
	text_set(err, "scripts: %.300s%s%.255s is writable by everybody (chmod o-w)", path,
		 *name ? "/" : "", name);
	return -EPERM;
}

static int judge_file(int fd, const char *dir, const char *name, struct text *err)
{
	struct stat st;

	if (fstatat(fd, name, &st, 0) < 0 || !S_ISREG(st.st_mode))
		return 0;
	if (faccessat(fd, name, X_OK, AT_EACCESS) < 0)
		return SCRIPT_NOT_EXECUTABLE;
	return is_world_writable(&st) ? refuse_path(dir, name, err) : SCRIPT_FOUND;
}

static int find_script(const char *dir, char name[SCRIPT_NAME], struct text *err)
{
	int fd = path_open(PATH_SCRIPTS, AT_FDCWD, dir, O_RDONLY | O_DIRECTORY, 0), r;
	struct stat st;

	if (fd == -ENOENT)
		return 0;
	r = fd < 0 ? fd : fstat(fd, &st) < 0 ? -errno : 0;
	if (r < 0)
		text_set(err, "scripts: cannot read %s: %s", dir,
			 path_reason(r) ? path_reason(r) : strerror(-r));
	else if (is_world_writable(&st))
		r = refuse_path(dir, "", err);
	while (r == 0 && (r = next_name(fd, name)) > 0)
		r = judge_file(fd, dir, name, err);
	fd_close(fd);
	return r;
}

/* ---- in the helper ---- */

struct script_result {
	int32_t result; /* enum verdict, or a negative errno */
	char name[SCRIPT_NAME], why[640];
};

/* Set before the fork; the helper has its own copy. */
static struct {
	const char *dir, *after;
} child_input;

static int run_find(void *context)
{
	struct script_result r = { 0 };

	(void)context;
	snprintf(r.name, sizeof r.name, "%s", child_input.after);
	r.result = find_script(child_input.dir, r.name, &TEXT(r.why));
	/* Shorter than PIPE_BUF, so it is written completely or not at all. */
	return write(SPAWN_RUN_FD, &r, sizeof r) != (ssize_t)sizeof r;
}

int run_parts_find(struct helper *helper, const char *dir, const char *after, int *ret_fd,
		   struct text *err)
{
	struct helper_spec spec = { .run = run_find,
				    .timeout = TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		r = -errno;
		text_set(err, "scripts: cannot make a pipe: %s", strerror(-r));
		return r;
	}
	child_input.dir = dir;
	child_input.after = after;
	spec.result_fd = ends[1];
	r = helper_start(helper, &spec, err);
	close(ends[1]);
	if (r < 0)
		close(ends[0]);
	else
		*ret_fd = ends[0];
	return r;
}

int run_parts_result(int fd, char name[SCRIPT_NAME], bool *ret_skipped, struct text *err)
{
	struct script_result r;

	*ret_skipped = false;
	if (read(fd, &r, sizeof r) != (ssize_t)sizeof r) {
		text_set(err, "scripts: the directory could not be read");
		return -EIO;
	}
	r.name[sizeof r.name - 1] = r.why[sizeof r.why - 1] = '\0';
	if (r.result < 0)
		text_set(err, "%s", r.why);
	if (r.result <= 0)
		return r.result;
	strcpy(name, r.name);
	*ret_skipped = r.result == SCRIPT_NOT_EXECUTABLE;
	return 1;
}

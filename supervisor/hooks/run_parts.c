/* supervisor/hooks/run_parts.c - the executables of a directory, one after the other. */
#include "supervisor/hooks/run_parts.h"

#include "supervisor/path/path.h"
#include "supervisor/proc/dirents.h"
#include "supervisor/proc/version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TO_RUN = 1, NOT_EXECUTABLE };

static bool is_script_name(const char *name)
{
	size_t len = strlen(name);

	return len < SCRIPT_NAME && name[0] != '.' && name[len - 1] != '~';
}

/* The smallest name that comes after `name`. */
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

/* What everybody can write is not what somebody meant to be run. */
static bool anybody_writes(const struct stat *st)
{
	return (st->st_mode & S_IWOTH) && !S_ISLNK(st->st_mode);
}

static int refuse(const char *path, const char *name, struct text *err)
{
	text_set(err, "scripts: %.300s%s%.255s can be written by everybody (chmod o-w)",
		 path, *name ? "/" : "", name);
	return -EPERM;
}

static int judge(int fd, const char *dir, const char *name, struct text *err)
{
	struct stat st;

	if (fstatat(fd, name, &st, 0) < 0 || !S_ISREG(st.st_mode))
		return 0;
	if (faccessat(fd, name, X_OK, AT_EACCESS) < 0)
		return NOT_EXECUTABLE;
	return anybody_writes(&st) ? refuse(dir, name, err) : TO_RUN;
}

static int look(const char *dir, char name[SCRIPT_NAME], struct text *err)
{
	int fd = path_open(PATH_SCRIPTS, AT_FDCWD, dir, O_RDONLY | O_DIRECTORY, 0), r;
	struct stat st;

	if (fd == -ENOENT)
		return 0;
	r = fd < 0 ? fd : fstat(fd, &st) < 0 ? -errno : 0;
	if (r < 0)
		text_set(err, "scripts: cannot read %s: %s", dir,
			 path_reason(r) ? path_reason(r) : strerror(-r));
	else if (anybody_writes(&st))
		r = refuse(dir, "", err);
	while (r == 0 && (r = next_name(fd, name)) > 0)
		r = judge(fd, dir, name, err);
	if (fd >= 0)
		close(fd);
	return r;
}

/* ---- by a child ---- */

struct found {
	int32_t result; /* TO_RUN, NOT_EXECUTABLE, 0 or a negative errno */
	char name[SCRIPT_NAME], why[640];
};

/* The child has its own copy of them. */
static struct {
	const char *dir, *after;
} asked;

static int look_aside(void *context)
{
	struct found f = { 0 };

	(void)context;
	snprintf(f.name, sizeof f.name, "%s", asked.after);
	f.result = look(asked.dir, f.name, &TEXT(f.why));
	/* Less than PIPE_BUF: whole or not at all. */
	return write(SPAWN_RUN_FD, &f, sizeof f) != (ssize_t)sizeof f;
}

int run_parts_find(struct helper *helper, const char *dir, const char *after, int *ret_fd,
		   struct text *err)
{
	struct helper_spec spec = { .run = look_aside,
				    .timeout = SCRIPTS_TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		r = -errno;
		text_set(err, "scripts: cannot make a pipe: %s", strerror(-r));
		return r;
	}
	asked.dir = dir;
	asked.after = after;
	spec.result_fd = ends[1];
	r = helper_start(helper, &spec, err);
	close(ends[1]);
	if (r < 0)
		close(ends[0]);
	else
		*ret_fd = ends[0];
	return r;
}

int run_parts_result(int fd, char name[SCRIPT_NAME], bool *ret_passed, struct text *err)
{
	struct found f;

	*ret_passed = false;
	if (read(fd, &f, sizeof f) != (ssize_t)sizeof f) {
		text_set(err, "scripts: the directory could not be read");
		return -EIO;
	}
	f.name[sizeof f.name - 1] = f.why[sizeof f.why - 1] = '\0';
	if (f.result < 0)
		text_set(err, "%s", f.why);
	if (f.result <= 0)
		return f.result;
	strcpy(name, f.name);
	*ret_passed = f.result == NOT_EXECUTABLE;
	return 1;
}

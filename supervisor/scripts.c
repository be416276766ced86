/* supervisor/scripts.c - the executables of a directory, one after the other. */
#include "supervisor/scripts.h"

#include "supervisor/proc/aside.h"
#include "supervisor/proc/list.h"
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
	struct list list;
	int r;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	list_init(&list, fd);
	while ((r = list_next(&list, &entry)) > 0) {
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

static int refuse(const char *path, const char *name, char *why, size_t size)
{
	snprintf(why, size,
		 "scripts: %.300s%s%.255s can be written by everybody (chmod o-w)", path,
		 *name ? "/" : "", name);
	return -EPERM;
}

static int judge(int fd, const char *dir, const char *name, char *why, size_t size)
{
	struct stat st;

	if (fstatat(fd, name, &st, 0) < 0 || !S_ISREG(st.st_mode))
		return 0;
	if (faccessat(fd, name, X_OK, AT_EACCESS) < 0)
		return NOT_EXECUTABLE;
	return anybody_writes(&st) ? refuse(dir, name, why, size) : TO_RUN;
}

static int look(const char *dir, char name[SCRIPT_NAME], char *why, size_t size)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK), r;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return 0;
	r = fd < 0 || fstat(fd, &st) < 0 ? -errno : 0;
	if (r < 0)
		snprintf(why, size, "scripts: cannot read %s: %s", dir, strerror(-r));
	else if (anybody_writes(&st))
		r = refuse(dir, "", why, size);
	while (r == 0 && (r = next_name(fd, name)) > 0)
		r = judge(fd, dir, name, why, size);
	if (fd >= 0)
		close(fd);
	return r;
}

/* In the child: what it found, as the only variable. */
static const char *after;
static int look_aside(struct env *env, const char *dir, char *why, size_t size)
{
	char name[SCRIPT_NAME];
	int r;

	snprintf(name, sizeof name, "%s", after);
	r = look(dir, name, why, size);
	env->count = 0;
	if (r > 0)
		r = env_set(env, r == TO_RUN ? "RUN" : "PASS", name);
	return r;
}

int scripts_next(struct service *svc, const char *dir, char name[SCRIPT_NAME], char *why,
		 size_t size)
{
	struct env env;
	int r;

	for (;;) {
		after = name;
		r = env_init(&env, &svc->sup->scratch);
		if (r == 0)
			r = aside_add(&env, look_aside, dir, why, size);
		if (r < 0 || env.count == 0)
			return r;
		snprintf(name, SCRIPT_NAME, "%s", strchr(env.vars[0], '=') + 1);
		if (env.vars[0][0] == 'R')
			return 1;
		svc->sup->host->say(SAY_WARNING, "%s: %s/%s is not executable: passed over",
				    service_name(svc), dir, name);
	}
}

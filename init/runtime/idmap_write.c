/* init/runtime/idmap_write.c - writes the id maps of the child. */
#include "init/runtime/idmap.h"

#include "init/runtime/die.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int write_file(pid_t child, const char *name, const char *text)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/%s", (int)child, name);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Write the whole map with one write(2): the kernel accepts only one. */
	int err = write(fd, text, strlen(text)) < 0 ? errno : 0;
	close(fd);
	return -err;
}

static void write_map(pid_t child, const char *name, const struct id_range *ranges,
		      size_t count)
{
	char text[ID_RANGES_MAX * 40];
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%u %u %u\n",
				      ranges[i].inside, ranges[i].outside, ranges[i].count);
	int err = write_file(child, name, text);
	if (err)
		die("write", name, err, idmap_obstacle());
}

/* Runs a setuid helper by its full path, without a shell, with numeric arguments and an
 * empty environment. Returns its wait status. */
static int run_helper(const char *helper, pid_t child, const struct id_range *ranges,
		      size_t count)
{
	char words[ID_RANGES_MAX * 3][12], pid[12];
	char *argv[ID_RANGES_MAX * 3 + 3] = { (char *)helper, pid };
	char *environment[] = { NULL };
	size_t n = 0;
	int status = 0;

	snprintf(pid, sizeof pid, "%d", (int)child);
	for (size_t i = 0; i < count; i++) {
		uint32_t numbers[] = { ranges[i].inside, ranges[i].outside,
				       ranges[i].count };

		for (size_t k = 0; k < 3; k++, n++) {
			snprintf(words[n], sizeof words[n], "%u", numbers[k]);
			argv[2 + n] = words[n];
		}
	}
	pid_t pid_of_helper = vfork();
	if (pid_of_helper == 0) {
		execve(helper, argv, environment);
		_exit(127);
	}
	if (pid_of_helper < 0 || waitpid(pid_of_helper, &status, 0) < 0)
		die("run", helper, errno, NULL);
	return status;
}

static void die_of_helper(const char *helper, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		die("run", helper, 0, "is it installed? Debian's package is uidmap");
	die("map the ids with", helper, 0,
	    "are the ranges yours in /etc/subuid and /etc/subgid? user-map = auto takes "
	    "what is yours");
}

/* Writes the group map, then the user map. If the first helper fails, nothing has been
 * written yet. Returns false if a map is refused that does not come from user-map. */
static bool write_by_helpers(struct id_map *map, pid_t child)
{
	static const char uids[] = "/usr/bin/newuidmap", gids[] = "/usr/bin/newgidmap";
	const char *failed = gids;
	int status = run_helper(gids, child, map->gids, map->gid_count);

	if (status == 0) {
		failed = uids;
		status = run_helper(uids, child, map->uids, map->uid_count);
	}
	if (status == 0)
		return true;
	if (map->required)
		die_of_helper(failed, status);
	warn("one id only: root in the container is you, and other users cannot be used in "
	     "it: %s failed",
	     failed);
	return false;
}

static void write_one_id(struct id_map *map, pid_t child)
{
	idmap_one(map);
	int err = write_file(child, "setgroups", "deny");
	/* EPERM: a helper has already written the group map. */
	if (err && err != -ENOENT && err != -EPERM)
		die("deny setgroups", NULL, err, idmap_obstacle());
	if (err != -EPERM)
		write_map(child, "gid_map", map->gids, map->gid_count);
	write_map(child, "uid_map", map->uids, map->uid_count);
}

void idmap_write(struct id_map *map, pid_t child)
{
	switch (map->kind) {
	case MAP_HOST: return;
	case MAP_SUBIDS:
		if (!write_by_helpers(map, child))
			write_one_id(map, child);
		return;
	case MAP_SELF:
	case MAP_ONE: {
		int err = write_file(child, "setgroups", "deny");

		if (err && err != -ENOENT)
			die("deny setgroups", NULL, err, idmap_obstacle());
		break;
	}
	case MAP_EXPLICIT: break;
	}
	write_map(child, "gid_map", map->gids, map->gid_count);
	write_map(child, "uid_map", map->uids, map->uid_count);
}

static bool file_starts_with(const char *path, char digit)
{
	char c = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool same = read(fd, &c, 1) == 1 && c == digit;
	close(fd);
	return same;
}

static const char *find_obstacle(void)
{
	if (file_starts_with("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", '1'))
		return "AppArmor restricts user namespaces: sysctl "
		       "kernel.apparmor_restrict_unprivileged_userns=0, or a profile for "
		       "ctinit";
	if (file_starts_with("/proc/sys/kernel/unprivileged_userns_clone", '0'))
		return "user namespaces are for root here: sysctl "
		       "kernel.unprivileged_userns_clone=1";
	if (file_starts_with("/proc/sys/user/max_user_namespaces", '0'))
		return "user namespaces are off: sysctl user.max_user_namespaces=10000";
	return NULL;
}

/* Keeps errno: callers pass both errno and this result to die(). */
const char *idmap_obstacle(void)
{
	int err = errno;
	const char *text = find_obstacle();

	errno = err;
	return text;
}

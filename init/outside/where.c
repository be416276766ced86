/* init/outside/where.c - is this process in a container already?
 *
 * The pid namespace does not tell: a container may share the host's (--pid=host, hostPID) or
 * another container's. So we look at what engines set up. Some marks can also be seen outside
 * of a container: /.dockerenv lies on the disk of a machine that was made from an image. It
 * counts only below a root that is no disk; /run is made anew at each boot.
 * Source: namespaces(7), proc_pid_mountinfo(5), cgroups(7); systemd's CONTAINER_INTERFACE. */
#include "init/outside/where.h"

#include "conf/base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* include/linux/proc_ns.h: PROC_PID_INIT_INO, PROC_CGROUP_INIT_INO. */
#define INITIAL_PID_NS    4026531836u
#define INITIAL_CGROUP_NS 4026531835u

static ino_t namespace_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_ino : 0;
}

bool where_initial_pids(void)
{
	return namespace_of("/proc/self/ns/pid") == INITIAL_PID_NS;
}

/* No container has the first mount namespace: its number is MNT_NS_INIT_INO since 6.18
 * (linux/nsfs.h); before it was the first or second dynamic one (fs/proc/generic.c). */
static bool has_initial_mounts(void)
{
	ino_t ns = namespace_of("/proc/self/ns/mnt");

	return ns == 4026531832u || ns == 4026531840u || ns == 4026531841u;
}

/* Is "/" the whole of a disk? An engine's root is an overlay, a directory or a subvolume. */
static bool is_root_a_disk(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[4096], source[6];
	bool disk = false;

	while (file && fgets(line, sizeof line, file)) {
		const char *rest = strstr(line, " - ");
		char root[8] = "", place[8] = "";

		if (!rest || sscanf(line, "%*s %*s %*s %7s %7s", root, place) != 2 ||
		    strcmp(place, "/") != 0)
			continue;
		disk = strcmp(root, "/") == 0 && sscanf(rest, " - %*s %5s", source) == 1 &&
		       strcmp(source, "/dev/") == 0;
	}
	if (file)
		fclose(file);
	return disk;
}

/* Where the control groups' namespace is the host's, their names are the engine's. */
static bool is_engine_group(void)
{
	static const char *const words[] = { "/docker", "/kubepods",  "/libpod",  "/lxc",
					     "/crio",   "containerd", "/machine-" };
	FILE *file = fopen("/proc/self/cgroup", "re");
	char line[4096];
	bool found = false;

	while (file && !found && fgets(line, sizeof line, file)) {
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			found |= strstr(line, words[i]) != NULL;
	}
	if (file)
		fclose(file);
	return found;
}

const char *where_container(void)
{
	static const char *const files[] = { "/run/.containerenv",
					     "/run/host/container-manager" };
	const char *engine = getenv("container");
	static char text[80];
	ino_t cgroups;

	if (has_initial_mounts())
		return NULL;
	if (engine && engine[0]) {
		snprintf(text, sizeof text, "container=%.32s in the environment", engine);
		return text;
	}
	if (getenv("KUBERNETES_SERVICE_HOST"))
		return "KUBERNETES_SERVICE_HOST in the environment";
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		if (access(files[i], F_OK) == 0)
			return files[i];
	}
	if (is_root_a_disk())
		return NULL;
	if (access("/.dockerenv", F_OK) == 0)
		return "/.dockerenv";
	cgroups = namespace_of("/proc/self/ns/cgroup");
	if (is_engine_group())
		return "its control group is an engine's";
	if (cgroups != 0 && cgroups != INITIAL_CGROUP_NS)
		return "its root is no disk, and it has a cgroup namespace";
	return NULL;
}

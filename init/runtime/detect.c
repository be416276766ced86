/* init/runtime/detect.c - detects whether this process is in a container.
 *
 * The pid namespace proves nothing, because a container may share that of the host
 * (--pid=host, hostPID) or of another container. So we check for signs of the engines. A
 * machine whose disk was made from an image may have /.dockerenv, so we ignore it if the
 * root is a disk. Files in /run always count, because /run is empty after a boot.
 * Source: cgroups(7); systemd's CONTAINER_INTERFACE. */
#include "init/runtime/detect.h"

#include "conf/base/base.h"
#include "init/sys/namespaces.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Returns true if a control group has a name that engines use. This is visible only in a
 * container with the host's cgroup namespace. */
static bool has_engine_cgroup(void)
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

const char *detect_container(void)
{
	static const char *const files[] = { "/run/.containerenv",
					     "/run/host/container-manager" };
	const char *engine = getenv("container");
	static char text[80];

	/* No container is in the machine's first mount namespace. */
	if (namespace_is_initial(NAMESPACE_MOUNT) == 1)
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
	if (root_is_disk() == 1)
		return NULL;
	if (access("/.dockerenv", F_OK) == 0)
		return "/.dockerenv";
	if (has_engine_cgroup())
		return "its control group is an engine's";
	if (namespace_is_initial(NAMESPACE_CGROUP) == 0)
		return "its root is no disk, and it has a cgroup namespace";
	return NULL;
}

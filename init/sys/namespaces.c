/* init/sys/namespaces.c - which namespaces this process is in, and what its root is made of.
 *
 * Source: namespaces(7); include/linux/proc_ns.h: PROC_PID_INIT_INO, PROC_CGROUP_INIT_INO;
 * linux/nsfs.h: MNT_NS_INIT_INO, since 6.18. Before that the first mount namespace had the
 * first or second dynamic number (PROC_DYNAMIC_FIRST, fs/proc/generic.c). */
#include "init/sys/namespaces.h"

#include "conf/base/base.h"
#include "init/sys/read_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOUNTINFO_MOST (16u << 20)

static const struct {
	const char *path;
	ino_t numbers[3];
} initial[] = {
	[PLACE_PIDS] = { "/proc/self/ns/pid", { 4026531836u } },
	[PLACE_MOUNTS] = { "/proc/self/ns/mnt", { 4026531832u, 4026531840u, 4026531841u } },
	[PLACE_CGROUPS] = { "/proc/self/ns/cgroup", { 4026531835u } },
};

int place_is_initial(enum place_namespace kind)
{
	struct stat st;

	if (stat(initial[kind].path, &st) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_LEN(initial[kind].numbers); i++) {
		if (st.st_ino == initial[kind].numbers[i])
			return 1;
	}
	return 0;
}

/* What is behind the next `count` blanks; "" where there are fewer. */
static const char *skip(const char *at, int count)
{
	for (; count > 0 && *at != '\0'; at++)
		count -= *at == ' ';
	return at;
}

static bool begins(const char *text, const char *front)
{
	return strncmp(text, front, strlen(front)) == 0;
}

/* Fields 4 and 5 are the root of the mount and its place; the source is the second one
 * behind the dash: proc_pid_mountinfo(5). The last mount on "/" is the one that is seen. */
int place_is_disk(char *mountinfo)
{
	bool disk = false;

	for (char *line = mountinfo; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');
		const char *root, *rest;

		if (end != NULL)
			*end++ = '\0';
		root = skip(line, 3);
		rest = strstr(line, " - ");
		if (rest != NULL && begins(skip(root, 1), "/ "))
			disk = begins(root, "/ ") && begins(skip(rest, 3), "/dev/");
		line = end;
	}
	return disk;
}

int place_root_is_disk(void)
{
	char *text;
	size_t len;
	int r = read_regular("/proc/self/mountinfo", MOUNTINFO_MOST, &text, &len);

	if (r < 0)
		return r;
	r = place_is_disk(text);
	free(text);
	return r;
}

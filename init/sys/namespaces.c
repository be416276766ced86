/* init/sys/namespaces.c - detects whether ctinit runs in the machine's first namespaces.
 *
 * The first namespaces have known inode numbers: PROC_PID_INIT_INO and
 * PROC_CGROUP_INIT_INO of include/linux/proc_ns.h, and MNT_NS_INIT_INO of linux/nsfs.h
 * since 6.18. Before 6.18, the first mount namespace had the first or second dynamic
 * number (PROC_DYNAMIC_FIRST, fs/proc/generic.c). See also namespaces(7). */
#include "init/sys/namespaces.h"

#include "conf/base/base.h"
#include "init/sys/regular_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOUNTINFO_MAX (16u << 20)

static const struct {
	const char *path;
	ino_t numbers[3];
} initial[] = {
	[NAMESPACE_PID] = { "/proc/self/ns/pid", { 4026531836u } },
	[NAMESPACE_MOUNT] = { "/proc/self/ns/mnt",
			      { 4026531832u, 4026531840u, 4026531841u } },
	[NAMESPACE_CGROUP] = { "/proc/self/ns/cgroup", { 4026531835u } },
};

int namespace_is_initial(enum namespace_kind kind)
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

/* Returns the text after the next `count` blanks, or "" if there are fewer. */
static const char *skip_fields(const char *pos, int count)
{
	for (; count > 0 && *pos != '\0'; pos++)
		count -= *pos == ' ';
	return pos;
}

static bool has_prefix(const char *text, const char *front)
{
	return strncmp(text, front, strlen(front)) == 0;
}

/* Fields 4 and 5 of a line are the root of the mount and the mount point. The second field
 * after the dash is the source (proc_pid_mountinfo(5)). The last mount on "/" is the
 * visible one. */
int mountinfo_root_is_disk(char *mountinfo)
{
	bool disk = false;

	for (char *line = mountinfo; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');
		const char *root, *rest;

		if (end != NULL)
			*end++ = '\0';
		root = skip_fields(line, 3);
		rest = strstr(line, " - ");
		if (rest != NULL && has_prefix(skip_fields(root, 1), "/ "))
			disk = has_prefix(root, "/ ") &&
			       has_prefix(skip_fields(rest, 3), "/dev/");
		line = end;
	}
	return disk;
}

int root_is_disk(void)
{
	char *text;
	size_t len;
	int r = read_regular_file("/proc/self/mountinfo", MOUNTINFO_MAX, &text, &len);

	if (r < 0)
		return r;
	r = mountinfo_root_is_disk(text);
	free(text);
	return r;
}

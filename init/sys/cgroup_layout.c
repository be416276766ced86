/* init/sys/cgroup_layout.c - finds out which control groups are mounted. */
#include "init/sys/cgroup_layout.h"

#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

#define LINE_SIZE 4096

/* Returns the next field of a line and advances *cursor behind it. */
static const char *next_field(char **cursor)
{
	char *field = *cursor, *end = field + strcspn(field, " \n");

	*cursor = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return field;
}

/* fgets(3) returns a line that is longer than the buffer in parts. The type is in the first
 * part; options, such as the layers of an overlay, follow it and may be long. So skip all
 * other parts. */
enum cgroup_layout cgroup_layout_read(FILE *mounts,
				      bool (*is_visible)(const char *path, bool v2),
				      char *ret_path, size_t size)
{
	bool v1 = false, v2 = false, begins = true;
	char line[LINE_SIZE];

	ret_path[0] = '\0';
	while (fgets(line, sizeof line, mounts) != NULL) {
		bool first = begins;
		const char *path, *type;
		char *cursor = line;

		begins = strchr(line, '\n') != NULL;
		if (!first)
			continue;
		next_field(&cursor);
		path = next_field(&cursor);
		type = next_field(&cursor);
		if (strcmp(type, "cgroup") == 0 && is_visible(path, false))
			v1 = true;
		if (strcmp(type, "cgroup2") != 0 || v2 || !is_visible(path, true))
			continue;
		snprintf(ret_path, size, "%s", path);
		v2 = true;
	}
	return v1 && v2 ? CGROUP_HYBRID
	       : v2     ? CGROUP_UNIFIED
	       : v1     ? CGROUP_V1
			: CGROUP_NONE;
}

static bool is_mounted(const char *path, bool v2)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 &&
	       (unsigned long)fs.f_type ==
		       (v2 ? CGROUP2_SUPER_MAGIC : (unsigned long)CGROUP_SUPER_MAGIC);
}

enum cgroup_layout cgroup_layout_here(char *ret_path, size_t size)
{
	FILE *mounts = fopen("/proc/self/mounts", "re");
	enum cgroup_layout layout;

	ret_path[0] = '\0';
	if (mounts == NULL)
		return CGROUP_UNKNOWN;
	layout = cgroup_layout_read(mounts, is_mounted, ret_path, size);
	fclose(mounts);
	return layout;
}

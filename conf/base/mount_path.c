/* conf/base/mount_path.c - normalizes and checks the path of a mount point. Pure. */
#include "conf/base/mount_path.h"

#include "conf/base/base.h"

#include <stdbool.h>
#include <string.h>

/* Nothing may be mounted over directories that the init sets up. For example, a volume over
 * /proc can disable a security module (CVE-2019-16884). */
static bool is_ours(const char *path)
{
	static const char *const ours[] = { "/proc", "/sys", "/dev" };

	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		size_t length = strlen(ours[i]);

		if (strncmp(path, ours[i], length) == 0 &&
		    (path[length] == '\0' || path[length] == '/'))
			return true;
	}
	return path[0] == '\0';
}

const char *mount_path_normalize(char *path)
{
	char *out = path, *part, *rest = path;

	if (path[0] != '/')
		return "the mount point in the container must be an absolute path";
	while ((part = strsep(&rest, "/"))) {
		size_t length = strlen(part);

		if (length == 0 || strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") == 0)
			return "\"..\" in a mount point in the container";
		*out = '/';
		memmove(out + 1, part, length);
		out += length + 1;
	}
	*out = '\0';
	return is_ours(path) ? "nothing may be mounted over /, /proc, /sys or /dev" : NULL;
}

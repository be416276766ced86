/* init/sys/mount_name.c - mounts on names in the working directory, with a call or two. */
#include "init/sys/mount_name.h"

#include "conf/base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>

#define OPTIONS_MAX 128

static const struct {
	uint64_t attribute;
	unsigned long flag;
} flags[] = {
	{ MOUNT_ATTR_NOSUID, MS_NOSUID },
	{ MOUNT_ATTR_NODEV, MS_NODEV },
	{ MOUNT_ATTR_NOEXEC, MS_NOEXEC },
};

static int join_options(const struct mount_option *options, char text[OPTIONS_MAX])
{
	size_t used = 0;

	text[0] = '\0';
	for (; options && options->key; options++) {
		int n = snprintf(text + used, OPTIONS_MAX - used, "%s%s%s%s",
				 used > 0 ? "," : "", options->key,
				 options->value ? "=" : "",
				 options->value ? options->value : "");

		used += n > 0 ? (size_t)n : OPTIONS_MAX;
		if (used >= OPTIONS_MAX)
			return -E2BIG;
	}
	return 0;
}

int mount_new_on(const char *name, const struct file_system *fs)
{
	char options[OPTIONS_MAX];
	unsigned long set = 0;
	int r = join_options(fs->options, options);

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		set |= fs->attributes & flags[i].attribute ? flags[i].flag : 0;
	if (r == 0 && mount("none", name, fs->type, set, options) < 0)
		r = -errno;
	if (r == 0 && fs->attributes & MOUNT_ATTR_RDONLY)
		r = mount_restrict(name, MOUNT_ATTR_RDONLY);
	return r;
}

int mount_bind_on(const char *name, const char *from)
{
	return mount(from, name, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

int mount_restrict(const char *name, uint64_t attributes)
{
	struct mount_attr attr = { .attr_set = attributes };

	return mount_setattr(AT_FDCWD, name, 0, &attr, sizeof attr) < 0 ? -errno : 0;
}

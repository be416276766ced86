/* init/libc/include/sys/mount.h - adds the mount calls since Linux 5.2 to musl's. */
#pragma GCC system_header
#include_next <sys/mount.h>
#ifndef LIBC_SYS_MOUNT_H
#define LIBC_SYS_MOUNT_H

#include <linux/mount.h>
#include <stddef.h>

int open_tree(int dir, const char *path, unsigned flags);
int move_mount(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);
int fsopen(const char *type, unsigned flags);
int fsmount(int fs, unsigned flags, unsigned attributes);
int fsconfig(int fs, unsigned command, const char *key, const void *value, int aux);
int mount_setattr(int dir, const char *path, unsigned flags, struct mount_attr *attributes,
		  size_t size);

#endif

/* conf/base/mount_path.h - a path in the container where something is mounted. */
#ifndef CONF_BASE_MOUNT_PATH_H
#define CONF_BASE_MOUNT_PATH_H

/* Turns "//a/./b/" into "/a/b", in place. Returns NULL, or why the path is refused. */
const char *mount_path_normalize(char *path);

#endif

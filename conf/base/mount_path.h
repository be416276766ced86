/* conf/base/mount_path.h - a path in the container where something is mounted. */
#ifndef CONF_BASE_MOUNT_PATH_H
#define CONF_BASE_MOUNT_PATH_H

/* In place: "//a/./b/" becomes "/a/b". NULL, or what is wrong. */
const char *mount_path_normalize(char *path);

#endif

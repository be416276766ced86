/* conf/base/mount_path.h - normalizes and checks the path of a mount point.
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_MOUNT_PATH_H
#define CONF_BASE_MOUNT_PATH_H

/* Turns "//a/./b/" into "/a/b", in place, and returns NULL. Returns the reason if nothing
 * may be mounted there in the container; the path is then undefined. */
const char *mount_path_normalize(char *path);

#endif

/* conf/base/mount_path.h - normalizes the path of a mount point in the container.
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_MOUNT_PATH_H
#define CONF_BASE_MOUNT_PATH_H

/* Turns "//a/./b/" into "/a/b", in place. Returns NULL, or the reason if nothing may be
 * mounted there and the path may be changed in part. */
const char *mount_path_normalize(char *path);

#endif

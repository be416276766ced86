/* conf/base/mount_path.h - normalizes and checks the path of a mount point.
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_MOUNT_PATH_H
#define CONF_BASE_MOUNT_PATH_H

/* Turns "//a/./b/" into "/a/b", in place. Returns NULL, or the reason why nothing may be
 * mounted at this path in the container. After an error the path is undefined. */
const char *mount_path_normalize(char *path);

#endif

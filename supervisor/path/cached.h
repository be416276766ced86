/* supervisor/path/cached.h - looks a path up in the kernel's cache only, so that a hung
 * file system cannot block the caller.
 *
 * Layer:   supervisor/path. PID 1 may call it: a file system that does not answer cannot
 *          block it.
 * Errors:  -ENOENT, -ENOTDIR, -EACCES and -ENAMETOOLONG are reliable answers. -EAGAIN: only
 *          the file system knows, or openat2(2) is missing or failed otherwise; a child
 *          must call path_open().
 * Source:  openat2(2), RESOLVE_CACHED (5.12). */
#ifndef SUPERVISOR_PATH_CACHED_H
#define SUPERVISOR_PATH_CACHED_H

/* Returns an O_PATH descriptor or a negative errno. Follows links. */
int path_lookup_cached(const char *path);
/* The same, but a link in the path gives -EAGAIN. */
int path_lookup_cached_no_links(const char *path);

#endif

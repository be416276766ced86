/* supervisor/path/cached.h - looks up a path in the kernel's cache only.
 *
 * A hung file system cannot block such a lookup, so PID 1 may make it.
 *
 * Layer:   supervisor/path.
 * Errors:  -ENOENT, -ENOTDIR, -EACCES and -ENAMETOOLONG are reliable. -EAGAIN: the cache
 *          cannot answer, or openat2(2) is missing or failed otherwise; call path_open() in
 *          a child.
 * Source:  openat2(2), RESOLVE_CACHED (5.12). */
#ifndef SUPERVISOR_PATH_CACHED_H
#define SUPERVISOR_PATH_CACHED_H

/* Returns an O_PATH descriptor or a negative errno. Follows links. */
int path_lookup_cached(const char *path);
/* Like path_lookup_cached(), but fails with -EAGAIN if the path contains a link. */
int path_lookup_cached_no_links(const char *path);

#endif

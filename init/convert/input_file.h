/* init/convert/input_file.h - reads the files that are converted, and knows their place in the
 * image.
 *
 * Layer:  init/convert, above pool.
 * Errors: a file that cannot be read gives NULL and a reason. Only regular files and
 *         standard input are read, at most SOURCE_MAX bytes. */
#ifndef INIT_CONVERT_INPUT_FILE_H
#define INIT_CONVERT_INPUT_FILE_H

#include "init/convert/pool.h"

#define SOURCE_MAX ((size_t)4 << 20)

/* The place of the image's files on this machine. */
struct place {
	const char
		*root; /* the directory that is / in the image; "" if it is this one's / */
	const char *here;    /* overrides the path of the operand in the image; or NULL */
	const char *image;   /* whose services of a compose file are converted; or NULL */
	const char *operand; /* real path of the file or directory that is converted */
};

/* Sets the place. If `given_root` is NULL, the root is the part of the path before its last
 * "/etc/", or "/usr/", "/opt/", "/srv/" or "/app/". `given_here` may be NULL. */
void place_set(struct place *place, const char *path, const char *given_root,
	       const char *given_here);
/* Returns the path in the image of a path on this machine. */
const char *place_inside(const struct place *place, const char *path);
/* Returns the path on this machine of an absolute path in the image. */
const char *place_outside(const struct place *place, const char *path);

/* Returns the text of the file, or NULL with the reason in *ret_why. "-" is standard input.
 * A file with NUL or with the bytes of marks is refused. */
char *source_read(const char *path, const char **ret_why);
/* Returns the first line of a small file without blanks, or NULL if there is no file. */
char *source_line(const char *folder, const char *name);
/* Return true if the file (a regular one) or directory exists. */
bool source_is_file(const char *path);
bool source_is_folder(const char *path);
/* Returns the names in a directory that do not begin with a dot, in byte order. */
struct strings source_names(const char *folder);

#endif

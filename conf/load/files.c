/* conf/load/files.c - opens the files of a load, each one once. */
#include "conf/load/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Treat a path that cannot be resolved as new: opening it reports the reason. */
bool load_is_new_file(struct load *load, const char *path)
{
	char *real = realpath(path, NULL), **more;

	for (size_t i = 0; real && i < load->real_count; i++) {
		if (strcmp(load->real_paths[i], real) == 0) {
			free(real);
			return false;
		}
	}
	more = realloc(load->real_paths, (load->real_count + 1) * sizeof *more);
	if (more)
		load->real_paths = more;
	if (real && more)
		load->real_paths[load->real_count++] = real;
	else
		free(real);
	return true;
}

/* Describes an errno from source->open, which has its own meanings for EOPNOTSUPP and
 * ENODATA. */
static const char *open_error(int error, bool included)
{
	return error == EOPNOTSUPP ? included ? "it is not a regular file"
					      : "it is neither a file nor a pipe"
	       : error == ENODATA  ? "it is a pipe without a writer"
				   : strerror(error);
}

FILE *load_open_file(struct load *load, const char *path, unsigned by_file,
		     unsigned by_line)
{
	FILE *file;

	errno = 0;
	file = load->source->open ? load->source->open(path, load->depth > 1)
				  : fopen(path, "re");
	if (file)
		return file;
	if (load->depth > 1)
		file_error(load->conf, by_file, by_line,
			   "[include] files: cannot open %s: %s", path,
			   open_error(errno, true));
	else
		file_error(load->conf, load->file, 0, "cannot open it: %s",
			   open_error(errno, false));
	return NULL;
}

bool load_add_file(struct load *load, const char *path, unsigned *ret_file)
{
	struct conf *conf = load->conf;
	const char **more = realloc(conf->files, (conf->file_count + 1) * sizeof *more);

	if (more)
		conf->files = more;
	else
		conf->arena.failed = true;
	if (!more)
		return false;
	conf->files[conf->file_count] = arena_copy(&conf->arena, path, strlen(path));
	*ret_file = (unsigned)conf->file_count++;
	return conf->files[*ret_file] != NULL;
}

/* init/convert/input_file.c - reads the files that are converted, and knows their place in the
 * image. */
#include "init/convert/input_file.h"

#include "conf/base/base.h"
#include "init/convert/marked.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Directories at the top of an image in which these files lie; /etc comes first. */
static const char *const tops[] = { "/etc/", "/usr/", "/opt/", "/srv/", "/app/" };

/* Returns the last place of `top` in the path, or NULL. */
static const char *last_place(const char *path, const char *top)
{
	const char *last = NULL;

	for (const char *pos = path; (pos = strstr(pos, top)); pos++)
		last = pos;
	return last;
}

static const char *found_root(const char *path)
{
	const char *last = last_place(path, tops[0]);

	for (size_t i = 1; i < ARRAY_LEN(tops) && !last; i++)
		last = last_place(path, tops[i]);
	return last ? pool_copy(path, (size_t)(last - path)) : "";
}

void place_set(struct place *place, const char *path, const char *given_root,
	       const char *given_here)
{
	char *real = realpath(path, NULL), *root = NULL;

	*place = (struct place){ .here = given_here, .root = "", .operand = path };
	if (real)
		place->operand = pool_format("%s", real);
	if (given_root && (root = realpath(given_root, NULL)))
		place->root = strcmp(root, "/") == 0 ? "" : pool_format("%s", root);
	else if (real)
		place->root = found_root(pool_format("%s/", real));
	free(real);
	free(root);
}

const char *place_inside(const struct place *place, const char *path)
{
	size_t len = strlen(place->operand), root = strlen(place->root);

	if (place->here && strncmp(path, place->operand, len) == 0)
		return pool_format("%s%s", place->here, path + len);
	if (strncmp(path, place->root, root) == 0 && path[root] == '/')
		return path + root;
	return path;
}

const char *place_outside(const struct place *place, const char *path)
{
	return path[0] == '/' ? pool_format("%s%s", place->root, path) : path;
}

/* Returns a descriptor for a regular file, or -1 with the reason. */
static int open_source(const char *path, const char **ret_why)
{
	struct stat st;
	int fd = strcmp(path, "-") == 0
			 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
			 : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &st) < 0) {
		*ret_why = pool_format("%s", strerror(errno));
	} else if (strcmp(path, "-") != 0 && !S_ISREG(st.st_mode)) {
		*ret_why = S_ISDIR(st.st_mode) ? "it is a directory"
					       : "it is not a regular file";
		close(fd);
		return -1;
	}
	return fd;
}

static bool has_bad_byte(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0' || text[i] == MARK_VAR || text[i] == MARK_END ||
		    text[i] == MARK_WORDS)
			return true;
	return false;
}

/* Copies to the pool in a pass without carriage returns before newlines. */
static char *without_returns(const char *text, size_t len)
{
	char *copy = pool_alloc(len + 1);
	size_t used = 0;

	for (size_t i = 0; i < len; i++)
		if (text[i] != '\r' || i + 1 >= len || text[i + 1] != '\n')
			copy[used++] = text[i];
	return copy;
}

char *source_read(const char *path, const char **ret_why)
{
	int fd = open_source(path, ret_why);
	char *buffer = fd < 0 ? NULL : malloc(SOURCE_MAX + 1), *text = NULL;
	size_t len = 0;
	ssize_t n = buffer ? 1 : 0;

	while (n > 0 && len <= SOURCE_MAX) {
		n = read(fd, buffer + len, SOURCE_MAX + 1 - len);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n < 0)
			*ret_why = pool_format("%s", strerror(errno));
		else
			len += (size_t)n;
	}
	if (buffer && n >= 0 && len > SOURCE_MAX)
		*ret_why = "it has more than 4 MiB";
	else if (buffer && n >= 0 && has_bad_byte(buffer, len))
		*ret_why = "it is not a text: it has control characters";
	else if (buffer && n >= 0)
		text = without_returns(buffer, len);
	free(buffer);
	if (fd >= 0)
		close(fd);
	return text;
}

char *source_line(const char *folder, const char *name)
{
	const char *why;
	char *text = source_read(pool_format("%s/%s", folder, name), &why);

	if (!text)
		return NULL;
	text = pool_trim(text);
	text[strcspn(text, "\n")] = '\0';
	return pool_trim(text);
}

bool source_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool source_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct strings source_names(const char *folder)
{
	struct strings names = { 0 };
	DIR *open_folder = opendir(folder);

	for (struct dirent *entry; open_folder && (entry = readdir(open_folder));)
		if (entry->d_name[0] != '.')
			strings_add(&names, entry->d_name);
	if (open_folder)
		closedir(open_folder);
	strings_sort(&names);
	return names;
}

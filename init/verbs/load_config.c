/* init/verbs/load_config.c - loads the configuration for a command line. */
#include "init/verbs/load_config.h"

#include "conf/conf.h"
#include "init/runtime/die.h"
#include "init/sys/process_start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long to wait for the first byte of a FIFO, which may have no writer. */
#define FIRST_BYTE_MS 5000
/* The deadline for all files except standard input, where a user may type. */
#define LOAD_SECONDS 60

void load_add_set(struct load_options *options, const char *value)
{
	options->sets[options->set_count++] = value;
}

static int check_kind_of_fd(int fd, bool pipes)
{
	struct stat st;
	struct pollfd first = { .fd = fd, .events = POLLIN };

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISREG(st.st_mode))
		return 0;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!pipes || (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode)))
		return -EOPNOTSUPP;
	if (poll(&first, 1, FIRST_BYTE_MS) <= 0)
		return -ENODATA;
	/* Reading may block now. O_NONBLOCK was only for open(2) and poll(2). */
	fcntl(fd, F_SETFL, 0);
	return 0;
}

/* Checks the file type before opening, because opening some devices has side effects. */
static int check_kind_of_path(const char *path, bool pipes)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ||
			       (pipes && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		       ? 0
		       : -EOPNOTSUPP;
}

/* Opens a file of an allowed type. A regular file stays non-blocking, because some files in
 * /proc block at their end. On error returns NULL and sets errno. */
static FILE *open_checked(const char *path, bool pipes)
{
	FILE *file = NULL;
	int err = check_kind_of_path(path, pipes), fd = -1;

	if (err == 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		err = fd < 0 ? -errno : check_kind_of_fd(fd, pipes);
	}
	if (err == 0 && !(file = fdopen(fd, "r")))
		err = -errno;
	if (file)
		return file;
	if (fd >= 0)
		close(fd);
	errno = -err;
	return NULL;
}

FILE *load_open(const char *path, bool included)
{
	return open_checked(path, !included);
}

bool load_is_command(const char *path)
{
	char front[4] = "";
	FILE *file = open_checked(path, false);

	if (!file)
		return errno == ENOENT && path[0] != '\0' && !strpbrk(path, "/.");
	bool is = fread(front, 1, sizeof front, file) == sizeof front &&
		  (memcmp(front, "\177ELF", 4) == 0 || memcmp(front, "#!", 2) == 0);
	fclose(file);
	return is;
}

static void print_diags(const struct conf *conf, const struct process_start *start,
			bool own_shape)
{
	struct own_style style = conf_own_style(conf, start->environment);
	char line[PATH_MAX + 2048];
	size_t count;
	const struct conf_diag *diags = conf_diags(conf, &count);

	if (!own_shape || style.shape != OWN_JSON) {
		conf_print_diags(conf, stderr);
		return;
	}
	die_style(style, false);
	for (size_t i = 0; i < count; i++) {
		conf_diag_line(&diags[i], line, sizeof line);
		warn_as(diags[i].warning ? OWN_WARNING : OWN_ERROR, "%s", line);
	}
}

int load_config(const struct process_start *start, const struct load_options *options,
		struct conf **ret)
{
	struct conf_source source = {
		.path = options->file ? options->file : "command line",
		.environment = start->environment,
		.sets = options->set_count ? options->sets : NULL,
		.open = load_open,
	};

	if (!options->file)
		source.file = fmemopen((void *)(uintptr_t) "\n", 1, "r");
	else if (strcmp(options->file, "-") == 0) {
		/* conf_load() closes the copy; descriptor 0 stays open. */
		int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
		source.path = "standard input";
		source.file = fd < 0 ? NULL : fdopen(fd, "r");
		if (!source.file) {
			warn_as(OWN_ERROR, "cannot read standard input: %s",
				strerror(errno));
			return -EBADF;
		}
	}
	/* The file may be on a slow file system, or be a pipe that is never closed. */
	process_start_allow_signals(start);
	if (options->file && strcmp(options->file, "-") != 0)
		process_start_deadline(LOAD_SECONDS, options->file, options->late_code);
	int err = conf_load(&source, ret);
	process_start_deadline(0, NULL, 0);
	process_start_block_again();
	if (*ret)
		print_diags(*ret, start, options->own_shape);
	else
		warn_as(OWN_ERROR, "cannot load %s: %s", source.path, strerror(-err));
	return err < 0 || conf_errors(*ret) > 0;
}

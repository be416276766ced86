/* init/runtime/config_trust.c - warns about configuration files that other users can write.
 *
 * A warning is enough, because users often run `sudo ctinit run svc.ini` in their own
 * directory. */
#include "init/runtime/config_trust.h"

#include "conf/base/number.h"
#include "conf/conf.h"
#include "init/runtime/die.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WARNINGS_MAX 5

static bool is_caller(uid_t uid)
{
	static const char *const names[] = { "SUDO_UID", "PKEXEC_UID" };
	uint32_t id;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *text = getenv(names[i]);

		if (text && number_parse_id(text, &id) && id == uid)
			return true;
	}
	return false;
}

/* Warns if another user owns `path` or all users can write it. A sticky directory is fine:
 * users cannot replace files of others in it (unlink(2)). Returns true after a warning. */
static bool warn_if_writable(const char *path, const char *where)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	if (st.st_uid != 0 && !is_caller(st.st_uid))
		warn("warning: %s%s belongs to user %u, who can run programs as root by "
		     "changing it; make root its owner (chown root)",
		     where, path, (unsigned)st.st_uid);
	else if (st.st_mode & S_IWOTH && !(S_ISDIR(st.st_mode) && st.st_mode & S_ISVTX))
		warn("warning: all users can write %s%s, and run programs as root by "
		     "changing it; remove that permission (chmod o-w)",
		     where, path);
	else
		return false;
	return true;
}

static bool warn_if_directory_writable(const char *path)
{
	char directory[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int length = slash ? (int)(slash - path) : 1;

	if (snprintf(directory, sizeof directory, "%.*s", length, slash ? path : ".") >=
	    (int)sizeof directory)
		return false;
	return warn_if_writable(directory[0] ? directory : "/", "the directory ");
}

void config_trust_check(const struct conf *conf)
{
	size_t count, warnings = 0;
	const char *const *files = conf_files(conf, &count);
	struct stat st;

	if (geteuid() != 0)
		return;
	for (size_t i = 0; i < count && warnings < WARNINGS_MAX; i++) {
		/* "standard input" is not a path, so stat(2) fails. */
		if (stat(files[i], &st) == 0 && S_ISREG(st.st_mode))
			warnings += warn_if_writable(files[i], "") ||
				    warn_if_directory_writable(files[i]);
	}
}

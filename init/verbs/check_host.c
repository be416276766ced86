/* init/verbs/check_host.c - reports files, programs and users that are missing on this
 * system. */
#include "init/verbs/check_host.h"

#include "conf/conf.h"
#include "init/verbs/check_runtime_paths.h"
#include "init/verbs/print_line.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/interpreter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Memory: half for /etc/passwd and /etc/group, half for the words of one value. */
#define SCRATCH_BYTES (8u << 20)

struct host_check {
	const struct conf *conf;
	const struct conf_section *section;
	char *const *environment;
	char *scratch_memory;
	size_t missing;
};

enum kind { IS_PROGRAM, IS_DIRECTORY, IS_FILE, IS_VARIABLE_FILE };

/* The kind of file that each key names. For keys with probes (ready, when, ...) it is the
 * program after "exec:". */
static const struct {
	enum conf_key key;
	enum kind kind;
} checked_keys[] = {
	{ CONF_SERVICE_COMMAND, IS_PROGRAM },
	{ CONF_SERVICE_PRE_START, IS_PROGRAM },
	{ CONF_SERVICE_PRE_STOP, IS_PROGRAM },
	{ CONF_SERVICE_POST_STOP, IS_PROGRAM },
	{ CONF_SERVICE_RELOAD, IS_PROGRAM },
	{ CONF_SERVICE_READY, IS_PROGRAM },
	{ CONF_SERVICE_HEALTH, IS_PROGRAM },
	{ CONF_SERVICE_WHEN, IS_PROGRAM },
	{ CONF_SERVICE_WAIT_FOR, IS_PROGRAM },
	{ CONF_SERVICE_DIRECTORY, IS_DIRECTORY },
	{ CONF_SERVICE_SCRIPTS, IS_DIRECTORY },
	{ CONF_SERVICE_ENV_DIR, IS_DIRECTORY },
	{ CONF_SERVICE_ENV_FILE, IS_FILE },
	{ CONF_SERVICE_ENV_FROM_FILE, IS_VARIABLE_FILE },
};

static void warn_missing(struct host_check *host_check, enum conf_key key, const char *what,
			 const char *why)
{
	const char *cursor = conf_origin(host_check->section, key);

	host_check->missing++;
	print_line(stderr, "%s%swarning: [%s:%s] %s: %s: %s", cursor, cursor[0] ? ": " : "",
		   conf_is_setup(host_check->section) ? "setup" : "service",
		   conf_base_name(host_check->section), conf_key_info(key)->name, what,
		   why);
}

/* Warns that stat(2) of `path` failed with `err`, unless the configuration creates the
 * path. */
static void warn_absent(struct host_check *host_check, enum conf_key key, const char *path,
			int err)
{
	struct conf_scratch scratch = { .base = host_check->scratch_memory,
					.size = SCRATCH_BYTES / 2 };

	if (!path_is_made_by_config(host_check->conf, &scratch, path))
		warn_missing(host_check, key, path, strerror(err));
}

static void check_interpreter(struct host_check *host_check, enum conf_key key,
			      const char *path)
{
	char name[256], why[400];

	switch (interpreter_look(path, name, sizeof name)) {
	case INTERPRETER_FINE: return;
	case INTERPRETER_MISSING:
		snprintf(why, sizeof why, "its interpreter %s is missing", name);
		break;
	case INTERPRETER_CR:
		snprintf(why, sizeof why,
			 "its first line ends with a carriage return (CRLF), which the "
			 "kernel takes for a part of the interpreter's name %s",
			 name);
		break;
	}
	warn_missing(host_check, key, path, why);
}

static void check_program(struct host_check *host_check, enum conf_key key,
			  const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		warn_absent(host_check, key, path, errno);
	else if (!S_ISREG(st.st_mode))
		warn_missing(host_check, key, path, "is not a file");
	else if ((st.st_mode & 0111) == 0)
		warn_missing(host_check, key, path,
			     "is not executable; chmod +x makes it so");
	else
		check_interpreter(host_check, key, path);
}

/* Returns true if [container] may set a different PATH for its services. */
static bool container_sets_path(const struct host_check *host_check)
{
	const struct conf_section *container = conf_container(host_check->conf);
	size_t count = 0;
	char *const *words = NULL;

	if (!container)
		return false;
	if (conf_is_set(container, CONF_CONTAINER_ENV_FILE))
		return true;
	words = conf_words(container, CONF_CONTAINER_ENVIRONMENT, &count);
	for (size_t i = 0; i < count; i++) {
		if (strncmp(words[i], "PATH=", 5) == 0)
			return true;
	}
	return false;
}

/* Returns the PATH of the service, or NULL if it is known only at start. */
static const char *service_path(const struct host_check *host_check)
{
	struct conf_entry_iter each =
		conf_entries_begin(host_check->section, CONF_SERVICE_ENVIRONMENT);
	struct conf_scratch scratch = { .base = host_check->scratch_memory,
					.size = SCRATCH_BYTES / 2 };
	const char *found = NULL;
	struct conf_value value;
	char why[256];

	if (conf_is_set(host_check->section, CONF_SERVICE_ENV_FILE) ||
	    conf_is_set(host_check->section, CONF_SERVICE_ENV_DIR) ||
	    conf_is_set(host_check->section, CONF_SERVICE_ENV_FROM_FILE) ||
	    conf_is_dynamic(host_check->section, CONF_SERVICE_ENVIRONMENT) ||
	    container_sets_path(host_check))
		return NULL;
	while (conf_entries_next(&each, NULL, &scratch, &value, &TEXT(why)) > 0) {
		for (size_t i = 0; i < value.word_count; i++) {
			if (strncmp(value.words[i], "PATH=", 5) == 0)
				found = value.words[i] + 5;
		}
	}
	for (char *const *cursor = host_check->environment; !found && cursor && *cursor;
	     cursor++) {
		if (strncmp(*cursor, "PATH=", 5) == 0 &&
		    !conf_bool(host_check->section, CONF_SERVICE_ENV_CLEAR))
			found = *cursor + 5;
	}
	return found ? found : DEFAULT_PATH;
}

/* Joins the first directory of `path` and `name` in file[]. Returns the rest of `path`, or
 * NULL after the last directory. */
static const char *next_path_entry(const char *path, const char *name, char *file,
				   size_t size)
{
	size_t len = strcspn(path, ":");

	snprintf(file, size, "%.*s/%s", (int)(len ? len : 1), len ? path : ".", name);
	return path[len] == ':' ? path + len + 1 : NULL;
}

static void check_program_in_path(struct host_check *host_check, enum conf_key key,
				  const char *name)
{
	struct conf_scratch scratch = { .base = host_check->scratch_memory,
					.size = SCRATCH_BYTES / 2 };
	const char *path = service_path(host_check);
	char file[4096];

	if (!path)
		return;
	for (const char *cursor = path; cursor;) {
		struct stat st;

		cursor = next_path_entry(cursor, name, file, sizeof file);
		if (stat(file, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 0111)) {
			check_program(host_check, key, file);
			return;
		}
	}
	for (const char *cursor = path; cursor;) {
		cursor = next_path_entry(cursor, name, file, sizeof file);
		if (path_is_volatile(file) ||
		    path_is_made_by_config(host_check->conf, &scratch, file))
			return;
	}
	warn_missing(host_check, key, name, "no such program in PATH");
}

static void check_words(struct host_check *host_check, enum conf_key key,
			char *const *words)
{
	const char *word = words[0];

	if (key == CONF_SERVICE_RELOAD && !words[1] && word[0] != '/')
		return; /* the word is a signal */
	if (key == CONF_SERVICE_READY || key == CONF_SERVICE_HEALTH ||
	    key == CONF_SERVICE_WHEN || key == CONF_SERVICE_WAIT_FOR) {
		while (*words && strncmp(*words + (**words == '!'), "exec:", 5) != 0)
			words++;
		if (!*words)
			return;
		word = *words + (**words == '!') + 5;
	} else if (key != CONF_SERVICE_COMMAND) {
		word += strspn(word, "+-");
	}
	if (path_is_volatile(word))
		return;
	if (word[0] == '/')
		check_program(host_check, key, word);
	else if (!strchr(word, '/'))
		check_program_in_path(host_check, key, word);
}

static void check_path(struct host_check *host_check, enum conf_key key, enum kind kind,
		       const char *word)
{
	struct stat st;

	if (word[0] == '-')
		return; /* the file is optional */
	if (kind == IS_VARIABLE_FILE)
		word += conf_assignment_name(word) + 1;
	if (word[0] != '/' || path_is_volatile(word))
		return;
	if (stat(word, &st) < 0) {
		/* A directory of scripts is optional. */
		if (key != CONF_SERVICE_SCRIPTS || errno != ENOENT)
			warn_absent(host_check, key, word, errno);
	} else if (kind == IS_DIRECTORY && !S_ISDIR(st.st_mode)) {
		warn_missing(host_check, key, word, "is not a directory");
	}
}

static void check_key(struct host_check *host_check, enum conf_key key, enum kind kind)
{
	struct conf_entry_iter each = conf_entries_begin(host_check->section, key);
	struct conf_scratch scratch = { .base = host_check->scratch_memory +
						SCRATCH_BYTES / 2,
					.size = SCRATCH_BYTES / 2 };
	struct conf_value value;
	char why[256];

	if (!conf_is_set(host_check->section, key) ||
	    conf_is_dynamic(host_check->section, key))
		return;
	while (conf_entries_next(&each, NULL, &scratch, &value, &TEXT(why)) > 0) {
		if (kind == IS_PROGRAM && value.word_count > 0)
			check_words(host_check, key, value.words);
		for (size_t i = 0; kind != IS_PROGRAM && i < value.word_count; i++)
			check_path(host_check, key, kind, value.words[i]);
		scratch.used = 0;
	}
}

static void check_ids(struct host_check *host_check, enum conf_key key, const char *user,
		      char *const *groups)
{
	size_t count;
	struct ids_files files = { IDS_PASSWD, IDS_GROUP, NULL,
				   conf_words(conf_init(host_check->conf),
					      CONF_INIT_MAP_USER, &count) };
	struct conf_scratch scratch = { .base = host_check->scratch_memory,
					.size = SCRATCH_BYTES / 2 };
	char why[256];
	const struct ids_request request = { user, groups, getuid(), getgid() };
	struct ids ids;

	if (ids_find(&files, &request, &scratch, &ids, &TEXT(why)) < 0)
		warn_missing(host_check, key, user[0] ? user : groups[0], why);
}

static void check_user(struct host_check *host_check)
{
	size_t count;
	const char *user = conf_text(host_check->section, CONF_SERVICE_USER);
	char *const *groups = conf_words(host_check->section, CONF_SERVICE_GROUPS, &count);

	if (conf_is_dynamic(host_check->section, CONF_SERVICE_USER) ||
	    conf_is_dynamic(host_check->section, CONF_SERVICE_GROUPS))
		return;
	if (!conf_is_set(host_check->section, CONF_SERVICE_USER) || !user)
		user = "";
	if (user[0] || count > 0)
		check_ids(host_check, user[0] ? CONF_SERVICE_USER : CONF_SERVICE_GROUPS,
			  user, count > 0 ? groups : NULL);
}

/* Checks that the owners of the directories in the key `dirs` exist. */
static void check_owners(struct host_check *host_check)
{
	struct conf_entry_iter each =
		conf_entries_begin(host_check->section, CONF_SERVICE_DIRS);
	struct conf_scratch scratch = { .base = host_check->scratch_memory +
						SCRATCH_BYTES / 2,
					.size = SCRATCH_BYTES / 2 };
	struct conf_value value;
	struct conf_dir dir;
	char user[256], why[256];

	if (conf_is_dynamic(host_check->section, CONF_SERVICE_DIRS))
		return;
	while (conf_entries_next(&each, NULL, &scratch, &value, &TEXT(why)) > 0) {
		for (size_t i = 0; i < value.word_count; i++) {
			if (!conf_dir(value.words[i], &dir) || !dir.user ||
			    dir.user_len >= sizeof user)
				continue;
			snprintf(user, sizeof user, "%.*s", (int)dir.user_len, dir.user);
			check_ids(host_check, CONF_SERVICE_DIRS, user, NULL);
		}
		scratch.used = 0;
	}
}

static void check_section(struct host_check *host_check, const struct conf_section *section)
{
	if (conf_instance(section) > 1)
		return;
	host_check->section = section;
	check_user(host_check);
	check_owners(host_check);
	for (size_t i = 0; i < ARRAY_LEN(checked_keys); i++)
		check_key(host_check, checked_keys[i].key, checked_keys[i].kind);
}

size_t check_host(const struct conf *conf, char *const *environment)
{
	struct host_check host_check = { .conf = conf, .environment = environment };
	const struct conf_section *container = conf_container(conf);

	if (container && conf_is_set(container, CONF_CONTAINER_ROOTFS) &&
	    access(conf_text(container, CONF_CONTAINER_ROOTFS), F_OK) == 0)
		fprintf(stderr, "ctinit: --here looks at this system, not into the rootfs "
				"of [container]: for that use ctinit run --rootfs ROOT -- "
				"ctinit check --here FILE\n");
	host_check.scratch_memory = malloc(SCRATCH_BYTES);
	if (!host_check.scratch_memory) {
		fprintf(stderr, "ctinit: check --here: out of memory\n");
		return 1;
	}
	for (size_t i = 0; i < conf_setup_count(conf); i++)
		check_section(&host_check, conf_setup(conf, i));
	for (size_t i = 0; i < conf_service_count(conf); i++)
		check_section(&host_check, conf_service(conf, i));
	free(host_check.scratch_memory);
	return host_check.missing;
}

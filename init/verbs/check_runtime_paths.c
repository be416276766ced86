/* init/verbs/check_runtime_paths.c - recognizes paths that exist only at run time. */
#include "init/verbs/check_runtime_paths.h"

#include <string.h>

static bool is_at_or_below(const char *path, const char *front)
{
	size_t len = strlen(front);

	return strncmp(path, front, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

bool path_is_volatile(const char *path)
{
	static const char *const dirs[] = { "/run", "/var/run", "/tmp",    "/proc",
					    "/sys", "/dev",     "/var/tmp" };

	for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
		if (is_at_or_below(path, dirs[i]))
			return true;
	}
	return false;
}

/* Returns true if `path` equals or is below the directory in the first `len` bytes of
 * `word`. */
static bool is_below_word(const char *path, const char *word, size_t len)
{
	while (len > 1 && word[len - 1] == '/')
		len--;
	return len > 1 && strncmp(path, word, len) == 0 &&
	       (path[len] == '\0' || path[len] == '/');
}

/* Returns true if `path` is one of the paths of the key, or lies below one. Of SRC:DST,
 * DST counts. */
static bool key_names_path(const struct conf_section *section, enum conf_key key,
			   struct conf_scratch *scratch, const char *path)
{
	struct conf_entry_iter each = conf_entries_begin(section, key);
	struct conf_value value;
	char why[256];

	while (conf_entries_next(&each, NULL, scratch, &value, &TEXT(why)) > 0) {
		for (size_t i = 0; i < value.word_count; i++) {
			const char *word = value.words[i], *colon = strchr(word, ':');

			if (key == CONF_CONTAINER_VOLUME && colon)
				word = colon + 1;
			if (is_below_word(path, word, strcspn(word, ":")))
				return true;
		}
		scratch->used = 0;
	}
	return false;
}

bool path_is_made_by_config(const struct conf *conf, struct conf_scratch *scratch,
			    const char *path)
{
	const struct conf_section *container = conf_container(conf);

	if (container && (key_names_path(container, CONF_CONTAINER_VOLUME, scratch, path) ||
			  key_names_path(container, CONF_CONTAINER_TMPFS, scratch, path)))
		return true;
	for (size_t i = 0; i < conf_setup_count(conf); i++) {
		if (key_names_path(conf_setup(conf, i), CONF_SERVICE_DIRS, scratch, path))
			return true;
	}
	for (size_t i = 0; i < conf_service_count(conf); i++) {
		if (key_names_path(conf_service(conf, i), CONF_SERVICE_DIRS, scratch, path))
			return true;
	}
	return false;
}

/* conf/lang/validate.c - checks the words of a key by its own rules. Pure. */
#include "conf/lang/validate.h"

#include "conf/base/capability.h"
#include "conf/base/mount_path.h"
#include "conf/base/number.h"
#include "conf/base/text.h"
#include "conf/lang/name_syntax.h"
#include "conf/lang/probe_syntax.h"
#include "conf/lang/signal_action.h"
#include "conf/lang/word_syntax.h"

#include <limits.h>
#include <string.h>

static bool is_absolute(const char *word)
{
	return word[0] == '/';
}

static bool is_absolute_or_off(const char *word)
{
	return strcmp(word, "off") == 0 || is_absolute(word);
}

static bool is_file_path(const char *word)
{
	return word[0] == '/' && word[strlen(word) - 1] != '/';
}

static bool is_env_file(const char *word)
{
	word += word[0] == '-';
	return word[0] == '/';
}

static bool is_host_env_file(const char *word)
{
	return word[word[0] == '-'] != '\0';
}

static bool is_variable(const char *word)
{
	return word[0] != '\0' && !strchr(word, '=');
}

static bool is_assignment(const char *word)
{
	return conf_assignment_name(word) > 0;
}

static bool is_from_file(const char *word)
{
	size_t len = conf_assignment_name(word + (word[0] == '-'));

	return len > 0 && word[(word[0] == '-') + len + 1] == '/';
}

/* Refuses a mask that takes the read permission from the owner: it is probably a mode
 * (0755). */
static bool is_umask(const char *word)
{
	int64_t mask;

	return !number_parse_octal(word, &mask) || (mask & 0400) == 0;
}

static bool is_listed(const char *const *list, const char *word, size_t len)
{
	for (; *list; list++) {
		if (strlen(*list) == len && strncmp(*list, word, len) == 0)
			return true;
	}
	return false;
}

/* Checks options like "a,b=c". Each must be in `flags`, or be NAME=VALUE with NAME in
 * `values`. */
static bool are_options(const char *pos, const char *const *flags,
			const char *const *values)
{
	while (*pos != '\0') {
		size_t len = strcspn(pos, ","), name = strcspn(pos, "=,");

		if (!(name == len && is_listed(flags, pos, len)) &&
		    !(name + 1 < len && is_listed(values, pos, name)))
			return false;
		pos += len;
		if (*pos == ',' && *++pos == '\0')
			return false;
	}
	return true;
}

/* Returns true if the text up to the next colon is a valid mount point. */
static bool is_mount_point(const char *word)
{
	char path[PATH_MAX];

	return text_copy(&TEXT(path), word, strcspn(word, ":")) &&
	       !mount_path_normalize(path);
}

static bool has_option(const char *pos, const char *word)
{
	for (size_t len; pos[0] != '\0'; pos += len + (pos[len] == ',')) {
		len = strcspn(pos, ",");
		if (len == strlen(word) && strncmp(pos, word, len) == 0)
			return true;
	}
	return false;
}

static bool is_volume(const char *word)
{
	static const char *const flags[] = { "ro", "rw", "noexec", "nosymfollow", NULL };
	static const char *const none[] = { NULL };
	const char *to = strchr(word, ':');
	const char *rest = to ? strchr(to + 1, ':') : NULL;

	/* ro and rw contradict each other. */
	if (rest && has_option(rest + 1, "ro") && has_option(rest + 1, "rw"))
		return false;
	return to && to != word && is_mount_point(to + 1) &&
	       (!rest || (rest[1] != '\0' && are_options(rest + 1, flags, none)));
}

static bool is_tmpfs_option(const char *pos, size_t len)
{
	char text[32];
	int64_t n;

	if (!text_copy(&TEXT(text), pos, len))
		return false;
	if (strncmp(text, "size=", 5) == 0)
		return number_parse_size(text + 5, &n) && n > 0;
	return strncmp(text, "mode=", 5) == 0 && number_parse_octal(text + 5, &n);
}

static bool is_tmpfs(const char *word)
{
	const char *pos = strchr(word, ':');

	if (!is_mount_point(word))
		return false;
	for (; pos; pos = pos[strcspn(pos, ",")] == ',' ? pos + strcspn(pos, ",") : NULL) {
		pos++;
		if (!is_tmpfs_option(pos, strcspn(pos, ",")))
			return false;
	}
	return true;
}

static bool is_overlay(const char *word)
{
	return strcmp(word, "no") == 0 || strcmp(word, "tmpfs") == 0 || strchr(word, '/');
}

static bool is_namespace(const char *word)
{
	static const char *const names[] = { "pid", "mount", "uts", "ipc", "cgroup", NULL };

	if (word[0] == '-') /* the pid and mount namespaces cannot be removed */
		return is_listed(names + 2, word + 1, strlen(word + 1));
	return is_listed(names, word, strlen(word));
}

static bool is_user_map(const char *word)
{
	uint32_t id[3];

	if (strcmp(word, "auto") == 0 || strcmp(word, "host") == 0)
		return true;
	for (size_t i = 0; i < 3; i++) {
		size_t len = strcspn(word, ":");
		char text[16];

		if ((word[len] == ':') != (i < 2) || !text_copy(&TEXT(text), word, len) ||
		    !number_parse_id(text, &id[i]))
			return false;
		word += len + 1;
	}
	return id[0] == 0 && id[2] > 0 && (uint64_t)id[1] + id[2] <= UINT32_MAX;
}

static bool is_network(const char *word)
{
	return strcmp(word, "host") == 0 || strcmp(word, "none") == 0;
}

/* hostname(7): letters, digits and hyphens in labels; at most 64 bytes, gethostname(2). */
static bool is_host_name(const char *word)
{
	size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

	return len > 0 && len <= 64 && word[len] == '\0' && word[0] != '-' &&
	       word[0] != '.';
}

static bool is_capability(const char *word)
{
	if (strcmp(word, "default") == 0 || strcmp(word, "none") == 0)
		return true;
	return (word[0] == '+' || word[0] == '-') && capability_parse(word + 1) >= 0 &&
	       word[1 + strcspn(word + 1, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

static bool is_user(const char *word)
{
	return user_is_valid(word, strlen(word));
}

static bool is_condition(const char *word)
{
	struct conf_when ignored;

	return when_parse(word, &ignored);
}

static bool is_wait_for(const char *word)
{
	enum conf_ready_kind kind;
	const char *rest;

	return conf_wait_for(word, &kind, &rest);
}

static bool is_dir(const char *word)
{
	struct conf_dir ignored;

	return conf_dir(word, &ignored);
}

static bool is_map_user(const char *word)
{
	struct conf_map_user ignored;

	return conf_map_user(word, &ignored) || conf_map_nothing(word);
}

static bool is_signal_action(const char *word)
{
	struct signal_word ignored;

	return signal_word_parse(word, &ignored);
}

static bool is_removable(const char *word)
{
	return path_is_valid(word, strlen(word));
}

static bool is_group(const char *word)
{
	return user_or_group_is_valid(word, strlen(word));
}

static bool is_edge(const char *word)
{
	return reference_is_valid(word);
}

static bool is_container_name(const char *word)
{
	return name_is_valid(word);
}

/* clang-format off */
static const struct rule {
	bool (*is_valid)(const char *word);
	const char *expected;
} rules[CONF_KEY_COUNT] = {
	[CONF_CONTAINER_NAME] = { is_container_name,
	  "a name: a-z 0-9 _ . -, at most 32 characters, a letter or digit first" },
	[CONF_CONTAINER_OVERLAY] = { is_overlay, "no, tmpfs or a directory (with a / in it)" },
	[CONF_CONTAINER_NAMESPACES] = { is_namespace,
	  "pid, mount, uts, ipc or cgroup; -uts, -ipc or -cgroup to remove one" },
	[CONF_CONTAINER_USER_MAP] = { is_user_map, "auto, host or 0:OUTSIDE:COUNT" },
	[CONF_CONTAINER_VOLUME] = { is_volume,
	  "SRC:/DST or SRC:/DST:OPTIONS (ro or rw, noexec, nosymfollow), /DST not /, /proc, /sys or /dev" },
	[CONF_CONTAINER_TMPFS] = { is_tmpfs,
	  "/PATH or /PATH:size=SIZE,mode=MODE, /PATH not /, /proc, /sys or /dev" },
	[CONF_CONTAINER_NETWORK] = { is_network, "host or none" },
	[CONF_CONTAINER_HOSTNAME] = { is_host_name,
	  "a host name: letters, digits, - and ., at most 64" },
	[CONF_CONTAINER_DOMAINNAME] = { is_host_name,
	  "a domain name: letters, digits, - and ., at most 64" },
	[CONF_CONTAINER_ENVIRONMENT] = { is_assignment, "NAME=VALUE" },
	[CONF_CONTAINER_ENV_FILE] = { is_host_env_file, "a path" },
	[CONF_CONTAINER_ENV_INHERIT] = { is_variable, "the name of a variable" },
	[CONF_CONTAINER_CAPABILITIES] = { is_capability,
	  "default, none, +NAME or -NAME with a NAME of capabilities(7), upper case" },
	[CONF_SERVICE_UMASK] = { is_umask,
	  "the bits that new files do not get, not a mode (022 gives 644 and 755; 077 gives 600 and 700)" },
	[CONF_INIT_TERMINATION_LOG] = { is_absolute_or_off, "off or an absolute path" },
	[CONF_SERVICE_DIRECTORY] = { is_absolute, "an absolute path" },
	[CONF_SERVICE_USER] = { is_user, "USER, USER:GROUP, :GROUP or numbers up to 4294967294" },
	[CONF_SERVICE_GROUPS] = { is_group, "names of groups or numbers up to 4294967294" },
	[CONF_SERVICE_ENVIRONMENT] = { is_assignment, "NAME=VALUE" },
	[CONF_SERVICE_ENV_FILE] = { is_env_file,
	  "an absolute path, with - in front if it may be missing" },
	[CONF_SERVICE_ENV_DIR] = { is_env_file,
	  "an absolute path, with - in front if it may be missing" },
	[CONF_SERVICE_ENV_FROM_FILE] = { is_from_file,
	  "NAME=/PATH, with - in front if it may be missing" },
	[CONF_SERVICE_ENV_UNSET] = { is_variable, "the name of a variable" },
	[CONF_SERVICE_SCRIPTS] = { is_absolute, "an absolute path" },
	[CONF_SERVICE_PID_FILE] = { is_absolute, "an absolute path" },
	[CONF_SERVICE_LOG_FILE] = { is_file_path, "an absolute path of a file" },
	[CONF_SERVICE_LOG_FOLLOW] = { is_file_path, "absolute paths of files" },
	[CONF_SERVICE_WHEN] = { is_condition,
	  "NAME, !NAME, NAME=VALUE|VALUE, NAME!=VALUE, file:/PATH or exec:COMMAND" },
	[CONF_SERVICE_DIRS] = { is_dir,
	  "/PATH or /PATH:mode=MODE,user=USER[:GROUP],recursive, without .." },
	[CONF_SERVICE_REMOVE] = { is_removable, "absolute paths, without .." },
	[CONF_SERVICE_WAIT_FOR] = { is_wait_for,
	  "tcp:HOST:PORT, unix:/PATH, http://HOST[:PORT][/PATH], file:/PATH or exec:COMMAND" },
	[CONF_INIT_MAP_USER] = { is_map_user, "NAME:UID:GID, the ids up to 4294967294, or NAME:: to leave the user as it is" },
	[CONF_INIT_SIGNALS] = { is_signal_action,
	  "SIGNAL:ACTION; actions are shutdown, reload, reopen, dump, ignore and "
	  "forward:SERVICE[:SIGNAL]" },
	[CONF_SERVICE_GROUP] = { name_is_valid,
	  "names without @: a-z 0-9 _ . -, at most 32 characters, a letter or digit first" },
	[CONF_INIT_START] = { is_edge, "all, or names of services, NAME@N or @GROUP" },
	[CONF_SERVICE_NEEDS] = { is_edge, "names of services, NAME@N or @GROUP" },
	[CONF_SERVICE_WANTS] = { is_edge, "names of services, NAME@N or @GROUP" },
	[CONF_SERVICE_AFTER] = { is_edge, "names of services, NAME@N or @GROUP" },
	[CONF_SERVICE_BEFORE] = { is_edge, "names of services, NAME@N or @GROUP" },
};
/* clang-format on */

const char *validate_word(enum conf_key key, const char *word)
{
	return !rules[key].is_valid || rules[key].is_valid(word) ? NULL
								 : rules[key].expected;
}

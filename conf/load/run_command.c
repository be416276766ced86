/* conf/load/run_command.c - makes the service for a command line, and loads `run --
 * CMD`. */
#include "conf/load/run_command.h"

#include "conf/check/check.h"
#include "conf/load/load.h"

#include <errno.h>

void command_set(struct conf *conf, struct conf_section *section, enum conf_key key,
		 char *const *words)
{
	struct entry *entry = entry_add(conf, section, key);
	size_t count = 0;

	if (!entry)
		return;
	while (words[count])
		count++;
	entry->words = words_copy(conf, words, count);
	entry->count = (uint32_t)count;
	entry->file = CONF_SYNTHETIC;
}

void command_set_word(struct conf *conf, struct conf_section *section, enum conf_key key,
		      const char *word)
{
	command_set(conf, section, key, (char *[]){ (char *)(uintptr_t)word, NULL });
}

struct conf_section *command_add(struct conf *conf, const char *name, char *const *argv,
				 bool input)
{
	struct conf_section *section =
		section_add(conf, CONF_SERVICE, name, CONF_SYNTHETIC, 0);

	if (!section)
		return NULL;
	command_set(conf, section, CONF_SERVICE_COMMAND, argv);
	command_set_word(conf, section, CONF_SERVICE_MAIN, "yes");
	command_set_word(conf, section, CONF_SERVICE_RESTART, "never");
	if (input)
		command_set_word(conf, section, CONF_SERVICE_STDIN, "inherit");
	command_set_word(conf, section, CONF_SERVICE_STDOUT, "inherit");
	command_set_word(conf, section, CONF_SERVICE_STDERR, "inherit");
	return section;
}

/* Returns true for keys that prepare, check or order services. The command after -- does
 * not inherit them from [defaults]. */
static bool is_of_services(enum conf_key key)
{
	static const enum conf_key keys[] = {
		CONF_SERVICE_TYPE,     CONF_SERVICE_PID_FILE,      CONF_SERVICE_WHEN,
		CONF_SERVICE_ENABLED,  CONF_SERVICE_AUTOSTART,     CONF_SERVICE_GROUP,
		CONF_SERVICE_DIRS,     CONF_SERVICE_REMOVE,        CONF_SERVICE_WAIT_FOR,
		CONF_SERVICE_READY,    CONF_SERVICE_START_DELAY,   CONF_SERVICE_PRE_START,
		CONF_SERVICE_PRE_STOP, CONF_SERVICE_POST_STOP,     CONF_SERVICE_RELOAD,
		CONF_SERVICE_HEALTH,   CONF_SERVICE_START_TIMEOUT,
	};

	return conf_key_is_one_of(key, keys, ARRAY_LEN(keys));
}

/* `run FILE CMD` inherits the keys that setups inherit: the directory, the environment and
 * the log keys. `run -- CMD` also inherits the user, the limits, the stop keys and all
 * others not in is_of_services(). */
void command_reset_defaults(struct conf *conf, struct conf_section *section,
			    bool like_setup)
{
	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		const struct conf_key_info *info = conf_key_info((enum conf_key)key);
		bool clear = like_setup ? !info->for_setup : is_of_services(key);
		struct entry *entry;

		if (!clear || !info->in_defaults ||
		    (!info->accumulates && entry_scalar(section, key)) ||
		    !conf_is_set(&conf->defaults, key))
			continue;
		entry = entry_add(conf, section, key);
		if (!entry)
			return;
		entry->file = CONF_SYNTHETIC;
		entry_reset(section, entry);
	}
}

int command_finish(struct conf *conf)
{
	if (conf_finalize(conf) == 0)
		conf_check(conf);
	if (conf->arena.failed)
		return -ENOMEM;
	return conf->errors > 0 ? -EINVAL : 0;
}

int conf_load_command(const struct conf *base, char *const *argv, struct conf **ret)
{
	struct conf *conf = conf_alloc();
	struct conf_section *section;

	*ret = conf;
	if (!conf)
		return -ENOMEM;
	if (base)
		copy_shared(conf, base, true);
	section = command_add(conf, "main", argv, true);
	if (section)
		command_reset_defaults(conf, section, false);
	return command_finish(conf);
}

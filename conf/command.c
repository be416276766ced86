/* conf/command.c - `run -- CMD` as a configuration of one service. */
#include "conf/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_edge(unsigned key)
{
	return key == CONF_SERVICE_NEEDS || key == CONF_SERVICE_WANTS ||
	       key == CONF_SERVICE_AFTER || key == CONF_SERVICE_BEFORE;
}

static void copy_entry(struct conf *conf, struct conf_section *to, const struct entry *from)
{
	struct entry *made, *next;

	if (from->merged || is_edge(from->key))
		return;
	made = entry_add(conf, to, (enum conf_key)from->key);
	if (!made)
		return;
	next = made->next;
	*made = *from;
	made->next = next;
	if (from->dynamic)
		made->raw = arena_copy(&conf->arena, from->raw, from->count);
	else if (from->count > 0)
		made->words = words_keep(conf, from->words, from->count);
}

static void copy_section(struct conf *conf, struct conf_section *to,
			 const struct conf_section *from)
{
	const struct entry *last = from->adds;

	for (const struct entry *at = from->singles; at; at = at->next)
		copy_entry(conf, to, at);
	for (const struct entry *at = last ? last->next : NULL; at;
	     at = at == last ? NULL : at->next)
		copy_entry(conf, to, at);
}

static void copy_files(struct conf *conf, const struct conf *base)
{
	conf->files = calloc(base->file_count + 1, sizeof *conf->files);
	if (!conf->files) {
		conf->arena.failed = true;
		return;
	}
	for (size_t i = 0; i < base->file_count; i++)
		conf->files[i] =
			arena_copy(&conf->arena, base->files[i], strlen(base->files[i]));
	conf->file_count = base->file_count;
}

static void set(struct conf *conf, struct conf_section *section, enum conf_key key,
		char *const *words)
{
	struct entry *entry = entry_add(conf, section, key);
	size_t count = 0;

	if (!entry)
		return;
	while (words[count])
		count++;
	entry->words = words_keep(conf, words, count);
	entry->count = (uint32_t)count;
	entry->file = CONF_MADE;
}

int conf_load_command(const struct conf *base, char *const *argv, struct conf **ret)
{
	static char inherit[] = "inherit", yes[] = "yes", never[] = "never";
	struct conf *conf = conf_make();
	struct conf_section *section;

	*ret = conf;
	if (!conf)
		return -ENOMEM;
	if (base) {
		copy_files(conf, base);
		copy_section(conf, &conf->init, &base->init);
		copy_section(conf, &conf->container, &base->container);
		copy_section(conf, &conf->defaults, &base->defaults);
		conf->has_container = base->has_container;
	}
	section = conf_add_section(conf, CONF_SERVICE, "main", CONF_MADE, 0);
	if (section) {
		set(conf, section, CONF_SERVICE_COMMAND, argv);
		set(conf, section, CONF_SERVICE_MAIN, (char *[]){ yes, NULL });
		set(conf, section, CONF_SERVICE_RESTART, (char *[]){ never, NULL });
		set(conf, section, CONF_SERVICE_STDIN, (char *[]){ inherit, NULL });
		set(conf, section, CONF_SERVICE_STDOUT, (char *[]){ inherit, NULL });
		set(conf, section, CONF_SERVICE_STDERR, (char *[]){ inherit, NULL });
	}
	if (conf_finish(conf) == 0)
		conf_check(conf);
	if (conf->arena.failed)
		return -ENOMEM;
	return conf->errors > 0 ? -EINVAL : 0;
}

/* conf/load/load.c - loads a configuration from files and --set. */
#include "conf/load/load.h"

#include "conf/check/check.h"
#include "conf/lang/migration_hints.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Returns the section of a --set, or NULL. A name without a kind is a
 * service: web.user. */
static struct conf_section *set_section(struct conf *conf, const char *name)
{
	struct conf_section *section = section_of_name(conf, name);
	enum conf_section_kind kind = CONF_SERVICE;

	if (section)
		return section == &conf->include ? NULL : section;
	section_has_name(name, &kind, &name);
	return section_find(kind == CONF_SETUP ? &conf->setups : &conf->services, name);
}

/* Applies one --set SECTION.KEY=VALUE. */
static void apply_set(struct load *load, const char *set, unsigned index)
{
	const char *equals = strchr(set, '='), *dot = NULL, *hint;
	struct conf_section *section;
	char name[128], buf[64];
	enum conf_key key, near;

	for (const char *pos = set; equals && pos < equals; pos++)
		dot = *pos == '.' ? pos : dot;
	if (!equals || !dot || dot == set || (size_t)(equals - set) >= sizeof name) {
		file_error(load->conf, CONF_FROM_CLI, index,
			   "expected SECTION.KEY=VALUE; for example web.user=www-data");
		return;
	}
	memcpy(name, set, (size_t)(equals - set));
	name[dot - set] = name[equals - set] = '\0';
	section = set_section(load->conf, name);
	if (!section) {
		file_error(load->conf, CONF_FROM_CLI, index,
			   "no such section; expected init, container, defaults, "
			   "setup:NAME "
			   "or a service's name");
		return;
	}
	key = conf_key_find((enum conf_section_kind)section->kind, name + (dot - set) + 1);
	if (key == CONF_KEY_COUNT) {
		hint = hint_for_key((enum conf_section_kind)section->kind,
				    name + (dot - set) + 1, buf, sizeof buf, &near);
		file_error(load->conf, CONF_FROM_CLI, index, "no such key; %s",
			   hint ? hint : "see `ctinit keys`");
		return;
	}
	if (strpbrk(equals + 1, "\n\r"))
		file_error(load->conf, CONF_FROM_CLI, index, "a value is one line");
	else
		load_value(load, section,
			   &(struct raw_value){ key, index, equals + 1,
						strlen(equals + 1) });
}

int conf_load(const struct conf_source *source, struct conf **ret)
{
	struct conf *conf = conf_alloc();
	struct load load = { .conf = conf, .source = source };

	*ret = conf;
	if (!conf) {
		if (source->file)
			fclose(source->file);
		return -ENOMEM;
	}
	conf->serialized = source->serialized;
	conf->sets = source->sets;
	if (source->no_file)
		(void)load_add_file(&load, source->path, &load.file);
	else
		load_file(&load, source->path, source->file, 0, 0);
	load.file = CONF_FROM_CLI;
	for (unsigned i = 0; source->sets && source->sets[i]; i++)
		apply_set(&load, source->sets[i], i);
	if (conf_finalize(conf) == 0)
		conf_check(conf);
	conf->sets = NULL;
	free(load.scratch);
	for (size_t i = 0; i < load.real_count; i++)
		free(load.real_paths[i]);
	free(load.real_paths);
	if (conf->arena.failed) {
		file_error(conf, 0, 0, "out of memory");
		conf->errors += conf->errors == 0;
		return -ENOMEM;
	}
	return conf->errors > 0 ? -EINVAL : 0;
}

/* conf/load/command.c - a command in the place of the services, or beside them: `run -- CMD`
 * and the words after the file. A configuration is never changed: a copy is made. */
#include "conf/lang/words.h"
#include "conf/model/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Keys of [defaults] that name services. */
static bool names_services(unsigned key)
{
	return key == CONF_SERVICE_NEEDS || key == CONF_SERVICE_WANTS ||
	       key == CONF_SERVICE_AFTER || key == CONF_SERVICE_BEFORE ||
	       key == CONF_SERVICE_ON_FAILED;
}

/* Without services, signals can go to none. */
static void drop_forwards(struct entry *entry)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < entry->count; i++) {
		if (!strstr(entry->words[i], ":forward:"))
			entry->words[kept++] = entry->words[i];
	}
	entry->words[kept] = NULL;
	entry->count = kept;
	entry->cleared |= kept == 0;
}

/* `alone`: the services are not there. */
static void copy_entry(struct conf *conf, struct conf_section *to, const struct entry *from,
		       bool alone)
{
	struct entry *made, *next;

	if (from->merged ||
	    (alone && (from->key == CONF_INIT_START ||
		       (to == &conf->defaults && names_services(from->key)))))
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
	if (alone && from->key == CONF_INIT_SIGNALS && made->words && from->count > 0)
		drop_forwards(made);
}

static void copy_section(struct conf *conf, struct conf_section *to,
			 const struct conf_section *from, bool alone)
{
	const struct entry *last = from->adds;

	for (const struct entry *at = from->singles; at; at = at->next)
		copy_entry(conf, to, at, alone);
	for (const struct entry *at = last ? last->next : NULL; at;
	     at = at == last ? NULL : at->next)
		copy_entry(conf, to, at, alone);
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

static void copy_shared(struct conf *conf, const struct conf *base, bool alone)
{
	copy_files(conf, base);
	copy_section(conf, &conf->init, &base->init, alone);
	copy_section(conf, &conf->container, &base->container, alone);
	copy_section(conf, &conf->defaults, &base->defaults, alone);
	conf->has_container = base->has_container;
}

static void copy_list(struct conf *conf, const struct section_list *list, size_t count)
{
	for (size_t i = 0; i < count && !conf->arena.failed; i++) {
		const struct conf_section *from = list->at[i];
		struct conf_section *made;

		if (from->instance > 1)
			continue;
		made = conf_add_section(conf, (enum conf_section_kind)from->kind,
					from->base, from->file, from->line);
		if (made)
			copy_section(conf, made, from, false);
	}
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

static void set_word(struct conf *conf, struct conf_section *section, enum conf_key key,
		     const char *word)
{
	set(conf, section, key, (char *[]){ (char *)(uintptr_t)word, NULL });
}

/* The service that a command is. */
static struct conf_section *add_command(struct conf *conf, const char *name,
					char *const *argv, bool input)
{
	struct conf_section *section =
		conf_add_section(conf, CONF_SERVICE, name, CONF_MADE, 0);

	if (!section)
		return NULL;
	set(conf, section, CONF_SERVICE_COMMAND, argv);
	set_word(conf, section, CONF_SERVICE_MAIN, "yes");
	set_word(conf, section, CONF_SERVICE_RESTART, "never");
	if (input)
		set_word(conf, section, CONF_SERVICE_STDIN, "inherit");
	set_word(conf, section, CONF_SERVICE_STDOUT, "inherit");
	set_word(conf, section, CONF_SERVICE_STDERR, "inherit");
	return section;
}

/* What services wait for, prepare and prove before and while they run is no command's. */
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

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (keys[i] == key)
			return true;
	}
	return false;
}

/* Of [defaults] a command in a file's words takes what setups take, the environment; the
 * one behind -- its user, limits and stop too. */
static void clear_defaults(struct conf *conf, struct conf_section *section,
			   bool environment_only)
{
	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		const struct conf_key_info *info = conf_key_info((enum conf_key)key);
		bool clear = environment_only ? !info->for_setup : is_of_services(key);
		struct entry *entry;

		if (!clear || !info->in_defaults ||
		    (!info->adds && entry_single(section, key)) ||
		    !conf_is_set(&conf->defaults, key))
			continue;
		entry = entry_add(conf, section, key);
		if (!entry)
			return;
		entry->file = CONF_MADE;
		entry_clear(section, entry);
	}
}

static int finish(struct conf *conf)
{
	if (conf_finish(conf) == 0)
		conf_check(conf);
	if (conf->arena.failed)
		return -ENOMEM;
	return conf->errors > 0 ? -EINVAL : 0;
}

int conf_load_command(const struct conf *base, char *const *argv, struct conf **ret)
{
	struct conf *conf = conf_make();
	struct conf_section *section;

	*ret = conf;
	if (!conf)
		return -ENOMEM;
	if (base)
		copy_shared(conf, base, true);
	section = add_command(conf, "main", argv, true);
	if (section)
		clear_defaults(conf, section, false);
	return finish(conf);
}

/* ---- words after the file ---- */

/* The container's terminal, where this version gives it to a service. */
static void give_terminal(struct conf *conf, struct conf_section *section)
{
	if (conf_key_info(CONF_SERVICE_TERMINAL)->step == 0)
		set_word(conf, section, CONF_SERVICE_TERMINAL, "yes");
}

static int instead(struct conf *conf, const struct conf *base, char *const *words)
{
	struct conf_section *section;

	copy_shared(conf, base, true);
	copy_list(conf, &base->setups, base->setups.count);
	section = add_command(conf, "main", words, true);
	if (section) {
		give_terminal(conf, section);
		clear_defaults(conf, section, true);
	}
	return finish(conf);
}

static void copy_all(struct conf *conf, const struct conf *base)
{
	copy_shared(conf, base, false);
	copy_list(conf, &base->setups, base->setups.count);
	copy_list(conf, &base->services, base->services.count + base->disabled_count);
}

static bool input_is_taken(const struct conf *base)
{
	for (size_t i = 0; i < base->services.count; i++) {
		const struct conf_section *section = base->services.at[i];

		if (conf_bool(section, CONF_SERVICE_TERMINAL) ||
		    (!conf_is_dynamic(section, CONF_SERVICE_STDIN) &&
		     conf_number(section, CONF_SERVICE_STDIN) == STDIO_INHERIT))
			return true;
	}
	return false;
}

/* [init] start names it too. */
static void start_too(struct conf *conf, const char *name)
{
	const struct entry *old = entry_single(&conf->init, CONF_INIT_START);
	size_t count = old ? old->count : 0;
	char **words;

	if (count == 0)
		return;
	words = arena_get(&conf->arena, (count + 2) * sizeof *words);
	if (!words)
		return;
	memcpy(words, old->words, count * sizeof *words);
	words[count] = (char *)(uintptr_t)name;
	set(conf, &conf->init, CONF_INIT_START, words);
}

static int beside(struct conf *conf, const struct conf *base, char *const *words)
{
	bool input = !input_is_taken(base);
	struct conf_section *section;
	char name[16] = "main";

	copy_all(conf, base);
	for (unsigned n = 2; !conf->arena.failed && conf->services.count > 0 &&
			     *conf_slot(&conf->services, name) != 0;
	     n++)
		snprintf(name, sizeof name, "main-%u", n);
	section = add_command(conf, name, words, input);
	if (section) {
		if (input)
			give_terminal(conf, section);
		clear_defaults(conf, section, true);
		start_too(conf, section->name);
	}
	return finish(conf);
}

/* The service that options are for: the only main one, else the only one. */
static const struct conf_section *main_service(const struct conf *base, struct text *err)
{
	const struct conf_section *found = NULL, *only = NULL;
	size_t mains = 0, all = 0;

	for (size_t i = 0; i < base->services.count; i++) {
		const struct conf_section *section = base->services.at[i];

		if (section->instance > 1)
			continue;
		all++;
		only = section;
		if (conf_bool(section, CONF_SERVICE_MAIN)) {
			mains++;
			found = section;
		}
	}
	if (mains == 0 && all == 1)
		found = only;
	else if (mains != 1)
		found = NULL;
	if (!found && mains > 1)
		text_set(err, "%zu services have main = yes, and they are for one", mains);
	else if (!found)
		text_set(err,
			 "of %zu services none has main = yes to say which they are for; "
			 "options of run stand before the file",
			 all);
	else if (!entry_single(found, CONF_SERVICE_COMMAND)) {
		text_set(err, "[service:%s] has no command", found->base);
		found = NULL;
	}
	return found;
}

static void append_raw(struct conf *conf, struct entry *command, char *const *words)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out) {
		conf->arena.failed = true;
		return;
	}
	fprintf(out, "%s", command->raw);
	for (size_t i = 0; words[i]; i++) {
		fputc(' ', out);
		words_print(out, words[i]);
	}
	if (fclose(out) == 0)
		command->raw = arena_copy(&conf->arena, text, size);
	else
		conf->arena.failed = true;
	command->count = (uint32_t)size;
	free(text);
}

static void append_words(struct conf *conf, struct entry *command, char *const *words)
{
	size_t count = 0;
	char **all;

	while (words[count])
		count++;
	all = arena_get(&conf->arena, (command->count + count + 1) * sizeof *all);
	if (!all)
		return;
	memcpy(all, command->words, command->count * sizeof *all);
	memcpy(all + command->count, words, count * sizeof *all);
	command->words = words_keep(conf, all, command->count + count);
	command->count += (uint32_t)count;
}

static int append(struct conf *conf, const struct conf *base, char *const *words,
		  const char *name)
{
	struct entry *command;

	copy_all(conf, base);
	if (conf->arena.failed)
		return -ENOMEM;
	command = entry_single(conf->services.at[*conf_slot(&conf->services, name) - 1],
			       CONF_SERVICE_COMMAND);
	if (command->dynamic)
		append_raw(conf, command, words);
	else
		append_words(conf, command, words);
	return finish(conf);
}

int conf_load_arguments(const struct conf *base, char *const *words, struct conf **ret,
			bool *ret_instead, struct text *err)
{
	enum conf_arguments mode =
		(enum conf_arguments)conf_number(&base->init, CONF_INIT_ARGUMENTS);
	const struct conf_section *section = NULL;
	bool options = words[0][0] == '-';

	text_clear(err);
	*ret_instead = false;
	if (mode == ARGUMENTS_ERROR) {
		return text_fail(err, "the file says arguments = error");
	}
	if (words[0][0] == '\0') {
		return text_fail(err, "the program's name is empty");
	}
	if (options && !(section = main_service(base, err)))
		return -EINVAL;
	*ret = conf_make();
	if (!*ret)
		return -ENOMEM;
	if (options)
		return append(*ret, base, words, section->base);
	if (mode == ARGUMENTS_BESIDE)
		return beside(*ret, base, words);
	*ret_instead = true;
	return instead(*ret, base, words);
}

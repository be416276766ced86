/* conf/load/arguments.c - handles the words of `run FILE WORD...`.
 *
 * They are options for the main service, or a command that replaces the services or runs
 * beside them. */
#include "conf/lang/quote.h"
#include "conf/load/run_command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Sets terminal = yes if this version supports it. */
static void give_terminal(struct conf *conf, struct conf_section *section)
{
	if (conf_key_info(CONF_SERVICE_TERMINAL)->since == 0)
		command_set_word(conf, section, CONF_SERVICE_TERMINAL, "yes");
}

static int replace_services(struct conf *conf, const struct conf *base, char *const *words)
{
	struct conf_section *section;

	copy_shared(conf, base, true);
	copy_setups(conf, base);
	section = command_add(conf, "main", words, true);
	if (section) {
		give_terminal(conf, section);
		command_reset_defaults(conf, section, true);
	}
	return command_finish(conf);
}

static bool input_is_taken(const struct conf *base)
{
	for (size_t i = 0; i < base->services.count; i++) {
		const struct conf_section *section = base->services.sections[i];

		if (conf_bool(section, CONF_SERVICE_TERMINAL) ||
		    (!conf_is_dynamic(section, CONF_SERVICE_STDIN) &&
		     conf_number(section, CONF_SERVICE_STDIN) == STDIO_INHERIT))
			return true;
	}
	return false;
}

/* Adds the service to [init] start. Does nothing if that key is not set, because then all
 * services start. */
static void add_to_start(struct conf *conf, const char *name)
{
	const struct entry *old = entry_scalar(&conf->init, CONF_INIT_START);
	size_t count = old ? old->count : 0;
	char **words;

	if (count == 0)
		return;
	words = arena_get(&conf->arena, (count + 2) * sizeof *words);
	if (!words)
		return;
	memcpy(words, old->words, count * sizeof *words);
	words[count] = (char *)(uintptr_t)name;
	command_set(conf, &conf->init, CONF_INIT_START, words);
}

static int add_beside(struct conf *conf, const struct conf *base, char *const *words)
{
	bool input = !input_is_taken(base);
	struct conf_section *section;
	char name[16] = "main";

	copy_shared(conf, base, false);
	copy_setups(conf, base);
	copy_services(conf, base);
	for (unsigned n = 2; !conf->arena.failed && section_find(&conf->services, name);
	     n++)
		snprintf(name, sizeof name, "main-%u", n);
	section = command_add(conf, name, words, input);
	if (section) {
		if (input)
			give_terminal(conf, section);
		command_reset_defaults(conf, section, true);
		add_to_start(conf, section->name);
	}
	return command_finish(conf);
}

/* Returns the service that gets the options: the only one with main = yes, or the only
 * service. Returns NULL with the reason in *err if there is none, or if it has no
 * command. */
static const struct conf_section *main_service(const struct conf *base, struct text *err)
{
	const struct conf_section *found = NULL, *only = NULL;
	size_t mains = 0, all = 0;

	for (size_t i = 0; i < base->services.count; i++) {
		const struct conf_section *section = base->services.sections[i];

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
		text_set(err, "%zu services have main = yes, but options are for one",
			 mains);
	else if (!found)
		text_set(err,
			 "of %zu services none has main = yes, so ctinit cannot tell which "
			 "one the options are for; options of run come before the file",
			 all);
	else if (!entry_scalar(found, CONF_SERVICE_COMMAND)) {
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
		quote_word(out, words[i]);
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
	command->words = words_copy(conf, all, command->count + count);
	command->count += (uint32_t)count;
}

static int append_options(struct conf *conf, const struct conf *base, char *const *words,
			  const char *name)
{
	struct entry *command;

	copy_shared(conf, base, false);
	copy_setups(conf, base);
	copy_services(conf, base);
	if (conf->arena.failed)
		return -ENOMEM;
	command = entry_scalar(section_find(&conf->services, name), CONF_SERVICE_COMMAND);
	if (command->is_dynamic)
		append_raw(conf, command, words);
	else
		append_words(conf, command, words);
	return command_finish(conf);
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
	if (mode == ARGUMENTS_ERROR)
		return text_fail(err, "the file says arguments = error");
	if (words[0][0] == '\0')
		return text_fail(err, "the program's name is empty");
	if (options && !(section = main_service(base, err)))
		return -EINVAL;
	*ret = conf_alloc();
	if (!*ret)
		return -ENOMEM;
	if (options)
		return append_options(*ret, base, words, section->base);
	if (mode == ARGUMENTS_BESIDE)
		return add_beside(*ret, base, words);
	*ret_instead = true;
	return replace_services(*ret, base, words);
}

/* conf/load/load_value.c - splits, checks and stores one `key = value` of a section. */
#include "conf/lang/value.h"
#include "conf/lang/words.h"
#include "conf/load/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void load_set_origin(struct load *load, const char *text)
{
	struct conf *conf = load->conf;
	char *name = NULL;
	unsigned long line = strtoul(text, &name, 10);
	unsigned file = load->origin_file; /* usually the file of the previous value */

	load->origin_line = 0;
	if (*name++ != ' ' || line == 0 || line > INT32_MAX)
		return;
	if (file == 0 || strcmp(conf->files[file], name) != 0)
		file = 1;
	while (file < conf->file_count && strcmp(conf->files[file], name) != 0)
		file++;
	if (file == CONF_SYNTHETIC ||
	    (file == conf->file_count && !load_add_file(load, name, &file)))
		return;
	load->origin_file = file;
	load->origin_line = (unsigned)line;
}

static bool grow_scratch(struct load *load, size_t want)
{
	char *memory = want > LOAD_EXPAND_MAX ? NULL : realloc(load->scratch, want);

	if (!memory)
		return false;
	load->scratch = memory;
	load->scratch_size = want;
	return true;
}

static int split_words(struct load *load, struct words *words, const char *value,
		       size_t len)
{
	struct conf_scratch scratch;
	int error = -ENOSPC;

	if (load->scratch_size < 1024 && !grow_scratch(load, 1024)) {
		load->conf->arena.failed = true;
		return text_fail(words->err, "out of memory");
	}
	while (error == -ENOSPC) {
		scratch = (struct conf_scratch){ .base = load->scratch,
						 .size = load->scratch_size };
		words->scratch = &scratch;
		error = words_split(words, value, len);
		if (error == -ENOSPC && !grow_scratch(load, load->scratch_size * 2)) {
			text_set(words->err,
				 "the value is too long, or expands to too much");
			return -EINVAL;
		}
	}
	return error;
}

static bool is_set_twice(const struct load *load, const struct conf_section *section,
			 enum conf_key key, unsigned *ret_line)
{
	const struct entry *old =
		conf_key_info(key)->accumulates ? NULL : entry_scalar(section, key);

	if (!old || old->file != load->file || old->file >= CONF_SYNTHETIC)
		return false;
	*ret_line = old->line;
	return true;
}

/* Checks words that are known at load. Reports an error and returns false if they are
 * invalid. */
static bool check_words(const struct conf_section *section, const struct entry *entry,
			const struct words *words)
{
	struct conf_value value;
	char reason[700];

	if (words->count == 0 ||
	    value_parse(entry->key, words->list, words->count, &value, &TEXT(reason)) == 0)
		return true;
	if (strncmp(reason, "= ", 2) == 0)
		entry_error(section, entry, "= %s", reason + 2);
	else
		entry_error(section, entry, "%s", reason);
	return false;
}

static void keep_entry(struct conf_section *section, const struct entry *from,
		       const struct words *words, const struct raw_value *raw)
{
	struct conf *conf = section->conf;
	struct entry *entry = entry_add(conf, section, from->key);

	if (!entry)
		return;
	entry->line = from->line;
	entry->file = from->file;
	entry->is_dynamic = from->is_dynamic;
	if (entry->is_dynamic) {
		entry->raw = arena_copy(&conf->arena, raw->text, raw->len);
		entry->count = (uint32_t)raw->len;
	} else if (words->count == 0) {
		entry_reset(section, entry);
	} else {
		entry->words = words_copy(conf, words->list, words->count);
		entry->count = (uint32_t)words->count;
	}
}

/* Returns the entry for a new value, with the file and line for messages. */
static struct entry new_entry(struct load *load, const struct raw_value *raw)
{
	struct entry entry = { .line = raw->line,
			       .file = (uint16_t)load->file,
			       .key = (uint16_t)raw->key };

	if (load->origin_line != 0) {
		entry.file = (uint16_t)load->origin_file;
		entry.line = load->origin_line;
		load->origin_line = 0;
	}
	return entry;
}

/* Reports a key that this version does not support, or that was set before. Returns true
 * after such a report. */
static bool is_refused(const struct load *load, const struct conf_section *section,
		       const struct entry *entry)
{
	unsigned line;

	if (conf_key_info(entry->key)->since != 0 && !conf_accepts_unimplemented())
		entry_error(section, entry, "this version does not support this key yet");
	else if (is_set_twice(load, section, entry->key, &line))
		entry_error(section, entry, "was set before, in line %u of this file",
			    line);
	else
		return false;
	return true;
}

void load_value(struct load *load, struct conf_section *section,
		const struct raw_value *raw)
{
	const struct conf_key_info *info = conf_key_info(raw->key);
	struct entry entry = new_entry(load, raw);
	struct conf_lookup lookup = { environment_find,
				      (void *)(uintptr_t)load->source->environment };
	char reason[700];
	struct words words = { .lookup = info->expanded_at_start ? NULL : &lookup,
			       .err = &TEXT(reason) };

	if (is_refused(load, section, &entry))
		return;
	if (split_words(load, &words, raw->text, raw->len) < 0) {
		entry_error(section, &entry, "%s", reason);
		section->command_is_wrong |= raw->key == CONF_SERVICE_COMMAND;
		return;
	}
	entry.is_dynamic = info->expanded_at_start && words.is_dynamic;
	if (reason[0] != '\0')
		entry_warning(section, &entry, "%s", reason);
	if (!load->conf->serialized)
		lint_value(section, &entry, &words, raw);
	if (entry.is_dynamic || check_words(section, &entry, &words))
		keep_entry(section, &entry, &words, raw);
	else
		section->command_is_wrong |= raw->key == CONF_SERVICE_COMMAND;
}

/* conf/load/load_value.c - one `key = value` of a section: split, checked and kept. */
#include "conf/lang/value.h"
#include "conf/lang/words.h"
#include "conf/load/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *find_in(void *context, const char *name, size_t name_len)
{
	char *const *at = context;

	for (; at && *at; at++) {
		if (strncmp(*at, name, name_len) == 0 && (*at)[name_len] == '=')
			return *at + name_len + 1;
	}
	return NULL;
}

void load_set_origin(struct load *load, const char *text)
{
	struct conf *conf = load->conf;
	char *name = NULL;
	unsigned long line = strtoul(text, &name, 10);
	unsigned file = load->origin_file; /* mostly the file of the value before */

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

static bool grow(struct load *load, size_t want)
{
	char *at = want > LOAD_EXPAND_MAX ? NULL : realloc(load->scratch, want);

	if (!at)
		return false;
	load->scratch = at;
	load->scratch_size = want;
	return true;
}

static int split(struct load *load, struct words *words, const char *value, size_t len)
{
	struct conf_scratch scratch;
	int error = -ENOSPC;

	if (load->scratch_size < 1024 && !grow(load, 1024))
		return -ENOMEM;
	while (error == -ENOSPC) {
		scratch = (struct conf_scratch){ .base = load->scratch,
						 .size = load->scratch_size };
		words->scratch = &scratch;
		error = words_split(words, value, len);
		if (error == -ENOSPC && !grow(load, load->scratch_size * 2)) {
			text_set(words->err,
				 "the value is too long, or expands to too much");
			return -EINVAL;
		}
	}
	return error;
}

static bool twice(const struct load *load, const struct conf_section *section,
		  enum conf_key key, unsigned *ret_line)
{
	const struct entry *old =
		conf_key_info(key)->accumulates ? NULL : entry_scalar(section, key);

	if (!old || old->file != load->file || old->file >= CONF_SYNTHETIC)
		return false;
	*ret_line = old->line;
	return true;
}

/* Checks words that are known at load. */
static bool judge(struct load *load, const struct conf_section *section,
		  const struct entry *entry, const struct words *words)
{
	struct conf_value value;
	char why[700];

	if (words->count == 0 ||
	    value_parse(entry->key, words->at, words->count, &value, &TEXT(why)) == 0)
		return true;
	if (strncmp(why, "= ", 2) == 0)
		diag_entry(load->conf, section, entry, false, "= %s", why + 2);
	else
		diag_entry(load->conf, section, entry, false, "%s", why);
	return false;
}

static void keep(struct load *load, struct conf_section *section, const struct entry *from,
		 const struct words *words, const char *value, size_t len)
{
	struct entry *entry = entry_add(load->conf, section, from->key);

	if (!entry)
		return;
	entry->line = from->line;
	entry->file = from->file;
	entry->is_dynamic = from->is_dynamic;
	if (entry->is_dynamic) {
		entry->raw = arena_copy(&load->conf->arena, value, len);
		entry->count = (uint32_t)len;
	} else if (words->count == 0) {
		entry_reset(section, entry);
	} else {
		entry->words = words_copy(load->conf, words->at, words->count);
		entry->count = (uint32_t)words->count;
	}
}

void load_value(struct load *load, struct conf_section *section, unsigned line,
		enum conf_key key, const char *value, size_t len)
{
	const struct conf_key_info *info = conf_key_info(key);
	struct entry now = { .line = line,
			     .file = (uint16_t)load->file,
			     .key = (uint16_t)key };
	struct conf_lookup lookup = { find_in,
				      (void *)(uintptr_t)load->source->environment };
	struct words words = { .lookup = info->expanded_at_start ? NULL : &lookup };
	unsigned old_line;
	char why[700];

	if (load->origin_line != 0) {
		now.file = (uint16_t)load->origin_file;
		now.line = load->origin_line;
		load->origin_line = 0;
	}
	words.err = &TEXT(why);
	if (info->since != 0 && !conf_accepts_unimplemented()) {
		diag_entry(load->conf, section, &now, false,
			   "this version does not support this key yet");
		return;
	}
	if (twice(load, section, key, &old_line)) {
		diag_entry(load->conf, section, &now, false,
			   "was set before, in line %u of this file", old_line);
		return;
	}
	if (split(load, &words, value, len) < 0) {
		diag_entry(load->conf, section, &now, false, "%s", why);
		section->command_is_wrong |= key == CONF_SERVICE_COMMAND;
		return;
	}
	now.is_dynamic = info->expanded_at_start && words.is_dynamic;
	if (why[0] != '\0')
		diag_entry(load->conf, section, &now, true, "%s", why);
	if (!load->conf->serialized)
		lint_value(load, section, &now, &words, value, len);
	if (now.is_dynamic || judge(load, section, &now, &words))
		keep(load, section, &now, &words, value, len);
	else
		section->command_is_wrong |= key == CONF_SERVICE_COMMAND;
}

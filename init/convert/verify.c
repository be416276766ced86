/* init/convert/verify.c - makes sure that a draft passes `ctinit check`. */
#include "init/convert/verify.h"

#include "conf/conf.h"
#include "init/convert/pool.h"

#include <stdlib.h>
#include <string.h>

/* A dropped key can make others wrong, as the name of a service that is off. */
#define ROUNDS_MAX 50

/* Returns the text without "[service:web] ", which the note has already. */
static const char *without_section(const char *text)
{
	const char *end = text[0] == '[' ? strstr(text, "] ") : NULL;

	return end ? end + 2 : text;
}

/* Turns the section into a comment. */
static void switch_off(struct draft *draft, struct draft_section *section, const char *why)
{
	section->off = true;
	section->human = pool_format("A person must complete this section: %s", why);
	draft_lost(draft, section->origin, "it is a comment in the result: %s", why);
}

/* Drops the entry or the section in this line. Returns false if there is none. */
static bool drop_line(struct draft *draft, int line, const char *why)
{
	for (size_t i = 0; i < draft->section_count; i++) {
		struct draft_section *section = draft->sections[i];

		if (section->off)
			continue;
		for (size_t k = 0; k < section->count; k++) {
			struct draft_entry *entry = &section->entries[k];

			if (entry->line != line || entry->dropped)
				continue;
			entry->dropped = true;
			draft_lost(draft, section->origin, "svc.ini refuses %s = %s: %s",
				   conf_key_info(entry->key)->name, entry->value,
				   without_section(why));
			return true;
		}
		if (section->line == line && section->line > 0) {
			switch_off(draft, section, without_section(why));
			return true;
		}
	}
	return false;
}

static struct conf *load_draft(struct draft *draft)
{
	struct conf_source source = { .path = "svc.ini" };
	struct conf *conf = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	draft_print(draft, out, false);
	fclose(out);
	/* fmemopen(3) refuses an empty text. */
	source.file = size > 0 ? fmemopen(text, size, "r")
			       : fmemopen((void *)(size_t) "\n", 1, "r");
	if (source.file)
		conf_load(&source, &conf);
	free(text);
	return conf;
}

/* Drops what the errors name. Returns the number of dropped things. */
static size_t drop_errors(struct draft *draft, const struct conf *conf)
{
	size_t count, dropped = 0;
	const struct conf_diag *diags = conf_diags(conf, &count);

	for (size_t i = 0; i < count; i++)
		if (!diags[i].warning && diags[i].line > 0)
			dropped += drop_line(draft, diags[i].line,
					     pool_format("%s", diags[i].text));
	return dropped;
}

static void note_warnings(struct draft *draft, const struct conf *conf)
{
	size_t count;
	const struct conf_diag *diags = conf_diags(conf, &count);

	for (size_t i = 0; i < count; i++)
		if (diags[i].warning)
			draft_info(draft, "ctinit check", "%s", diags[i].text);
}

bool draft_verify(struct draft *draft)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		struct conf *conf = load_draft(draft);
		bool ok = conf && conf_errors(conf) == 0;
		size_t dropped = ok || !conf ? 0 : drop_errors(draft, conf);

		if (ok)
			note_warnings(draft, conf);
		else if (conf && dropped == 0)
			conf_print_diags(conf, stderr);
		conf_free(conf);
		if (ok || dropped == 0)
			return ok;
	}
	return false;
}

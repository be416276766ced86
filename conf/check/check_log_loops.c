/* conf/check/check_log_loops.c - finds services that follow each other's log files.
 *
 * Each line would then be repeated without end. Only paths without ${} are checked here;
 * the logger checks all paths again. */
#include "conf/check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A service with both log-file and log-follow. Edges lead to the services whose log files
 * it follows. */
struct node {
	const char *file;
	const struct conf_section *section;
	struct node *from; /* the previous node on the path; it follows this node's file */
	size_t visited;    /* how many of the nodes that it follows were visited */
	enum { NEW, ON_PATH, DONE } state;
};

static int compare_path_to_file(const void *path, const void *node)
{
	return strcmp(path, ((const struct node *)node)->file);
}

/* Returns the first node whose log file is `path`, or NULL. Other nodes with that file are
 * next to it. */
static struct node *writer_of(struct node *all, size_t count, const char *path)
{
	struct node *found = bsearch(path, all, count, sizeof *all, compare_path_to_file);

	while (found && found > all && strcmp(found[-1].file, path) == 0)
		found--;
	return found;
}

/* Returns the next node whose log file `of` follows, or NULL after the last one. Sets
 * *ret_entry to the log-follow entry. */
static struct node *next_source(struct node *all, size_t count, struct node *of,
				const struct entry **ret_entry)
{
	struct conf_entry_iter iter =
		conf_entries_begin(of->section, CONF_SERVICE_LOG_FOLLOW);
	const struct entry *entry;
	size_t number = 0;

	while ((entry = entry_next(&iter)))
		for (uint32_t i = 0; !entry->is_dynamic && i < entry->count; i++) {
			struct node *node = writer_of(all, count, entry->words[i]);

			for (; node && node < all + count &&
			       strcmp(node->file, entry->words[i]) == 0;
			     node++)
				if (node != of && number++ == of->visited) {
					*ret_entry = entry;
					of->visited++;
					return node;
				}
		}
	return NULL;
}

/* Reports the loop in which `node` follows the file of `source`. */
static void report_loop(const struct node *node, const struct node *source,
			const struct entry *entry)
{
	const struct node *by = node;
	char names[256] = "";

	do {
		size_t used = strlen(names);

		by = by->from;
		snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "",
			 by->section->name);
	} while (by != source);
	entry_error(node->section, entry,
		    "= %s: its lines come back through %s, the log-file of %s, by way of "
		    "%s: each line would be repeated without end",
		    source->file, node->file, node->section->name, names);
}

static void walk_from(struct node *all, size_t count, struct node *node)
{
	const struct entry *entry = NULL;

	while (node) {
		struct node *source = next_source(all, count, node, &entry);

		node->state = ON_PATH;
		if (source && source->state == NEW) {
			source->from = node;
			node = source;
		} else if (source && source->state == ON_PATH) {
			report_loop(node, source, entry);
		} else if (!source) {
			node->state = DONE;
			node = node->from;
		}
	}
}

void conf_check_log_loops(struct conf *conf)
{
	size_t writer_count, count = 0;
	struct log_writer *writers = log_writers(conf, &writer_count);
	struct node *all = calloc(writer_count + 1, sizeof *all);

	conf->arena.failed |= !all;
	for (size_t i = 0; all && i < writer_count; i++)
		if (conf_is_set(writers[i].section, CONF_SERVICE_LOG_FOLLOW))
			all[count++] = (struct node){ .file = writers[i].path,
						      .section = writers[i].section };
	for (size_t i = 0; i < count; i++)
		if (all[i].state == NEW)
			walk_from(all, count, &all[i]);
	free(all);
	free(writers);
}

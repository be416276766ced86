/* conf/load/include.c - reads a file, and then the files that it includes. */
#include "conf/lang/reader.h"
#include "conf/load/glob.h"
#include "conf/load/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Includes the files that `word` names, relative to the directory of the file `by`.
 * Messages refer to index `by_file` and line `by_line`. */
static void include_one(struct load *load, const char *word, const char *by,
			unsigned by_file, unsigned by_line)
{
	const char *slash = strrchr(by, '/');
	int dir = word[0] == '/' || !slash ? 0 : (int)(slash - by) + 1;
	char *pattern = NULL;
	struct glob_result found = { 0 };

	if (asprintf(&pattern, "%.*s%s", dir, by, word) < 0) {
		load->conf->arena.failed = true;
		return;
	}
	int err = glob_find(pattern, &found);

	if (err == -E2BIG)
		file_error(load->conf, by_file, by_line,
			   "[include] files: %s: the pattern reaches more than %d "
			   "directories "
			   "or "
			   "%d names; name the directories",
			   pattern, GLOB_DIRS_MAX, GLOB_NAMES_MAX);
	else if (err == -ENOMEM)
		load->conf->arena.failed = true;
	else if (err < 0)
		file_error(load->conf, by_file, by_line,
			   "[include] files: cannot look for %s: %s", pattern,
			   strerror(-err));
	if (err == 0 && found.count == 0 && !strpbrk(word, "*?["))
		load_file(load, pattern, NULL, by_file, by_line);
	for (size_t i = 0; i < found.count; i++)
		load_file(load, found.paths[i], NULL, by_file, by_line);
	glob_result_free(&found);
	free(pattern);
}

static void follow_includes(struct load *load)
{
	struct entry *last = load->conf->include.lists, *entry = last ? last->next : NULL;
	unsigned file = load->file;

	load->conf->include.lists = NULL;
	for (bool more = entry != NULL; more; entry = entry->next) {
		more = entry != last;
		for (uint32_t i = 0; i < entry->count; i++)
			include_one(load, entry->words[i], load->conf->files[file], file,
				    entry->line);
	}
}

/* Reads all sections and keys of the file. */
static void read_sections(struct load *load, FILE *file)
{
	struct reader_handlers handlers = load_handlers;
	int error;

	handlers.context = load;
	if (load->conf->serialized)
		handlers.value_max = handlers.file_max = (size_t)1 << 30;
	else
		handlers.on_comment = NULL; /* only our own comments name an origin */
	load->section = NULL;
	load->any_section = false;
	error = reader_read(file, &handlers);
	if (error == -ENOMEM)
		load->conf->arena.failed = true;
	else if (error < 0)
		file_error(load->conf, load->file, 0, "cannot read it: %s",
			   strerror(-error));
}

void load_file(struct load *load, const char *path, FILE *file, unsigned by_file,
	       unsigned by_line)
{
	struct conf *conf = load->conf;

	if (!file && !load_is_new_file(load, path))
		return;
	if (load->depth > LOAD_DEPTH_MAX || conf->file_count == LOAD_FILES_MAX) {
		file_error(conf, by_file, by_line,
			   "[include] files: %s: includes may be nested %d deep, and at "
			   "most %d files may be read",
			   path, LOAD_DEPTH_MAX, LOAD_FILES_MAX);
		return;
	}
	load->depth++;
	if (load_add_file(load, path, &load->file) &&
	    (file || (file = load_open_file(load, path, by_file, by_line)))) {
		read_sections(load, file);
		fclose(file);
		file = NULL;
		follow_includes(load);
	}
	if (file)
		fclose(file);
	load->depth--;
}

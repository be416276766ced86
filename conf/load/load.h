/* conf/load/load.h - declares the state of a load.
 *
 * Private to conf/load. Errors go to load->conf. */
#ifndef CONF_LOAD_LOAD_H
#define CONF_LOAD_LOAD_H

#include "conf/model/model.h"

#define LOAD_DEPTH_MAX 8    /* maximum depth of nested includes */
#define LOAD_FILES_MAX 4096 /* maximum number of files of one configuration */
/* The maximum size of one expanded value, in bytes. */
#define LOAD_EXPAND_MAX ((size_t)4 * 1024 * 1024)

struct reader_handlers;
struct words;

struct load {
	struct conf *conf;
	const struct conf_source *source;
	/* The current section. NULL before the first section, and in a bad section whose
	 * keys are skipped. */
	struct conf_section *section;
	unsigned file;    /* index in conf->files, or CONF_FROM_CLI */
	unsigned depth;   /* 1 for the first file, 2 for a file that it includes */
	bool any_section; /* this file has had a section */
	/* For a serialized configuration: where the user wrote the next value. Line 0 if
	 * unknown. */
	unsigned origin_file, origin_line;
	char *scratch; /* memory for words_split(); grows */
	size_t scratch_size;
	char **real_paths; /* resolved paths of the files that were opened */
	size_t real_count;
};

/* finalize.c: splits the defaults into words, merges the words of keys that accumulate, and
 * makes the instances and groups. Returns 0 or -ENOMEM. Call it once, when all values are
 * stored. */
int conf_finalize(struct conf *conf);
/* instances.c: moves disabled services to the end of the list, makes NAME@1 to NAME@N, and
 * builds the groups. If memory runs out, sets arena.failed. */
void instances_expand(struct conf *conf);

/* One `key = value` of a file. */
struct raw_value {
	enum conf_key key;
	unsigned line;
	const char *text;
	size_t len;
};
/* load_value.c: checks the value and adds it to the section, or reports why not. */
void load_value(struct load *load, struct conf_section *section,
		const struct raw_value *raw);
/* load_value.c: stores where the user wrote the next value of a serialized file. `text` is
 * "LINE FILE". */
void load_set_origin(struct load *load, const char *text);

/* lint.c: reports valid words that are a mistake as an error, and those that are probably
 * one as a warning. */
void lint_value(const struct conf_section *section, const struct entry *entry,
		const struct words *words, const struct raw_value *raw);

/* files.c: adds a path to conf->files and sets *ret_file to its index. Returns false if out
 * of memory. */
bool load_add_file(struct load *load, const char *path, unsigned *ret_file);
/* files.c: returns true and records the file as read, unless it was read before under this
 * or another path. Returns true if the path cannot be resolved. */
bool load_is_new_file(struct load *load, const char *path);
/* files.c: opens a file, or adds a diagnostic and returns NULL. For an included file, the
 * [include] is in line `by_line` of file `by_file`. */
FILE *load_open_file(struct load *load, const char *path, unsigned by_file,
		     unsigned by_line);

/* parse_file.c: handlers that add sections and keys to load->conf. Their context is a
 * struct load. */
extern const struct reader_handlers load_handlers;
/* include.c: reads a file, then the files that it includes. Reads and closes `file`. If
 * `file` is NULL, opens `path`, unless that was read before. `by_file` and `by_line` are
 * those of load_open_file(). */
void load_file(struct load *load, const char *path, FILE *file, unsigned by_file,
	       unsigned by_line);

#endif

/* conf/load/load.h - a load under way; shared by the files of this room. */
#ifndef CONF_LOAD_LOAD_H
#define CONF_LOAD_LOAD_H

#include "conf/model/model.h"

#define LOAD_DEPTH_MAX  8
#define LOAD_FILES_MAX  4096
#define LOAD_EXPAND_MAX ((size_t)4 * 1024 * 1024)

struct words;

struct load {
	struct conf *conf;
	const struct conf_source *source;
	struct conf_section *
		section; /* the section that is open; NULL: a bad one, its keys are skipped */
	unsigned file;   /* index in conf->files; CONF_FROM_CLI */
	unsigned depth;
	bool any_section; /* a section was seen in this file */
	unsigned origin_file,
		origin_line; /* serialized: where the next value was written; 0: not known */
	char *scratch;       /* for words; grows */
	size_t scratch_size;
	char **real_paths; /* of the files that were read, each of them once */
	size_t real_count;
};

/* finalize.c: merges words of keys that add up and makes the instances. 0 or -ENOMEM. */
int conf_finalize(struct conf *conf);
/* instances.c: moves disabled services behind the others, makes NAME@1 to NAME@N and gathers
 * the groups. */
void instances_expand(struct conf *conf);

/* One `key = value` as it is written. */
struct raw_value {
	enum conf_key key;
	unsigned line;
	const char *text;
	size_t len;
};
/* load_value.c: adds the value to a section. */
void load_value(struct load *load, struct conf_section *section,
		const struct raw_value *raw);
/* load_value.c: where the next value of a serialized file was written, LINE FILE. */
void load_set_origin(struct load *load, const char *text);

/* lint.c: warns of values that are valid but probably mistakes. */
void lint_value(const struct conf_section *section, const struct entry *entry,
		const struct words *words, const struct raw_value *raw);

/* files.c: adds a name to conf->files. */
bool load_add_file(struct load *load, const char *path, unsigned *ret_file);
/* files.c: returns true if the path was not read before, and remembers it. */
bool load_is_new_file(struct load *load, const char *path);
/* files.c: returns NULL with a diagnostic. `by_file` and `by_line` say what includes it. */
FILE *load_open_file(struct load *load, const char *path, unsigned by_file,
		     unsigned by_line);

/* parse_file.c: all sections and keys of the file. */
void load_read_file(struct load *load, FILE *file);
/* include.c: reads a file and then those that it includes. */
void load_file(struct load *load, const char *path, FILE *file, unsigned by_file,
	       unsigned by_line);

#endif

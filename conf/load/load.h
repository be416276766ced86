/* conf/load/load.h - a load under way; shared by load.c, include.c, load_value.c and doubt.c. */
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
	struct conf_section *section; /* the open one; NULL: a bad one, keys are skipped */
	unsigned file;                /* index in conf->files; CONF_FROM_SET */
	unsigned depth;
	bool any_section;                  /* a section was seen in this file */
	unsigned origin_file, origin_line; /* flat: of the next value; 0: not known */
	char *scratch;                     /* for words; grows */
	size_t scratch_size;
	char **real_paths; /* of the files read, for "each once" */
	size_t real_count;
};

/* One `key = value` into a section. */
void load_value(struct load *load, struct conf_section *section, unsigned line,
		enum conf_key key, const char *value, size_t len);

/* doubt.c: warns of what is right and yet hardly meant. */
void load_doubt(struct load *load, const struct conf_section *section,
		const struct entry *now, const struct words *words, const char *value,
		size_t len);

/* Where the value of a flat file was written: the front is CONF_ORIGIN. */
void load_origin(struct load *load, const char *text);
/* include.c: a further name in conf->files. */
bool load_add_file(struct load *load, const char *path, unsigned *ret_file);

/* include.c: read a file and then those that it includes. */
void load_file(struct load *load, const char *path, FILE *file, unsigned by_file,
	       unsigned by_line);

#endif

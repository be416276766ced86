/* conf/model/model.h - a loaded configuration in memory; for conf/model, check and load.
 *
 * Memory: everything lies in conf->arena except the list of diagnostics. A section costs 64
 * bytes and its name, an entry 32 and its words (or its raw text while it is dynamic). */
#ifndef CONF_MODEL_MODEL_H
#define CONF_MODEL_MODEL_H

#include "conf/conf.h"
#include "conf/lang/name_syntax.h"
#include "conf/model/arena.h"

#define CONF_DIAGS_MAX 1000
/* The file of an entry that came by --set; its line is the index of the --set. */
#define CONF_FROM_CLI UINT16_MAX
/* The file of an entry without a file: a default, or the command line. */
#define CONF_SYNTHETIC (UINT16_MAX - 1)
/* In a serialized configuration, LINE FILE after this is where the value was written. */
#define CONF_ORIGIN "#@"

/* One written value. Entries of keys that accumulate are a ring, and section->lists is the
 * last one. Entries of other keys are in section->scalars, in no order. */
struct entry {
	struct entry *next;
	union {
		char **words; /* NULL-terminated, `count` of them */
		char *raw;    /* dynamic: as written, `count` bytes */
	};
	uint32_t count;
	uint32_t line;
	uint16_t file;
	uint16_t key;
	bool is_dynamic;
	bool resets;    /* `key =`: earlier entries and [defaults] do not count */
	bool is_merged; /* made after loading: all words of all entries of the key */
};

struct conf_section {
	const char *name; /* of an instance: "web@2" */
	const char *base; /* "web"; the same pointer in all instances */
	struct conf *conf;
	struct entry *scalars, *lists; /* instances share them */
	const uint32_t *edges; /* four counts, then the indices; NULL: none. Shared */
	uint32_t line;
	uint16_t file;
	uint16_t instance; /* from 1; 0: not one of several */
	uint8_t kind;      /* enum conf_section_kind */
	bool disabled : 1;
	bool no_instances : 1;     /* instances = 0 */
	bool command_is_wrong : 1; /* a command was written and refused */
	bool reads_pipe : 1;       /* another service writes to its stdin */
};

/* Sections in file order, found by name: open addressing, a slot is an index. */
struct section_list {
	struct conf_section **sections;
	size_t count;
	uint32_t *slots;
	size_t slot_count;
};

struct group {
	const char *name;
	const uint32_t *members; /* indices of services, ascending */
	uint32_t count;
	bool referred; /* another key refers to it as @NAME */
};

struct conf {
	struct arena arena;
	struct conf_diag *diags;
	size_t diag_count, diag_size, errors, hidden;
	const char **files;
	size_t file_count;
	const char *const *sets; /* only while loading */
	struct conf_section init, defaults, container, include, table;
	bool has_container, serialized;
	struct section_list setups;
	struct section_list services; /* enabled ones, then `disabled_count` disabled */
	size_t disabled_count;
	struct group *groups; /* in the order of their names */
	size_t group_count;
	const uint32_t *start; /* the services of [init] start, ascending */
	size_t start_count;
	const struct conf_signal *signals;
	size_t signal_count;
	char origin[512]; /* the result of conf_origin() */
};

/* diag.c. An error of a file; `line` 0: of the whole file; `file` as in struct entry. */
void file_error(struct conf *conf, unsigned file, unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* An error or a warning about one entry: "[service:web] KEY: ...", or "KEY = ..." if the
 * format begins with '='. */
void entry_error(const struct conf_section *section, const struct entry *entry,
		 const char *format, ...) __attribute__((format(printf, 3, 4)));
void entry_warning(const struct conf_section *section, const struct entry *entry,
		   const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Returns true if another error can be stored, so that a costly suggestion is worth it. */
bool diag_has_capacity(const struct conf *conf);
/* "[service:web]" */
const char *section_title(const struct conf_section *section, char buf[64]);

/* lookup.c: finds the entries that count. The entry of the section itself, or NULL. */
struct entry *entry_scalar(const struct conf_section *section, enum conf_key key);
/* The entry that counts for the section, its own or that of [defaults], or NULL. */
const struct entry *entry_find(const struct conf_section *section, enum conf_key key);
/* Returns true if the value is known at load and its first word is `word`. */
bool entry_is_word(const struct conf_section *section, enum conf_key key, const char *word);
/* The next entry of a key that accumulates, those of [defaults] first, or NULL. */
const struct entry *entry_next(struct conf_entry_iter *walk);
/* Returns true if the section itself resets a key that accumulates, with `key =`. */
bool entry_resets(const struct conf_section *section, enum conf_key key);
/* The default of a key that has one word or none. */
const char *default_word(const struct conf_section *section, enum conf_key key);

/* getters.c: needs, wants, after, before: the order of the counts in conf_section.edges. */
#define EDGE_KEYS 4
extern const enum conf_key conf_edge_keys[EDGE_KEYS];
/* getters.c: the entry that gives the service the container's input or terminal, or NULL. */
const struct entry *entry_terminal(const struct conf_section *section);
/* getters.c: the value of a default that is not in conf->table. */
void default_value(const struct conf_section *section, enum conf_key key,
		   struct conf_value *ret);
/* A value that was checked at load; the default for a dynamic key. */
void static_value(const struct conf_section *section, enum conf_key key,
		  struct conf_value *ret);

/* entries.c */
struct entry *entry_add(struct conf *conf, struct conf_section *section, enum conf_key key);
/* Resets the key to its default, for `key =`. */
void entry_reset(struct conf_section *section, struct entry *entry);
char **words_copy(struct conf *conf, char *const *words, size_t count);
/* section_table.c: [init], [defaults], [container] or [include]; NULL: another name. Marks
 * [container] as written. */
struct conf_section *section_of_name(struct conf *conf, const char *name);
/* section_table.c: splits "service:NAME" and "setup:NAME". */
bool section_has_name(const char *name, enum conf_section_kind *ret_kind,
		      const char **ret_rest);
/* section_table.c: the index of the section of this name, or SECTION_NONE. */
#define SECTION_NONE UINT32_MAX
uint32_t section_index(const struct section_list *list, const char *name);
/* The same as a pointer, or NULL. */
struct conf_section *section_find(const struct section_list *list, const char *name);
/* Adds a service or a setup to its list. */
struct conf_section *section_add(struct conf *conf, enum conf_section_kind kind,
				 const char *name, unsigned file, unsigned line);
bool section_list_grow(struct section_list *list, size_t slots);

struct conf *conf_alloc(void); /* NULL without memory */

/* Returns true if a value of [defaults] counts in the section. */
bool inherits_defaults(const struct conf_section *section, enum conf_key key);

/* names.c: writes "web@7: web has 3 instances" or "@wrk: no such group; did you mean
 * @work?". `suggest`: compares all names, except that of `but` (may be NULL). */
const char *name_missing(const struct conf *conf, const char *word,
			 const struct conf_section *but, bool suggest, struct text *err);

/* names.c: the services of this group, or NULL. */
struct group *group_find(const struct conf *conf, const char *name);

#endif

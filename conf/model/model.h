/* conf/model/model.h - declares the memory layout of a loaded configuration.
 *
 * Layer:  conf/model, conf/check and conf/load.
 * Memory: everything is in conf->arena, except the arrays of diagnostics, files and
 *         sections and the slots of `struct section_list`. A section takes 64 bytes plus
 *         its name. An entry takes 32 bytes plus its words, or its raw text if dynamic. */
#ifndef CONF_MODEL_MODEL_H
#define CONF_MODEL_MODEL_H

#include "conf/conf.h"
#include "conf/lang/name_syntax.h"
#include "conf/model/arena.h"

#define CONF_DIAGS_MAX 1000 /* further diagnostics are only counted, not stored */
/* The `file` of an entry from --set. `line` is the index of the --set, from 0. */
#define CONF_FROM_CLI UINT16_MAX
/* The `file` of an entry that ctinit made: a built-in default, or a key set by
 * run_command.c. Its `line` is 0. */
#define CONF_SYNTHETIC (UINT16_MAX - 1)
/* Begins a comment in a serialized configuration, which has the form "#@LINE FILE". It says
 * where the user wrote the value before the comment. */
#define CONF_ORIGIN "#@"

/* One value of a key. Entries of keys that accumulate form a ring in file order, and
 * section->lists points to the last one. Entries of other keys, and merged ones, are in the
 * unordered list section->scalars. */
struct entry {
	struct entry *next;
	union {
		char **words; /* `count` words, NULL-terminated */
		char *raw;    /* if is_dynamic: the unexpanded text, `count` bytes */
	};
	uint32_t count;
	uint32_t line;   /* starts at 1; see CONF_FROM_CLI and CONF_SYNTHETIC */
	uint16_t file;   /* index in conf->files, CONF_FROM_CLI or CONF_SYNTHETIC */
	uint16_t key;    /* enum conf_key */
	bool is_dynamic; /* expanded at each start of the service */
	bool resets;     /* `key =`: earlier entries and [defaults] do not count */
	bool is_merged;  /* finalize.c merged the words of all entries of the key */
};

struct conf_section {
	const char *name; /* "web", or "web@2" for an instance */
	const char *base; /* "web"; the same pointer for all instances */
	struct conf *conf;
	struct entry *scalars, *lists; /* shared by all instances */
	/* For each key in conf_edge_keys the number of services, then their indices. Shared
	 * by all instances. NULL if empty. */
	const uint32_t *edges;
	uint32_t line;     /* line of the first [section] with this name */
	uint16_t file;     /* as in struct entry */
	uint16_t instance; /* starts at 1; 0 if not an instance */
	/* the number of instances, if the service is disabled */
	uint16_t disabled_instances;
	uint8_t kind; /* enum conf_section_kind */
	bool disabled : 1;
	bool no_instances : 1;     /* instances = 0 */
	bool command_is_wrong : 1; /* do not report `command` as missing */
	bool reads_pipe : 1;       /* another service writes to its stdin */
};

/* Sections in file order, and a hash table of their names with open addressing. */
struct section_list {
	struct conf_section **sections;
	size_t count;
	uint32_t *slots;   /* indices into `sections`, or SECTION_NONE */
	size_t slot_count; /* number of slots, a power of two */
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
	size_t diag_count, diag_size; /* number of diagnostics, and size of the array */
	/* number of all errors, and of diagnostics that were not stored */
	size_t errors, hidden;
	const char **files;
	size_t file_count;
	const char *const *sets; /* used only during a load */
	struct conf_section init, defaults, container, include;
	struct conf_section table; /* the defaults that may have several words */
	bool has_container, serialized;
	struct section_list setups;
	/* Enabled services, then `disabled_count` disabled services. */
	struct section_list services;
	size_t disabled_count;
	struct group *groups; /* sorted by name */
	size_t group_count;
	const uint32_t *start; /* indices of the services of [init] start, ascending */
	size_t start_count;
	const struct conf_signal *signals;
	size_t signal_count;
	char origin[512]; /* the last result of conf_origin() */
};

/* diag.c: adds an error for a line of a file. `line` is 0 if it is about the whole file.
 * `file` is as in struct entry; for CONF_FROM_CLI `line` is the index of the --set. */
void file_error(struct conf *conf, unsigned file, unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Add an error or a warning about one entry: "[service:web] KEY: ...", or "[service:web]
 * KEY = ..." if the format begins with '='. */
void entry_error(const struct conf_section *section, const struct entry *entry,
		 const char *format, ...) __attribute__((format(printf, 3, 4)));
void entry_warning(const struct conf_section *section, const struct entry *entry,
		   const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Returns true if another error can be stored. If not, the caller need not compute a
 * suggestion for it. */
bool diag_has_capacity(const struct conf *conf);
/* Writes "[service:web]" into buf and returns it. */
const char *section_title(const struct conf_section *section, char buf[64]);

/* lookup.c: returns the section's own entry of a key that does not accumulate, or NULL. The
 * entry may be a reset (`key =`). */
struct entry *entry_scalar(const struct conf_section *section, enum conf_key key);
/* Returns the effective entry of a key that does not accumulate, from the section or
 * [defaults], or NULL. */
const struct entry *entry_find(const struct conf_section *section, enum conf_key key);
/* Returns true if the effective entry is known at load and its first word is `word`. */
bool entry_is_word(const struct conf_section *section, enum conf_key key, const char *word);
/* Returns the next entry of a key that accumulates, those of [defaults] first, or NULL. */
const struct entry *entry_next(struct conf_entry_iter *iter);
/* Returns true if the section has `key =` for a key that accumulates. */
bool entry_resets(const struct conf_section *section, enum conf_key key);
/* Returns the default of the key in this section, as a user would write it, or "". */
const char *default_word(const struct conf_section *section, enum conf_key key);

/* getters.c: needs, wants, after and before, in the order of conf_section.edges. */
#define EDGE_KEYS 4
extern const enum conf_key conf_edge_keys[EDGE_KEYS];
/* getters.c: returns the entry that gives the service the container's input or terminal, or
 * NULL. */
const struct entry *entry_terminal(const struct conf_section *section);
/* getters.c: writes the default of the key into *ret, without its words. For defaults of at
 * most one word; conf->table has the others. */
void default_value(const struct conf_section *section, enum conf_key key,
		   struct conf_value *ret);
/* getters.c: writes the value of the key into *ret. For a dynamic key this is the
 * default. */
void static_value(const struct conf_section *section, enum conf_key key,
		  struct conf_value *ret);

/* entries.c: adds an empty entry to the section, and returns it. If the key does not
 * accumulate, the old entry is overwritten. Returns NULL if out of memory. */
struct entry *entry_add(struct conf *conf, struct conf_section *section, enum conf_key key);
/* entries.c: marks a new entry as `key =` and drops the earlier ones. */
void entry_reset(struct conf_section *section, struct entry *entry);
/* entries.c: copies the words into the arena, NULL-terminated. Returns NULL if out of
 * memory. */
char **words_copy(struct conf *conf, char *const *words, size_t count);
/* section_table.c: returns [init], [defaults], [container] or [include], or NULL for
 * another name. Marks [container] as present. */
struct conf_section *section_of_name(struct conf *conf, const char *name);
/* section_table.c: splits "service:NAME" and "setup:NAME". Returns false for other
 * names. */
bool section_has_name(const char *name, enum conf_section_kind *ret_kind,
		      const char **ret_rest);
/* section_table.c: returns the index of the section with this name, or SECTION_NONE. */
#define SECTION_NONE UINT32_MAX
uint32_t section_index(const struct section_list *list, const char *name);
/* section_table.c: returns the section with this name, or NULL. */
struct conf_section *section_find(const struct section_list *list, const char *name);
/* section_table.c: adds a service or a setup to its list. The list must not have the name
 * yet. Returns NULL if out of memory. */
struct conf_section *section_add(struct conf *conf, enum conf_section_kind kind,
				 const char *name, unsigned file, unsigned line);
/* section_table.c: resizes the hash table to `slots` and enters all sections again. `slots`
 * must be a power of two and more than the number of sections. If memory runs out, changes
 * nothing and returns false. */
bool section_list_grow(struct section_list *list, size_t slots);

/* model.c: returns an empty configuration, or NULL if out of memory. */
struct conf *conf_alloc(void);

/* lookup.c: returns true if the section inherits the key from [defaults]. */
bool inherits_defaults(const struct conf_section *section, enum conf_key key);

/* names.c: writes "web@7: web has 3 instances" or "@wrk: no such group; did you mean
 * @work?" into *err and returns its text. If `suggest`, searches all names but that of
 * `but` (may be NULL) for a similar one, which is slow. */
const char *name_missing(const struct conf *conf, const char *word,
			 const struct conf_section *but, bool suggest, struct text *err);

/* names.c: returns the group with this name, or NULL. */
struct group *group_find(const struct conf *conf, const char *name);

#endif

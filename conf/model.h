/* conf/model.h - how a loaded configuration lies in memory; for this room only.
 *
 * Memory: everything lies in conf->arena but the list of diagnostics. A section costs 56
 * bytes and its name, an entry 32 and its words (or its raw text while it is dynamic). */
#ifndef CONF_MODEL_H
#define CONF_MODEL_H

#include "conf/arena.h"
#include "conf/conf.h"

#define CONF_NAME_MAX  32
#define CONF_DIAGS_MAX 1000
#define CONF_FROM_SET  UINT16_MAX /* an entry's file: it came by --set, `line` is which */
#define CONF_MADE      (UINT16_MAX - 1) /* no file: the table's default or the command line */

/* One written value. Single keys are in section->singles, in no order; entries of keys
 * that add are a ring, section->adds is the last one. */
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
	bool dynamic;
	bool cleared; /* `key =`: nothing before it counts, nor [defaults] */
	bool merged;  /* made after loading: the words of all entries of the key */
};

struct conf_section {
	const char *name;
	struct conf *conf;
	struct entry *singles, *adds;
	const uint32_t *edges; /* four counts, then the indices; NULL: none */
	uint32_t line;
	uint16_t file;
	uint8_t kind; /* enum conf_section_kind */
	bool disabled;
	bool bad_command; /* one was written, and told to be wrong */
};

struct conf {
	struct arena arena;
	struct conf_diag *diags;
	size_t diag_count, diag_size, errors, hidden;
	const char **files;
	size_t file_count;
	const char *const *sets; /* only while loading */
	struct conf_section init, defaults, container, include, table;
	bool has_container, flat;
	struct conf_section **services; /* enabled ones in file order, then the disabled */
	size_t service_count, disabled_count;
	uint32_t *slots; /* name -> 1 + index, open addressing */
	size_t slot_count;
	char origin[512]; /* conf_origin's answer */
};

/* diag.c. `line` 0: the whole file; `file` as in struct entry. */
void diag_at(struct conf *conf, unsigned file, unsigned line, bool warning,
	     const char *format, ...) __attribute__((format(printf, 5, 6)));
void diag_entry(struct conf *conf, const struct conf_section *section,
		const struct entry *entry, bool warning, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* Is there room for another error, so that a costly suggestion is worth it? */
bool diag_room(const struct conf *conf);
/* "[service:web]" */
const char *section_title(const struct conf_section *section, char buf[64]);

/* find.c: what counts. */
struct entry *entry_single(const struct conf_section *section, enum conf_key key);
/* The single entry that holds for the section, its own or [defaults]'; NULL: none. */
const struct entry *entry_find(const struct conf_section *section, enum conf_key key);
/* Walks the entries of a key that adds, [defaults]' first: begin with *at = NULL. */
struct entry_walk {
	const struct conf_section *section;
	enum conf_key key;
	const struct conf_section *now;
	const struct entry *at;
	bool done;
};
struct entry_walk entry_walk(const struct conf_section *section, enum conf_key key);
const struct entry *entry_next(struct entry_walk *walk);
/* The words of a default that is one word or none. */
const char *default_word(const struct conf_section *section, enum conf_key key);

/* store.c: entries in. */
struct entry *entry_add(struct conf *conf, struct conf_section *section, enum conf_key key);
/* `key =`: back to the default. */
void entry_clear(struct conf_section *section, struct entry *entry);
char **words_keep(struct conf *conf, char *const *words, size_t count);
bool conf_name_ok(const char *name);
uint32_t *conf_slot(const struct conf *conf, const char *name);
struct conf_section *conf_add_service(struct conf *conf, const char *name, unsigned file,
				      unsigned line);
int conf_finish(struct conf *conf); /* merges, defaults' words; 0 or -ENOMEM */

struct conf *conf_make(void); /* load.c; NULL without memory */

/* check.c */
void conf_check(struct conf *conf);
/* edges.c: resolves names, complains, looks for cycles. */
void conf_check_edges(struct conf *conf);

#endif

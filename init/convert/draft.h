/* init/convert/draft.h - the svc.ini that a conversion makes, and its report.
 *
 * Layer:  init/convert, above pool.
 * Memory: the pool. A draft is freed with it. */
#ifndef INIT_CONVERT_DRAFT_H
#define INIT_CONVERT_DRAFT_H

#include "conf/lang/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct draft_entry {
	enum conf_key key;
	const char *value; /* as svc.ini has it, one line */
	int line;          /* where draft_print() has printed it */
	bool dropped;      /* not printed: it is wrong, and reported */
};

struct draft_section {
	enum conf_section_kind kind;
	const char *name; /* of a service or setup; "" for the others */
	const char *
		origin; /* where it comes from, for notes: "supervisord.conf [program:x]" */
	const char *human; /* why a person must look at it: printed as a comment, or NULL */
	bool off;          /* printed as a comment: something required is missing */
	int line;
	struct draft_entry *entries;
	size_t count, size;
};

struct draft_note {
	bool lost;         /* something is not carried over; false: worth knowing */
	const char *where; /* file, section and key */
	const char *text;  /* what, why, and what to do */
};

struct draft {
	struct draft_section **sections;
	size_t section_count, section_size;
	struct draft_note *notes;
	size_t note_count, note_size;
	const char *title; /* the first comment of the file */
};

/* Returns the section of this kind and name, which is made if it is missing. */
struct draft_section *draft_section(struct draft *draft, enum conf_section_kind kind,
				    const char *name);
/* Makes a service. Turns `wanted` into a valid name that no other service has, and notes a
 * name that had to change. `origin` is for notes. */
struct draft_section *draft_service(struct draft *draft, const char *wanted,
				    const char *origin);
/* Returns the service or setup whose origin name was `wanted`, or NULL. */
struct draft_section *draft_find(const struct draft *draft, const char *name);
/* Turns any text into a valid name of a service. */
char *draft_valid_name(const char *wanted);

/* Set the value of a key, or add one more entry. `value` is as svc.ini has it. */
void draft_set(struct draft_section *section, enum conf_key key, const char *value);
void draft_setf(struct draft_section *section, enum conf_key key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void draft_add(struct draft_section *section, enum conf_key key, const char *value);
/* Adds a word to the only entry of the key. */
void draft_append(struct draft_section *section, enum conf_key key, const char *word);
/* Removes the key. */
void draft_unset(struct draft_section *section, enum conf_key key);
/* Returns the value of the key, or NULL. */
const char *draft_get(const struct draft_section *section, enum conf_key key);

/* Report what is not carried over (the conversion then ends with 1), or what is worth
 * knowing. The text says what, why, and what to do. */
void draft_lost(struct draft *draft, const char *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void draft_info(struct draft *draft, const char *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Returns the number of lost notes. */
size_t draft_lost_count(const struct draft *draft);

/* Prints the file, and with `report` the notes as comments at its end. Sets the `line` of
 * sections and entries. */
void draft_print(struct draft *draft, FILE *out, bool report);
/* Prints the notes, one a line, with `front` before each. */
void draft_report(const struct draft *draft, FILE *out, const char *front);

#endif

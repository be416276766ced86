/* init/convert/supervisord_value.h - expands the values of supervisord.conf.
 *
 * Private to the supervisord_*.c files. */
#ifndef INIT_CONVERT_SUPERVISORD_VALUE_H
#define INIT_CONVERT_SUPERVISORD_VALUE_H

#include "init/convert/draft.h"
#include "init/convert/pool.h"
#include "init/convert/python_ini.h"

/* What %(NAME)s means in a section. */
struct expansion_of {
	struct draft *draft;
	const char *here;            /* directory of the configuration, in the image */
	const char *program, *group; /* NULL outside of programs */
	/* Its number as text, or a mark for CTINIT_INSTANCE; NULL outside of programs. */
	const char *process_num;
	bool num_is_mark;
	unsigned numprocs;
};

/* Returns the value with %(...) expanded; variables of the container become marks. An
 * unknown name is reported and stays as it is written. */
char *supervisord_expand(const struct expansion_of *of, const char *value,
			 const char *where);

/* Splits A="x",B='y' as supervisord 4.2 does. Adds NAME=VALUE to `ret`. Returns false if
 * supervisord would refuse it. */
bool supervisord_pairs(const char *text, struct strings *ret);

/* Returns a size such as 50MB as svc.ini has it, or NULL. */
const char *supervisord_size(const char *text);

/* Returns the expanded value of a key without blanks at its ends, or NULL. */
const char *program_value(const struct ini *ini, const struct ini_section *section,
			  const struct expansion_of *of, const char *key);
/* Returns "FILE:LINE [SECTION] KEY" for notes. */
const char *program_where(const struct ini_section *section, const struct ini_entry *entry);

#endif

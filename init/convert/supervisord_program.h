/* init/convert/supervisord_program.h - converts one [program:x].
 *
 * Private to the supervisord_*.c files. */
#ifndef INIT_CONVERT_SUPERVISORD_PROGRAM_H
#define INIT_CONVERT_SUPERVISORD_PROGRAM_H

#include "init/convert/rule.h"
#include "init/convert/supervisord_value.h"

/* One service that a program becomes, and its place in the order of starts. */
struct started {
	struct draft_section *service;
	long group_priority, priority;
};

struct program_list {
	struct started *list;
	size_t count, size;
};

/* The group of a program. */
struct program_group {
	const char *name; /* NULL without [group:x] */
	long priority;
};

/* Converts the program of `section` and adds its services to `ret`. `of` has what all
 * programs share. */
void supervisord_program(const struct ini *ini, const struct ini_section *section,
			 const struct expansion_of *of, const struct program_group *group,
			 struct program_list *ret);

/* Sets the output keys of a service. supervisord_logs.c has it. */
void supervisord_logs(const struct ini *ini, const struct ini_section *section,
		      const struct expansion_of *of, struct draft_section *service);

extern const struct key_rule supervisord_program_rules[];

#endif

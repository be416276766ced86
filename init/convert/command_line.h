/* init/convert/command_line.h - reads options of a command line.
 *
 * Layer: init/convert. */
#ifndef INIT_CONVERT_COMMAND_LINE_H
#define INIT_CONVERT_COMMAND_LINE_H

#include <stdbool.h>

/* One option: --name, --name=VALUE, --name VALUE, or -l VALUE. */
struct option_row {
	const char *name;   /* with its dashes; NULL ends a table */
	char letter;        /* 0 if none */
	const char **value; /* where its value goes; NULL: a flag */
	bool *flag;
};

/* Reads the words after argv[0]. The only operand goes to *ret_operand. Prints what is
 * wrong, and `usage`, to stderr and returns false. */
bool options_read(char **argv, const struct option_row *table, const char **ret_operand,
		  const char *usage);

#endif

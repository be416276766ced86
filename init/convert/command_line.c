/* init/convert/command_line.c - reads options of a command line. */
#include "init/convert/command_line.h"

#include <stdio.h>
#include <string.h>

static bool fail_usage(const char *verb, const char *what, const char *word,
		       const char *usage)
{
	fprintf(stderr, "ctinit %s: %s \"%s\"\nusage: ctinit %s %s\n", verb, what, word,
		verb, usage);
	return false;
}

/* Returns true if the word is the option; *ret_value is the text after "=", or NULL. */
static bool is_row(const struct option_row *row, const char *word, const char **ret_value)
{
	size_t len = strlen(row->name);

	*ret_value = NULL;
	if (row->letter && word[0] == '-' && word[1] == row->letter && word[2] == '\0')
		return true;
	if (strncmp(word, row->name, len) != 0)
		return false;
	if (row->value && word[len] == '=')
		*ret_value = word + len + 1;
	return word[len] == '\0' || *ret_value;
}

bool options_read(char **argv, const struct option_row *table, const char **ret_operand,
		  const char *usage)
{
	const char *value, *verb = argv[0];

	*ret_operand = NULL;
	for (char **word = argv + 1; *word; word++) {
		const struct option_row *row = table;

		while (row->name && !is_row(row, *word, &value))
			row++;
		if (row->name && row->value) {
			if (!value && !(value = *++word))
				return fail_usage(verb, "a value is missing for", row->name,
						  usage);
			*row->value = value;
		} else if (row->name) {
			*row->flag = true;
		} else if ((*word)[0] == '-' && (*word)[1] != '\0') {
			return fail_usage(verb, "unknown option", *word, usage);
		} else if (*ret_operand) {
			return fail_usage(verb, "one file at a time, not also", *word,
					  usage);
		} else {
			*ret_operand = *word;
		}
	}
	return *ret_operand || fail_usage(verb, "the file is missing after", verb, usage);
}

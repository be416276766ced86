/* conf/lang/name_syntax.h - checks the spelling of names of services, variables and
 * users.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_NAME_SYNTAX_H
#define CONF_LANG_NAME_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

#define CONF_NAME_MAX 32 /* maximum length of the name of a service, setup or group */

/* Returns true if the word can name a service, setup or group: at most CONF_NAME_MAX of a-z
 * 0-9 _ . - with a letter or a digit first. */
bool name_is_valid(const char *name);
/* Returns true for NAME, NAME@N with N from 1 to 10000, and @GROUP. */
bool reference_is_valid(const char *word);

/* Returns true for USER, USER:GROUP and :GROUP. Each part is a valid id or a name. A name
 * has at most 63 bytes, no : , / or blank, and does not begin with -. */
bool user_is_valid(const char *word, size_t len);
/* Returns true if the text is one user or group, a name or an id, as in user_is_valid(). */
bool user_or_group_is_valid(const char *word, size_t len);

/* Returns the length of the variable name at the start of the word. A name has letters,
 * digits and underscores, and does not begin with a digit. */
size_t variable_name_length(const char *word);
/* Returns the length of the name in NAME=VALUE, or 0 if there is no name or no =. A name is
 * any bytes but =: execve(2) accepts them and programs use them. For example, Elasticsearch
 * reads a variable named discovery.type. */
size_t conf_assignment_name(const char *word);

#endif

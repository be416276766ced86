/* conf/lang/name_syntax.h - checks the spelling of names of services, variables and
 * users.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_NAME_SYNTAX_H
#define CONF_LANG_NAME_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

#define CONF_NAME_MAX 32 /* bytes in the name of a service, a setup or a group */

/* Returns true if the word may name a service, a setup or a group: at most CONF_NAME_MAX of
 * a-z 0-9 _ . - with a letter or a digit first. */
bool name_is_valid(const char *name);
/* Returns true for NAME, NAME@N with N from 1 to 10000, and @GROUP. */
bool reference_is_valid(const char *word);

/* Returns true for USER, USER:GROUP and :GROUP, where each is an id that fits, or a name of
 * at most 63 bytes that has no : , / or blank and does not begin with -. */
bool user_is_valid(const char *word, size_t len);
/* Returns true for one name or id that user_is_valid() allows, of a user or a group. */
bool user_or_group_is_valid(const char *word, size_t len);

/* Returns the length of the variable's name at the front of the word: letters, digits and
 * underscores, no digit first. */
size_t variable_name_length(const char *word);
/* Returns the length of the name in NAME=VALUE, or 0 if there is no name or no =. A name
 * is any bytes but =, because execve(2) takes them and programs use them: Elasticsearch
 * has a variable discovery.type. */
size_t conf_assignment_name(const char *word);

#endif

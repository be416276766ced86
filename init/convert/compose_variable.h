/* init/convert/compose_variable.h - reads the variables in the values of a compose file.
 *
 * Layer: init/convert, below compose_service. */
#ifndef INIT_CONVERT_COMPOSE_VARIABLE_H
#define INIT_CONVERT_COMPOSE_VARIABLE_H

/* Returns the text with $X, ${X} and ${X:-d} as marks; $$ is a dollar. */
char *compose_marked(const char *text);

#endif

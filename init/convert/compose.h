/* init/convert/compose.h - converts the services of one image in a compose file.
 *
 * Source: the Compose Specification, as docker compose v2 reads it. */
#ifndef INIT_CONVERT_COMPOSE_H
#define INIT_CONVERT_COMPOSE_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

/* Converts the services of the image `place->image`. If that is NULL, of the image that is
 * built, or else of the first service. */
bool compose_convert(struct draft *draft, const struct place *place, const char *text,
		     const char **ret_why);
bool compose_fits(const char *text);
void compose_table(FILE *out);

#endif

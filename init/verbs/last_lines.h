/* init/verbs/last_lines.h - prints the last lines that services wrote.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_LAST_LINES_H
#define INIT_VERBS_LAST_LINES_H

#include "init/client/screen.h"
#include "init/verbs/client_options.h"

/* Prints the last lines of the services that the operands from `from` on name. Prints
 * nothing if the init refuses. */
void last_lines_print(const struct verb *verb, const struct client_options *options,
		      size_t from, const struct screen *screen);

#endif

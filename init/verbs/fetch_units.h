/* init/verbs/fetch_units.h - asks for all units and for the edges between them.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_FETCH_UNITS_H
#define INIT_VERBS_FETCH_UNITS_H

#include "init/verbs/client_options.h"
#include "init/verbs/unit_list.h"

/* Reads the command line of a verb without operands, and fills in the list. With --json
 * prints the reply lines. Returns 0, or the exit code after a message. The caller always
 * calls unit_list_done(). */
int fetch_units(const struct process_start *start, const struct verb *verb, char **argv,
		struct client_options *ret_options, struct unit_list *ret_list);

#endif

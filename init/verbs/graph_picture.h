/* init/verbs/graph_picture.h - draws the edges between units with lines.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_GRAPH_PICTURE_H
#define INIT_VERBS_GRAPH_PICTURE_H

#include "init/client/screen.h"
#include "init/verbs/unit_list.h"

/* Prints one row for each unit, those before it above it. A line leads down from a unit to
 * those that need it. */
void graph_picture_print(const struct unit_list *list, const struct screen *screen);

#endif

/* init/verbs/status_view.h - prints units as a table, or one unit in full.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_STATUS_VIEW_H
#define INIT_VERBS_STATUS_VIEW_H

#include "init/client/text_table.h"
#include "init/verbs/unit_list.h"

/* Prints the line about the container: "web: up for 3 min, 7 of 8 ready, 1 done". */
void status_print_container(const struct unit_list *list, const struct screen *screen);
/* Prints the table, with the zombies below it. */
void status_print_table(const struct unit_list *list, const struct screen *screen);
/* Adds the row of a unit to a table with the columns of `status_titles`. */
extern const char *const status_titles[];
#define STATUS_COLUMNS 10
#define STATUS_RIGHT   0x1f8 /* the columns with numbers */
void status_add_row(struct table *t, const struct unit_info *unit, size_t number);
/* Prints all that is known about a unit, but its log lines. */
void status_print_unit(const struct unit_info *unit, const struct screen *screen);

#endif

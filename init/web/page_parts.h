/* init/web/page_parts.h - draws the parts of the page.
 *
 * Rows are those of `status --usage`, `graph`, `logs` and `events`. Everything in them that is
 * text is escaped.
 *
 * Private to the room. */
#ifndef INIT_WEB_PAGE_PARTS_H
#define INIT_WEB_PAGE_PARTS_H

#include <jansson.h>
#include <stdio.h>

#define GRAPH_UNITS_MAX 120 /* with more the page has no picture */

/* What is known about the container beside the name. */
void page_facts(FILE *out, const json_t *container);
void page_services(FILE *out, const json_t *rows);
/* The start: when each unit was requested, started and ready. */
void page_timeline(FILE *out, const json_t *rows);
/* Which unit starts before which one. */
void page_graph(FILE *out, const json_t *rows, const json_t *edges);
/* Lines or events; NULL: the reader may not see them. */
void page_lines(FILE *out, const json_t *rows);
void page_events(FILE *out, const json_t *rows);

/* Returns the row of this type and name, or NULL. */
const json_t *page_row_of(const json_t *rows, const char *type, const char *name);

#endif

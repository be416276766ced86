/* supervisor/reload.h - another configuration, while services run. Private to the room.
 *
 * What is gone or changed stops first, in the old core's order; then the new core takes
 * over. What is the same goes on untouched. Only here does the room take memory after
 * sup_new(); what cannot be had refuses the reload. */
#ifndef SUPERVISOR_RELOAD_H
#define SUPERVISOR_RELOAD_H

#include <stdbool.h>

struct sup;

/* In a turn of the loop of its own, since it frees services: has all stopped that had to?
 * And what the last reloads left goes, once no start reads it any more. */
void reload_look(struct sup *sup);
void reload_free(struct sup *sup); /* for sup_free() */

#endif

/* init/verbs/unit_text.h - says in words what a unit does, from its reply line.
 *
 * Private to init/verbs. Pure. */
#ifndef INIT_VERBS_UNIT_TEXT_H
#define INIT_VERBS_UNIT_TEXT_H

#include "conf/base/json_reader.h"
#include "init/client/screen.h"

/* Returns the colour of a state: green if it is well, red after a failure. */
enum colour unit_colour(const struct json_object *unit);
/* Returns the word for the state: "ready", "unhealthy", "disabled" ... */
const char *unit_state_text(const struct json_object *unit);
/* Returns the time between the start of the process and its readiness in ms; -1 if it is
 * not known. */
msec unit_start_time(const struct json_object *unit);

#define UNIT_NOTE_SIZE 512
/* Says why the unit is in its state, when it restarts, and how it ended last. Returns
 * `text`. */
const char *unit_note(const struct json_object *unit, char text[UNIT_NOTE_SIZE]);

#endif

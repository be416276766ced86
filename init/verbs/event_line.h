/* init/verbs/event_line.h - prints changes of states, in words.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_EVENT_LINE_H
#define INIT_VERBS_EVENT_LINE_H

#include "conf/base/json_reader.h"
#include "init/client/screen.h"

/* For client_request.on_line; `screen` is a struct screen. Print "web: ready" for an
 * `event` line, the second with the time before it; a `change` line as "web: restart
 * (command)"; and the text of a `message` line. Ignore lines of other types. */
void event_line_print_short(void *screen, const struct json_object *line);
void event_line_print(void *screen, const struct json_object *line);

#endif

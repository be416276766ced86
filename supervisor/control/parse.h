/* supervisor/control/parse.h - reads the line of a request.
 *
 * Private to the room. Pure. */
#ifndef SUPERVISOR_CONTROL_PARSE_H
#define SUPERVISOR_CONTROL_PARSE_H

#include "supervisor/control/client_request.h"

/* Splits `line` into words as a value of svc.ini is split, without ${}. The words go to
 * `scratch`. Sets the handler, options, words and names of the request. Returns 0 or the
 * exit code for the client, with the reason in *err. Does not check rights or names. */
int parse_request(const char *line, size_t len, struct conf_scratch *scratch,
		  struct served_request *request, struct text *err);
/* Returns the request, or CONTROL_REQUEST_COUNT if no request has this name. */
enum control_request parse_request_name(const char *word);
/* Returns the rights that the request needs. */
enum control_rights request_rights(const struct served_request *request);

#endif

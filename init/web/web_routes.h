/* init/web/web_routes.h - finds the function that answers a request.
 *
 * Private to the room. */
#ifndef INIT_WEB_WEB_ROUTES_H
#define INIT_WEB_WEB_ROUTES_H

#include "init/web/exchange.h"

/* Answers the request: checks its path, its method and its right, then calls the function of
 * the route. */
enum MHD_Result web_route(struct exchange *x, const char *method);

#endif

/* init/web/api_look.h - answers with what PID 1 knows: status, graph, health, and the last logs
 * and events.
 *
 * Private to the room. */
#ifndef INIT_WEB_API_LOOK_H
#define INIT_WEB_API_LOOK_H

#include "init/web/exchange.h"

#define REQUEST_MAX 1024 /* bytes of a request to the control socket that we make */

enum MHD_Result api_status(struct exchange *x);
enum MHD_Result api_graph(struct exchange *x);
enum MHD_Result api_health(struct exchange *x);
enum MHD_Result api_healthz(struct exchange *x);
enum MHD_Result api_readyz(struct exchange *x);

/* Asks, and answers with the rows in an object under `key`. */
enum MHD_Result api_answer_rows(struct exchange *x, const char *request, const char *key);

/* Returns true if the word may be a part of a request: a name of services, a @group, an
 * instance, or `all`. Such a word needs no quotes. */
bool api_is_name(const char *word);

/* Returns the names of the request: the part of its path, else the parameter `name`; "" if it
 * has none. Returns NULL after it has refused the request. */
const char *api_names(struct exchange *x, enum MHD_Result *ret_result);

#endif

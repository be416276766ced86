/* init/web/api_change.h - answers requests that change something.
 *
 * Private to the room. */
#ifndef INIT_WEB_API_CHANGE_H
#define INIT_WEB_API_CHANGE_H

#include "init/web/exchange.h"

/* POST /v1/services/NAME/VERB */
enum MHD_Result api_change_service(struct exchange *x);
enum MHD_Result api_reload(struct exchange *x);
enum MHD_Result api_shutdown(struct exchange *x);

#endif

/* init/web/api_stream.h - answers with logs and events, once or as a stream.
 *
 * A stream is server-sent events if the client accepts text/event-stream, else one JSON object
 * a line.
 *
 * Private to the room. */
#ifndef INIT_WEB_API_STREAM_H
#define INIT_WEB_API_STREAM_H

#include "init/web/exchange.h"

enum MHD_Result api_logs(struct exchange *x);
enum MHD_Result api_events(struct exchange *x);

#endif

/* init/web/exchange.h - holds one HTTP request, and sends its reply.
 *
 * Private to the room. */
#ifndef INIT_WEB_EXCHANGE_H
#define INIT_WEB_EXCHANGE_H

#include "conf/base/base.h"
#include "init/web/access.h"
#include "init/web/control_link.h"
#include "init/web/http_clients.h"

#include <jansson.h>
#include <microhttpd.h>
#include <stddef.h>

#define BODY_MAX   16384      /* bytes of a request's body */
#define PART_MAX   256        /* bytes of a part of the path, with its NUL */
#define LOOK_LIMIT SECONDS(5) /* for PID 1 to answer what it knows */
#define TYPE_HTML  "text/html; charset=utf-8"
#define TYPE_JSON  "application/json"
#define TYPE_TEXT  "text/plain; charset=utf-8"

struct exchange {
	struct MHD_Connection *connection;
	struct http_client *client;
	const char *path;
	enum access_right right;
	char name[PART_MAX]; /* what the first * of the route's path stands for */
	char verb[PART_MAX]; /* and the second */
	char *body;          /* ends with a NUL; NULL if there is none */
	size_t body_len;
};

/* Queue a reply with the headers that every reply has. `body` is from malloc() and freed here;
 * it may be NULL. */
enum MHD_Result exchange_send(struct exchange *x, unsigned status, const char *type,
			      char *body, size_t len);
/* The same for a JSON value, which is freed here. */
enum MHD_Result exchange_json(struct exchange *x, unsigned status, json_t *value);
/* Queues {"ok":false,"error":TEXT}. */
enum MHD_Result exchange_refuse(struct exchange *x, unsigned status, const char *format,
				...) __attribute__((format(printf, 3, 4)));
/* Queues the failure of a request to the control socket, and the status that fits its code. */
enum MHD_Result exchange_failed(struct exchange *x, const struct control_reply *reply);
/* Queues a response with the headers that every reply has, and gives it back. */
enum MHD_Result exchange_queue(struct exchange *x, unsigned status,
			       struct MHD_Response *response, const char *type);

/* Returns the value of a parameter after the `?`, or NULL. */
const char *exchange_query(const struct exchange *x, const char *key);
/* Returns true if the Accept header has this media type. */
bool exchange_accepts(const struct exchange *x, const char *type);

#endif

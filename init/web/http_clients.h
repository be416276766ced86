/* init/web/http_clients.h - keeps the connections of HTTP clients, and their deadlines.
 *
 * Every connection has one deadline at a time: for the whole request, for the work, for the
 * reply or for one piece of a stream. A thread closes those that miss it, so a client that
 * sends or reads slowly holds a place for a bounded time. While no client is connected, the
 * thread sleeps.
 *
 * Private to the room. Functions may be called from every thread. */
#ifndef INIT_WEB_HTTP_CLIENTS_H
#define INIT_WEB_HTTP_CLIENTS_H

#include "conf/base/base.h"

#include <stdbool.h>

#define HTTP_CLIENTS_MAX 64 /* connections of all listeners */
#define HTTP_STREAMS_MAX 24 /* of these, how many may follow events or logs */
#define HTTP_CHANGES_MAX 16 /* of these, how many may wait for the end of a change */
#define REQUEST_LIMIT    SECONDS(10) /* from accept(2) to the end of the request */
#define REPLY_LIMIT      SECONDS(30) /* to take the reply, or one piece of a stream */

struct http_client;

/* What a client holds beside its connection. */
enum client_use { USE_NONE, USE_STREAM, USE_CHANGE };

/* Starts the thread. Returns 0 or a negative errno. */
int http_clients_start(void);

/* Registers a connection and returns it, or NULL if memory is short. If nearly all places are
 * taken, closes the connection that has been waiting longest without a whole request. */
struct http_client *http_client_add(int fd);
void http_client_remove(struct http_client *client);

/* Returns true if a further connection has a place. */
bool http_clients_have_room(void);

/* Sets the deadline from now on; 0 removes it. The request is whole from the first call on. */
void http_client_limit(struct http_client *client, msec limit);

/* Takes a place for a stream or a change, which the client keeps to its end. Returns false if
 * all are taken. */
bool http_client_hold(struct http_client *client, enum client_use use);

/* Waits until every client has its reply, except those of streams, at most `limit` ms. */
void http_clients_drain(msec limit);

int http_client_fd(const struct http_client *client);

#endif

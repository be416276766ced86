/* init/web/access.h - decides what a request may do, by token, peer, Host and Origin.
 *
 * Looking needs no right. Logs and events need the token, or the cookie of a browser that has
 * shown the token. Changes need the token in a header, which no other web page can send. Over
 * a Unix socket root, our own user, and the user and the group of the socket need no token,
 * because the socket itself says who they are; a browser behind a proxy does.
 *
 * Private to the room. */
#ifndef INIT_WEB_ACCESS_H
#define INIT_WEB_ACCESS_H

#include "init/web/web_settings.h"

#include <microhttpd.h>
#include <stdbool.h>
#include <sys/types.h>

enum access_right { RIGHT_LOOK, RIGHT_READ, RIGHT_CHANGE };

#define ACCESS_COOKIE "ctinit_read"

/* Reads or makes the token. Returns true, or false after a message. */
bool access_prepare(const struct web_settings *settings);

/* Sets who may make changes over the Unix socket without the token. (uid_t)-1 and (gid_t)-1:
 * nobody more than root and our own user. */
void access_set_owner(uid_t uid, gid_t gid);

/* Returns true if the Host header is an IP address, localhost, or a name of the settings, or
 * if the client came over a Unix socket. Another name is the sign of DNS rebinding. */
bool access_host_fits(struct MHD_Connection *connection, int fd);

/* Returns true if a page of another site has made the request. */
bool access_is_foreign(struct MHD_Connection *connection);

/* Returns what this request may do. */
enum access_right access_right_of(struct MHD_Connection *connection, int fd);

/* Compares in a time that does not depend on where they differ. */
bool access_token_fits(const char *token);

/* Returns the value of the cookie. */
const char *access_cookie(void);

#endif

/* init/web/web_server.h - serves HTTP on sockets.
 *
 * Private to the room. */
#ifndef INIT_WEB_WEB_SERVER_H
#define INIT_WEB_WEB_SERVER_H

#include <stdbool.h>

/* Serves on a listening socket, in threads of its own: one for the socket, one for each
 * connection. Returns true, or false after a message. */
bool web_server_start(int listen_fd);

#endif

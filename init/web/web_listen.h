/* init/web/web_listen.h - opens the sockets that HTTP clients connect to.
 *
 * Private to the room. */
#ifndef INIT_WEB_WEB_LISTEN_H
#define INIT_WEB_WEB_LISTEN_H

#include "init/web/web_settings.h"

/* Opens the socket of an address of --listen. Returns the descriptor, or -1 after a message. A
 * stale Unix socket is replaced, one that answers is not. */
int web_listen(const struct web_settings *settings, const char *address);

/* Writes the address with the port that the kernel has chosen, if the given port is 0. */
void web_listen_name(char *to, size_t size, const char *address, int fd);

/* Removes the Unix sockets again. Async-signal-safe. */
void web_listen_remove(const struct web_settings *settings);

#endif

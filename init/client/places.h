/* init/client/places.h - lists the places where the control socket of an init may be.
 *
 * Layer:  init/client, also for init/web.
 * Memory: static buffers. */
#ifndef INIT_CLIENT_PLACES_H
#define INIT_CLIENT_PLACES_H

#include "init/client/client.h"

/* The maximum number of places. */
#define PLACES_MAX 8

struct control_places {
	size_t count;
	char names[PLACES_MAX][sizeof((struct sockaddr_un *)NULL)->sun_path];
};

/* Fills in the places for `target`, best first. */
void places_find(struct control_places *places, const struct client_target *target);
/* Appends to *err the names of the containers on this host that can be reached. Appends
 * nothing if there is none. */
void places_append_containers(struct text *err);

#endif

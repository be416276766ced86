/* init/web/control_place.h - connects to the control socket of the init.
 *
 * Apart from the rest of the room, because json_reader.h of init/client and jansson.h have
 * constants of the same names.
 *
 * Private to the room. */
#ifndef INIT_WEB_CONTROL_PLACE_H
#define INIT_WEB_CONTROL_PLACE_H

/* Sets the socket, or the container of `ctinit run`, that later calls connect to. If both are
 * NULL, they search. Not copied. */
void control_place_set(const char *control, const char *container);

/* Returns a connected non-blocking socket or a negative errno: -EAGAIN if the init has too many
 * clients. May be called from every thread. */
int control_place_connect(void);

#endif

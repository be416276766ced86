/* init/outside/where.h - is this process in a container already? */
#ifndef INIT_OUTSIDE_WHERE_H
#define INIT_OUTSIDE_WHERE_H

/* What shows that this is a container, for a message; NULL: nothing does. Valid until the
 * next call. */
const char *where_container(void);

#endif

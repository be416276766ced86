/* init/runtime/detect.h - is this process in a container already? */
#ifndef INIT_RUNTIME_DETECT_H
#define INIT_RUNTIME_DETECT_H

/* What shows that this is a container, for a message; NULL: nothing does. Valid until the
 * next call. */
const char *where_container(void);

#endif

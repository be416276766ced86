/* init/runtime/detect.h - detects whether this process is in a container. */
#ifndef INIT_RUNTIME_DETECT_H
#define INIT_RUNTIME_DETECT_H

/* Returns the sign that this is a container, for a message; NULL if there is no sign. It
 * is valid until the next call. */
const char *detect_container(void);

#endif

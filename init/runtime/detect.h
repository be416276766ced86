/* init/runtime/detect.h - detects whether this process is in a container. */
#ifndef INIT_RUNTIME_DETECT_H
#define INIT_RUNTIME_DETECT_H

/* What shows that this is a container, for a message; NULL: nothing does. Valid until the
 * next call. */
const char *detect_container(void);

#endif

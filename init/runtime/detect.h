/* init/runtime/detect.h - detects whether this process is in a container.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_DETECT_H
#define INIT_RUNTIME_DETECT_H

/* Returns a sign that this is a container, as text for a message, or NULL if there is none.
 * The text is valid until the next call. */
const char *detect_container(void);

#endif

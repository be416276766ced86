/* init/runtime/container_env.h - the environment of the init. */
#ifndef INIT_RUNTIME_CONTAINER_ENV_H
#define INIT_RUNTIME_CONTAINER_ENV_H

#include <stdbool.h>

struct conf_section;

/* A container's: PATH, container=ctinit, TERM with a terminal, then what env-inherit
 * names, the env-files, environment: a later one wins. Reads files of the host; dies. */
char *const *container_env_make(const struct conf_section *container, char *const *host,
				bool terminal);

#endif

/* init/runtime/container_env.h - the environment of the init. */
#ifndef INIT_RUNTIME_CONTAINER_ENV_H
#define INIT_RUNTIME_CONTAINER_ENV_H

#include <stdbool.h>

struct conf_section;

/* Returns PATH, container=ctinit, and TERM if there is a terminal; then the variables of
 * env-inherit, of the env-files and of environment. A later value replaces an earlier one.
 * Reads files of the host, and dies if that fails. */
char *const *container_env_make(const struct conf_section *container, char *const *host,
				bool terminal);

#endif

/* init/runtime/container_env.h - builds the environment of the init.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_CONTAINER_ENV_H
#define INIT_RUNTIME_CONTAINER_ENV_H

#include <stdbool.h>

struct conf_section;

/* Returns the environment: PATH, container=ctinit, and TERM if there is a terminal, then
 * the variables of the keys env-inherit, env-file and environment. A later value replaces
 * an earlier one. `host` is the environment of ctinit. Reads files of the host, and dies
 * if that fails; a file whose path begins with "-" may be missing. The environment is
 * never freed. */
char *const *container_env_make(const struct conf_section *container, char *const *host,
				bool terminal);

#endif

/* init/runtime/container_env.h - builds the environment of the init.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_CONTAINER_ENV_H
#define INIT_RUNTIME_CONTAINER_ENV_H

#include <stdbool.h>

struct conf_section;

/* Returns the environment: PATH, container=ctinit, TERM if there is a terminal, then the
 * variables of env-inherit, env-file and environment. Later values replace earlier ones.
 * `host` is the environment of ctinit. Reads env-files on the host and dies if that fails,
 * unless a missing file has the prefix "-". The result is never freed. */
char *const *container_env_make(const struct conf_section *container, char *const *host,
				bool terminal);

#endif

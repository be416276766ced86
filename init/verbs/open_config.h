/* init/verbs/open_config.h - opens a configuration file if its type is allowed.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_OPEN_CONFIG_H
#define INIT_VERBS_OPEN_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

/* Opens a configuration file for reading. Refuses directories and devices. Waits at most 5
 * s for the first byte of a FIFO, which may have no writer. Included files must be regular.
 * On error returns NULL and sets errno, as `open` of struct conf_source must. */
FILE *config_open(const char *path, bool included);

/* Returns true if `path` looks like a command: a program or script, or a word without "/"
 * and "." that names no existing file. Reads the first bytes of a file. */
bool config_is_command(const char *path);

#endif

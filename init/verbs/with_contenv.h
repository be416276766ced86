/* init/verbs/with_contenv.h - runs a program with the variables of
 * /run/s6/container_environment.
 *
 * Scripts of s6-overlay begin with `#!/command/with-contenv sh`. A link of that name to
 * ctinit runs them.
 *
 * Layer: init/verbs, for init/main.c. */
#ifndef INIT_VERBS_WITH_CONTENV_H
#define INIT_VERBS_WITH_CONTENV_H

#include <stdbool.h>

/* Returns true if the program was called by the name with-contenv. */
bool with_contenv_is_name(const char *argv0);
/* Sets a variable for each file of /run/s6/container_environment, which may be missing, and
 * executes argv[1]. Returns only if that fails: 127 if there is no such program, otherwise
 * 126. */
int with_contenv_run(int argc, char **argv);

#endif

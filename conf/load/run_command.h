/* conf/load/run_command.h - declares the functions that make a configuration for a command
 * line.
 *
 * Private to conf/load, for copy.c, run_command.c and arguments.c. They copy parts of a
 * loaded configuration into a new one. If memory runs out, they set arena.failed. */
#ifndef CONF_LOAD_RUN_COMMAND_H
#define CONF_LOAD_RUN_COMMAND_H

#include "conf/model/model.h"

/* copy.c: copies the paths of the files, [init], [container] and [defaults]. If `alone`,
 * the services of `base` are not used: leaves out keys that name services, and the forward:
 * actions of [init] signals. */
void copy_shared(struct conf *conf, const struct conf *base, bool alone);
void copy_setups(struct conf *conf, const struct conf *base);
/* Copies the services, also disabled ones. */
void copy_services(struct conf *conf, const struct conf *base);

/* run_command.c: adds the service that runs argv. It has main = yes and restart = never,
 * the container's output and, if `input`, its input. Copies argv. Returns NULL if out of
 * memory. */
struct conf_section *command_add(struct conf *conf, const char *name, char *const *argv,
				 bool input);
/* Resets keys of [defaults] in the section, so it does not inherit them. If `like_setup`,
 * resets all keys that setups do not inherit, otherwise those that prepare, check or order
 * services. */
void command_reset_defaults(struct conf *conf, struct conf_section *section,
			    bool like_setup);
/* Set a key to a copy of these words (NULL-terminated), or of one word. */
void command_set(struct conf *conf, struct conf_section *section, enum conf_key key,
		 char *const *words);
void command_set_word(struct conf *conf, struct conf_section *section, enum conf_key key,
		      const char *word);
/* Finishes the load and runs the checks. Returns 0, -EINVAL with diagnostics, or -ENOMEM.
 * Call it last. */
int command_finish(struct conf *conf);

#endif

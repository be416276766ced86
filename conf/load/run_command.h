/* conf/load/run_command.h - a service that a command line makes; shared by copy.c,
 * run_command.c and arguments.c. A loaded configuration is never changed: a copy is made. */
#ifndef CONF_LOAD_RUN_COMMAND_H
#define CONF_LOAD_RUN_COMMAND_H

#include "conf/model/model.h"

/* copy.c. Copies [init], [container] and [defaults]; with `alone` without keys that name
 * services. */
void copy_shared(struct conf *conf, const struct conf *base, bool alone);
void copy_setups(struct conf *conf, const struct conf *base);
void copy_services(struct conf *conf, const struct conf *base); /* also the disabled ones */

/* run_command.c. Adds the service that runs argv, with the container's input if `input`. */
struct conf_section *command_add(struct conf *conf, const char *name, char *const *argv,
				 bool input);
/* Resets keys of [defaults] in the section: all but the environment, or only those that a
 * command does not use. */
void command_reset_defaults(struct conf *conf, struct conf_section *section,
			    bool environment_only);
void command_set(struct conf *conf, struct conf_section *section, enum conf_key key,
		 char *const *words);
void command_set_word(struct conf *conf, struct conf_section *section, enum conf_key key,
		      const char *word);
/* Finalizes and checks. Returns 0, -EINVAL with diagnostics, or -ENOMEM. */
int command_finish(struct conf *conf);

#endif

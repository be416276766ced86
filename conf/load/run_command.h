/* conf/load/run_command.h - makes a configuration for a command line.
 *
 * Private to the room, for copy.c, run_command.c and arguments.c. A loaded configuration
 * is never changed: its parts are copied into a new one. Without memory a function sets
 * arena.failed. */
#ifndef CONF_LOAD_RUN_COMMAND_H
#define CONF_LOAD_RUN_COMMAND_H

#include "conf/model/model.h"

/* copy.c: copies the paths of the files, [init], [container] and [defaults]. With
 * `alone`, for a configuration without the services of `base`, keys that name services and
 * the forward: actions of [init] signals are left out. */
void copy_shared(struct conf *conf, const struct conf *base, bool alone);
void copy_setups(struct conf *conf, const struct conf *base);
void copy_services(struct conf *conf, const struct conf *base); /* also the disabled ones */

/* run_command.c: adds the service that runs argv: main, never restarted, with the
 * container's output and, if `input`, its input. */
struct conf_section *command_add(struct conf *conf, const char *name, char *const *argv,
				 bool input);
/* Resets keys of [defaults] in the section, so that it does not inherit them: with
 * `like_setup` all keys that setups do not inherit, otherwise only those that prepare,
 * check or order services. */
void command_reset_defaults(struct conf *conf, struct conf_section *section,
			    bool like_setup);
/* Sets a key to these words, which end with NULL, or to one word. */
void command_set(struct conf *conf, struct conf_section *section, enum conf_key key,
		 char *const *words);
void command_set_word(struct conf *conf, struct conf_section *section, enum conf_key key,
		      const char *word);
/* Ends the load and runs the checks. Returns 0, -EINVAL with diagnostics, or -ENOMEM. */
int command_finish(struct conf *conf);

#endif

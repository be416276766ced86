/* init/single/option_handlers.h - declares the handlers that store an option and its value.
 *
 * The option tables point to them. A handler returns false if `value` is invalid, and
 * ignores `value` if its option takes none. Pure.
 *
 * Private to init/single. */
#ifndef INIT_SINGLE_OPTION_HANDLERS_H
#define INIT_SINGLE_OPTION_HANDLERS_H

#include "init/single/command_options.h"

typedef bool option_handler(struct command_options *options, const char *value);

option_handler option_set_group, option_set_subreaper, option_set_warn_reaped,
	option_set_verbose, option_set_same_group;
option_handler option_set_session, option_set_pause;
option_handler option_set_parent_death;    /* a signal's name or number */
option_handler option_set_wait;            /* "all" */
option_handler option_set_exit_code;       /* an exit code, 0 to 255, to map to 0 */
option_handler option_set_rewrite;         /* FROM:TO, 1 to 31 and 0 to 31 */
option_handler option_set_verbosity;       /* the verbosity; 0 if not a number */
option_handler option_set_debug_if_1;      /* "1": the highest verbosity */
option_handler option_set_same_group_if_0; /* "0": the command gets no session */

#endif

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
option_handler option_set_parent_death; /* takes the name or number of a signal */
option_handler option_set_wait;         /* "all" */
option_handler option_set_exit_code;    /* takes an exit code, 0 to 255, that becomes 0 */
option_handler option_set_rewrite;      /* takes FROM:TO; FROM is 1 to 31, TO is 0 to 31 */
option_handler option_set_verbosity;    /* takes the verbosity; 0 if it is not a number */
option_handler option_set_debug_if_1;   /* the value "1" selects the highest verbosity */
/* The value "0" starts the command without a session. */
option_handler option_set_same_group_if_0;

#endif

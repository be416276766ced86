/* init/single/option_handlers.h - what each option sets.
 *
 * All have one shape, for the tables; false: the value is wrong. Those without a value do
 * not look at it. */
#ifndef INIT_SINGLE_OPTION_HANDLERS_H
#define INIT_SINGLE_OPTION_HANDLERS_H

#include "init/single/command.h"

typedef bool option_handler(struct command_options *single, const char *value);

option_handler option_set_group, option_set_subreaper, option_set_warn_reaped,
	option_set_verbose, option_set_same_group;
option_handler option_set_session, option_set_pause;
option_handler option_set_parent_death; /* a signal's name or number */
option_handler option_set_wait;         /* "all" */
option_handler option_set_exit_code;    /* 0 to 255, nothing more: becomes 0 */
option_handler
	option_set_rewrite; /* two numbers, 1-31:0-31; what follows them is not read */
option_handler option_set_verbosity;  /* the verbosity itself; what is no number is 0 */
option_handler option_set_debug_if_1; /* "1": all there is to tell */
option_handler option_set_same_group_if_0; /* "0": no session */

#endif

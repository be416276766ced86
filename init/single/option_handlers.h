/* init/single/option_handlers.h - what each option sets.
 *
 * All have one signature, for the tables. They return false if the value is wrong.
 * Handlers of options without a value ignore it. Pure. */
#ifndef INIT_SINGLE_OPTION_HANDLERS_H
#define INIT_SINGLE_OPTION_HANDLERS_H

#include "init/single/command_options.h"

typedef bool option_handler(struct command_options *options, const char *value);

option_handler option_set_group, option_set_subreaper, option_set_warn_reaped,
	option_set_verbose, option_set_same_group;
option_handler option_set_session, option_set_pause;
option_handler option_set_parent_death;    /* a signal's name or number */
option_handler option_set_wait;            /* "all" */
option_handler option_set_exit_code;       /* a number from 0 to 255, which becomes 0 */
option_handler option_set_rewrite;         /* two numbers, 1-31:0-31; the rest is ignored */
option_handler option_set_verbosity;       /* the verbosity; 0 if it is no number */
option_handler option_set_debug_if_1;      /* "1": the highest verbosity */
option_handler option_set_same_group_if_0; /* "0": the command gets no session */

#endif

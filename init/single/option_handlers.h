/* init/single/option_handlers.h - stores one option and its value.
 *
 * The tables of options point to these functions. Each returns false if `value` is wrong.
 * The handlers of options without a value ignore it. Pure.
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
option_handler option_set_exit_code;       /* an exit code, 0 to 255, that becomes 0 */
option_handler option_set_rewrite;         /* FROM:TO, numbers 1 to 31 and 0 to 31 */
option_handler option_set_verbosity;       /* the verbosity; 0 if it is no number */
option_handler option_set_debug_if_1;      /* "1": the highest verbosity */
option_handler option_set_same_group_if_0; /* "0": the command gets no session */

#endif

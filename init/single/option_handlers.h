/* init/single/option_handlers.h - what each option and variable does to a struct single. Pure.
 *
 * All have one shape, for the tables; false: the value is wrong. Those without a value do
 * not look at it. */
#ifndef INIT_SINGLE_OPTION_HANDLERS_H
#define INIT_SINGLE_OPTION_HANDLERS_H

#include "init/single/command.h"

typedef bool option_take(struct single *single, const char *value);

option_take take_group, take_subreaper, take_reaped, take_verbose, take_same_group;
option_take take_session, take_pause;
option_take take_parent_death; /* a signal's name or number */
option_take take_wait;         /* "all" */
option_take take_exit_code;    /* 0 to 255, nothing more: becomes 0 */
option_take take_rewrite;      /* two numbers, 1-31:0-31; what follows them is not read */
option_take take_level;        /* the verbosity itself; what is no number is 0 */
option_take take_debug_word;   /* "1": all there is to tell */
option_take take_session_word; /* "0": no session */

#endif

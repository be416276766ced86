/* supervisor/env/setup_vars.h - keeps the variables that setups add for later starts.
 *
 * While a setup runs, CTINIT_ENV names a memory file. When the setup has ended, the lines
 * NAME=VALUE in it join ctinit's own environment. Each setup has a file of its own, so one
 * that writes with > does not remove what another one wrote.
 *
 * Layer:   env, above base/ and proc/; service/setups.c runs the setups.
 * Memory:  one struct for the supervisor; 1.1 MiB of address space if there are setups. */
#ifndef SUPERVISOR_ENV_SETUP_VARS_H
#define SUPERVISOR_ENV_SETUP_VARS_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"

#define SETUP_VARS_PATH "/proc/self/fd/8" /* SPAWN_ENV_FD */

struct setup_vars;

int setup_vars_new(struct context *ctx); /* 0 or a negative errno */
void setup_vars_free(struct context *ctx);

/* Call before the first setup starts. From then on setup_vars_are_pending() is false. */
void setup_vars_begin(struct context *ctx);
/* Returns true if there are setups and none of them has started. */
bool setup_vars_are_pending(const struct context *ctx);

/* Makes the memory file of a setup that starts. A failure is reported; the setup then has
 * no CTINIT_ENV. */
void setup_vars_open(struct unit *setup);
/* Adds what the setup has written, if `is_good`, and closes the file. Does nothing for a
 * service. Returns 0, or a negative errno and *err ("CTINIT_ENV:LINE: ..." if a line is
 * wrong). */
int setup_vars_collect(struct unit *setup, bool is_good, struct text *err);

/* Returns the descriptor of the file that CTINIT_ENV names if `u` is a setup, else -1. */
int setup_vars_fd(const struct unit *u);
/* Returns the variables that setups have added. */
const struct env *setup_vars(const struct context *ctx);

#endif

/* supervisor/env/setup_vars.h - keeps the variables that setups add for later starts.
 *
 * While a setup runs, CTINIT_ENV names a memory file. When the setup has ended, we add the
 * NAME=VALUE lines of this file to ctinit's own environment. Each setup has its own file,
 * because a setup that writes with > must not remove the lines of another.
 *
 * Layer:   env, above base/ and proc/; service/setups.c runs the setups.
 * Memory:  one struct for the supervisor; 1.1 MiB of address space if setups exist. */
#ifndef SUPERVISOR_ENV_SETUP_VARS_H
#define SUPERVISOR_ENV_SETUP_VARS_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"

#define SETUP_VARS_PATH "/proc/self/fd/8" /* SPAWN_ENV_FD */

struct setup_vars;

int setup_vars_new(struct context *ctx); /* 0 or a negative errno */
void setup_vars_free(struct context *ctx);

/* Call before the first setup starts. Then setup_vars_are_pending() returns false. */
void setup_vars_begin(struct context *ctx);
/* Returns true if setups exist and none has started. */
bool setup_vars_are_pending(const struct context *ctx);

/* Creates the memory file of a setup that is about to start, and closes that of the one
 * before. Reports a failure; the setup then has no CTINIT_ENV. */
void setup_vars_open(struct unit *setup);
/* Adds the lines that the setup has written, if `is_good`, and closes the file. Does
 * nothing for a service, or if the setup has no CTINIT_ENV. Returns 0, or a negative errno
 * with *err ("CTINIT_ENV:LINE: ..." if a line is wrong). */
int setup_vars_collect(struct unit *setup, bool is_good, struct text *err);

/* Returns the descriptor for CTINIT_ENV if `u` is the running setup. Returns -1 if it is a
 * service, or if there is no memory file. */
int setup_vars_fd(const struct unit *u);
/* Returns the variables that setups have added. */
const struct env *setup_vars(const struct context *ctx);

#endif

/* supervisor/control/reload_log.h - keeps the lines about a reload for the clients that
 * requested one.
 *
 * Private to the room.
 *
 * Memory: one static page, which is untouched unless a client requests a reload. A last line
 *         counts those that had no space; they are in the output of the container. */
#ifndef SUPERVISOR_CONTROL_RELOAD_LOG_H
#define SUPERVISOR_CONTROL_RELOAD_LOG_H

#include "supervisor/base/context.h"
#include "supervisor/control/reply.h"

/* Sets ctx->reload_changed. */
void reload_log_begin(struct context *ctx);
/* Forgets the lines, and keeps those that follow. Returns the number of the reload that was
 * requested: pass `under_way` if another one is not over yet. */
uint64_t reload_log_expect(bool under_way);
/* Adds a line for a message: `level` is "error", "warning" or "info". */
void reload_log_message(const char *level, const char *text);
/* A reload is over: `why` is NULL, or says why it was refused or what failed. */
void reload_log_over(const char *why);
/* Writes one line about a change that a reload makes. */
void reload_log_change(struct reply *reply, const char *name, int change, const char *why);

/* Returns true if this reload is over; *ret_why is then the `why` of the last one. */
bool reload_log_is_over(uint64_t number, const char **ret_why);
/* Copies the line at *pos to the reply, and moves *pos. Returns false if there is none. */
bool reload_log_line(struct reply *reply, uint32_t *pos);

#endif

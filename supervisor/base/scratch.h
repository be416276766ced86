/* supervisor/base/scratch.h - releases the scratch memory in which a start is prepared.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_SCRATCH_H
#define SUPERVISOR_BASE_SCRATCH_H

struct context;

/* Gives the pages of the scratch memory back to the kernel if the last start used many. The
 * content is then lost. */
void scratch_trim(struct context *ctx);

#endif

/* supervisor/base/scratch.h - the scratch memory in which a start is prepared. */
#ifndef SUPERVISOR_BASE_SCRATCH_H
#define SUPERVISOR_BASE_SCRATCH_H

struct context;

/* After a start that used much of the scratch: returns its pages to the kernel. */
void scratch_trim(struct context *ctx);

#endif

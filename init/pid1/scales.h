/* init/pid1/scales.h - remembers the numbers of instances that clients have set (`ctinit
 * scale`), and applies them to a configuration.
 *
 * Private to init/pid1. Allocates, as a reload does.
 *
 * Memory: a static table. */
#ifndef INIT_PID1_SCALES_H
#define INIT_PID1_SCALES_H

struct conf;

/* Sets the number of instances of a service. Returns 0, or -ENOSPC if the table is full.
 * *ret_before is for scales_restore(). */
int scales_set(const char *name, unsigned count, int *ret_before);
/* Undoes scales_set(). */
void scales_restore(const char *name, int before);
/* Returns a copy of the configuration with these numbers, or NULL with errno: EINVAL if it
 * has errors, ENOMEM. Leaves out services that it does not have. */
struct conf *scales_copy(const struct conf *conf);
/* Replaces the configuration by such a copy, if that changes something. If there is no
 * memory, the configuration stays as it is. */
struct conf *scales_apply(struct conf *conf);

#endif

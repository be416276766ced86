/* init/pid1/scales.h - remembers the numbers of instances that clients have set (`ctinit
 * scale`), and applies them to a configuration.
 *
 * Private to init/pid1. Allocates, as a reload does.
 *
 * Memory: a static table. */
#ifndef INIT_PID1_SCALES_H
#define INIT_PID1_SCALES_H

struct conf;

/* Sets the number of instances of a service of `conf`, the configuration in force. Returns
 * 0, or -ENOSPC if the table is full. *ret_before is for scales_restore(). */
int scales_set(const struct conf *conf, const char *name, unsigned count, int *ret_before);
/* Undoes scales_set(). */
void scales_restore(const char *name, int before);
/* Returns a copy of the configuration with these numbers, or NULL with errno: EINVAL if it
 * has errors, ENOMEM. Leaves out services that it does not have. */
struct conf *scales_copy(const struct conf *conf);
/* Replaces a configuration that was read again by such a copy, if that changes something.
 * Leaves out services whose number in the file is no longer the one from before
 * scales_set(): who changed it wants that. If there is no memory, the configuration stays
 * as it is. */
struct conf *scales_apply(struct conf *conf);
/* Calls tell() with a sentence for each service of the last scales_apply() whose number in
 * the file differs from that of scales_set(). */
void scales_describe(void (*tell)(void *data, const char *text), void *data);
/* Call when that configuration is in force: forgets the numbers that it replaced. */
void scales_forget_replaced(void);

#endif

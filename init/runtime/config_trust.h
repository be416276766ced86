/* init/runtime/config_trust.h - may others than root write what root runs? */
#ifndef INIT_RUNTIME_CONFIG_TRUST_H
#define INIT_RUNTIME_CONFIG_TRUST_H

struct conf;

/* As root: one warning line for each file of the configuration that another user owns or can
 * write or replace. */
void trust_check(const struct conf *conf);

#endif

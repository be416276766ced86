/* init/runtime/config_trust.h - warns of configuration files that others can write. */
#ifndef INIT_RUNTIME_CONFIG_TRUST_H
#define INIT_RUNTIME_CONFIG_TRUST_H

struct conf;

/* As root: one warning line for each file of the configuration that another user owns or can
 * write or replace. */
void config_trust_check(const struct conf *conf);

#endif

/* init/runtime/config_trust.h - warns of configuration files that others can write. */
#ifndef INIT_RUNTIME_CONFIG_TRUST_H
#define INIT_RUNTIME_CONFIG_TRUST_H

struct conf;

/* As root: warns of each file of the configuration that another user owns, or can write or
 * replace. Root runs what such a file says. */
void config_trust_check(const struct conf *conf);

#endif

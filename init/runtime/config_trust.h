/* init/runtime/config_trust.h - warns about configuration files that other users can write.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_CONFIG_TRUST_H
#define INIT_RUNTIME_CONFIG_TRUST_H

struct conf;

/* Warns if another user owns a configuration file or its directory, or if all users can
 * write it: root runs the commands in it. Trusts the user who called sudo(8) or pkexec(1).
 * Prints at most five warnings, and none if we are not root. */
void config_trust_check(const struct conf *conf);

#endif

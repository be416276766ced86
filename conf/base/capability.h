/* conf/base/capability.h - parses the name of a capability.
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_CAPABILITY_H
#define CONF_BASE_CAPABILITY_H

/* Returns the number of a capability (capabilities(7)), written as NET_RAW or CAP_NET_RAW
 * in upper or lower case, or -1 if there is no such capability. */
int capability_parse(const char *name);

#endif

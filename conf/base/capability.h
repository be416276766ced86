/* conf/base/capability.h - parses the name of a capability.
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_CAPABILITY_H
#define CONF_BASE_CAPABILITY_H

/* Returns the number of a capability (capabilities(7)), or -1 if there is no such
 * capability. Accepts NET_RAW and CAP_NET_RAW in upper or lower case. */
int capability_parse(const char *name);

#endif

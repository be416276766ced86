/* conf/base/capability.h - the names of capabilities. */
#ifndef CONF_BASE_CAPABILITY_H
#define CONF_BASE_CAPABILITY_H

/* Returns the number of "NET_RAW" or "CAP_NET_RAW", in any case, or -1. Source:
 * capabilities(7). */
int capability_parse(const char *name);

#endif

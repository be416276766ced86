/* conf/base/capability.h - the names of capabilities. */
#ifndef CONF_BASE_CAPABILITY_H
#define CONF_BASE_CAPABILITY_H

/* "NET_RAW", "CAP_NET_RAW", any case: its number, or -1. Source: capabilities(7). */
int capability_parse(const char *name);

#endif

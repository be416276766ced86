/* init/verbs/blocking_probe.h - runs one probe of wait-for, and waits for its result.
 *
 * PID 1 must not block, so its own probes are in supervisor/probe; their targets are parsed
 * there for both.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_BLOCKING_PROBE_H
#define INIT_VERBS_BLOCKING_PROBE_H

#include "conf/base/text.h"
#include "supervisor/probe/target.h"

/* Probes the target once, for at most `limit`. Returns true if it passed, otherwise false
 * with the reason in *err. */
bool blocking_probe(const struct probe_target *target, msec limit, struct text *err);

#endif

/* init/convert/hoist.h - moves values that all services share to [defaults].
 *
 * Layer: init/convert, above draft. */
#ifndef INIT_CONVERT_HOIST_H
#define INIT_CONVERT_HOIST_H

#include "init/convert/draft.h"

/* For each of the keys: if every daemon that is on has it, the value that most of them
 * have moves to [defaults]. A value that is the default of svc.ini, without one in
 * [defaults], is removed. The keys must have one entry at most. */
void draft_hoist(struct draft *draft, const enum conf_key *keys, size_t count);

#endif

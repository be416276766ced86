/* init/convert/verify.h - makes sure that a draft passes `ctinit check`.
 *
 * Layer: init/convert, above draft; loads with conf/. */
#ifndef INIT_CONVERT_VERIFY_H
#define INIT_CONVERT_VERIFY_H

#include "init/convert/draft.h"

/* Loads the draft as `ctinit check` does. Drops each key that is wrong, and turns a section
 * into a comment if something required is missing; reports both as lost. Returns true if
 * the draft then has no errors. Otherwise prints the errors to stderr: that is a bug. */
bool draft_verify(struct draft *draft);

#endif

/* init/convert/systemd_service.h - converts the other settings of a unit.
 *
 * Layer: init/convert, below systemd. */
#ifndef INIT_CONVERT_SYSTEMD_SERVICE_H
#define INIT_CONVERT_SYSTEMD_SERVICE_H

#include "init/convert/rule.h"
#include "init/convert/systemd_exec.h"

void systemd_service(const struct systemd_work *work);

extern const struct key_rule systemd_rules[];

#endif

/* init/convert/compose_service.h - converts one service of a compose file.
 *
 * Layer: init/convert, below compose. */
#ifndef INIT_CONVERT_COMPOSE_SERVICE_H
#define INIT_CONVERT_COMPOSE_SERVICE_H

#include "init/convert/draft.h"
#include "init/convert/pool.h"
#include "init/convert/rule.h"
#include "init/convert/yaml_tree.h"

struct compose_work {
	struct draft *draft;
	const struct yaml_item *services;
	struct draft_section *service;
	const struct yaml_item *item; /* the service */
	bool healthy_wanted;          /* another service waits until it is healthy */
	bool completed_wanted;        /* another service waits for its end */
};

void compose_service(const struct compose_work *work);

extern const struct key_rule compose_rules[];

#endif

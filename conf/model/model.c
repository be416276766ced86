/* conf/model/model.c - makes an empty configuration, and frees a configuration. */
#include "conf/model/model.h"

#include <stdlib.h>

struct conf *conf_alloc(void)
{
	struct conf *conf = calloc(1, sizeof *conf);

	if (!conf)
		return NULL;
	conf->init = (struct conf_section){
		.name = "", .base = "", .conf = conf, .kind = CONF_INIT
	};
	conf->defaults = (struct conf_section){
		.name = "", .base = "", .conf = conf, .kind = CONF_DEFAULTS
	};
	conf->container = (struct conf_section){
		.name = "", .base = "", .conf = conf, .kind = CONF_CONTAINER
	};
	conf->include = (struct conf_section){
		.name = "", .base = "", .conf = conf, .kind = CONF_INCLUDE
	};
	conf->table = (struct conf_section){
		.name = "", .base = "", .conf = conf, .kind = CONF_INIT
	};
	return conf;
}

void conf_free(struct conf *conf)
{
	if (!conf)
		return;
	arena_free(&conf->arena);
	free(conf->diags);
	free(conf->files);
	free(conf->setups.sections);
	free(conf->setups.slots);
	free(conf->services.sections);
	free(conf->services.slots);
	free(conf);
}

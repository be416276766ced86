/* init/pid1/limits.c - makes room for the services: descriptors and loop memory. */
#include "init/pid1/limits.h"

#include "conf/conf.h"
#include "init/pid1/event_loop.h"
#include "init/pid1/init.h"

#include <sys/resource.h>

#define WATCHERS_OF_PID1 16 /* the watchers in struct init */

void limits_raise(size_t services)
{
	rlim_t want = sup_needs(services).fds;
	struct rlimit now;

	if (getrlimit(RLIMIT_NOFILE, &now) < 0 || now.rlim_cur >= want)
		return;
	now.rlim_cur = now.rlim_max < want ? now.rlim_max : want;
	setrlimit(RLIMIT_NOFILE, &now);
}

size_t limits_watchers(size_t services)
{
	return sup_needs(services).watchers + WATCHERS_OF_PID1;
}

void limits_grow(struct init *init, const struct conf *conf)
{
	size_t services = conf_service_count(conf), before = init->reserved_for;
	struct sup_needs then = sup_needs(before), now = sup_needs(services);

	limits_raise(services);
	if (services <= before)
		return;
	loop_expect((now.watchers - then.watchers) + (now.fds - then.fds));
	init->reserved_for = services;
}

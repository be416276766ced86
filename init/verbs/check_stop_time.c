/* init/verbs/check_stop_time.c - does the stop of a configuration fit into what engines wait for it? */
#include "init/verbs/check_stop_time.h"

#include "conf/conf.h"
#include "init/verbs/print.h"
#include "supervisor/sup.h"

#define ENGINE SECONDS(10) /* docker stop and podman stop; a pod has 30 s */
#define OWN    SECONDS(1)  /* what comes after the services */

/* Seconds, rounded up. */
static int whole(msec time)
{
	return (int)((time + 999) / 1000);
}

size_t check_stop_time(const struct conf *conf, const char *file)
{
	const struct conf_section *container = conf_container(conf);
	msec most, given;

	if (sup_stop_time(conf, &most) < 0 || most <= ENGINE)
		return 0;
	if (container == NULL) {
		print_line(stderr,
			   "%s: warning: a stop may take %d s with the times that are "
			   "written; docker and podman kill the container after 10 s: use "
			   "docker stop -t %d, stop_grace_period: %ds in a compose file, "
			   "terminationGracePeriodSeconds: %d in a pod",
			   file, whole(most), whole(most + OWN), whole(most + OWN),
			   whole(most + OWN));
		return 0;
	}
	given = conf_number(container, CONF_CONTAINER_STOP_TIMEOUT);
	if (given < 0 || given >= most + OWN)
		return 0;
	print_line(stderr,
		   "%s: warning: a stop may take %d s with the times that are written; "
		   "[container] stop-timeout kills the container after %d s: take it away "
		   "or "
		   "write %ds",
		   file, whole(most), whole(given), whole(most + OWN));
	return 1;
}

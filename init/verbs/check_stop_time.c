/* init/verbs/check_stop_time.c - warns if a stop may take longer than its time limit. */
#include "init/verbs/check_stop_time.h"

#include "conf/conf.h"
#include "init/verbs/print_line.h"
#include "supervisor/sup.h"

#define ENGINE_MSEC SECONDS(10) /* the default of docker stop and podman stop */
#define END_MSEC    SECONDS(1)  /* time that ctinit needs after its services have stopped */

/* Returns the time in seconds, rounded up. */
static int whole_seconds(msec time)
{
	return (int)((time + 999) / 1000);
}

static void warn_of_engines(const char *file, msec longest)
{
	int wait = whole_seconds(longest + END_MSEC);

	if (longest > ENGINE_MSEC)
		print_line(stderr,
			   "%s: warning: a stop may take %d s with the times that are "
			   "written; docker and podman kill the container after 10 s: use "
			   "docker stop -t %d, stop_grace_period: %ds in a compose file, "
			   "terminationGracePeriodSeconds: %d in a pod",
			   file, whole_seconds(longest), wait, wait, wait);
}

size_t check_stop_time(const struct conf *conf, const char *file)
{
	const struct conf_section *container = conf_container(conf);
	msec longest, limit;

	if (sup_stop_time(conf, &longest) < 0)
		return 0;
	if (container == NULL) {
		warn_of_engines(file, longest);
		return 0;
	}
	limit = conf_number(container, CONF_CONTAINER_STOP_TIMEOUT);
	if (limit < 0 || limit >= longest + END_MSEC)
		return 0;
	print_line(stderr,
		   "%s: warning: a stop may take %d s; [container] stop-timeout kills the "
		   "container after %d s: take it away or write %ds",
		   file, whole_seconds(longest), whole_seconds(limit),
		   whole_seconds(longest + END_MSEC));
	return 1;
}

/* init/runtime/decide.c - decides whether `run` makes a container. */
#include "init/runtime/runtime.h"

#include "conf/conf.h"
#include "init/runtime/container_plan.h"
#include "init/runtime/detect.h"
#include "init/runtime/die.h"
#include "init/sys/namespaces.h"

#include <sys/stat.h>
#include <unistd.h>

/* Returns true if the rootfs of [container] exists here. It is a directory of the host, so
 * it is missing in the image itself. */
static bool has_root_here(const struct conf_section *container)
{
	const char *rootfs = container_text(container, CONF_CONTAINER_ROOTFS);
	struct stat st, root;

	return rootfs[0] && stat(rootfs, &st) == 0 && S_ISDIR(st.st_mode) &&
	       stat("/", &root) == 0 &&
	       (st.st_dev != root.st_dev || st.st_ino != root.st_ino);
}

static bool decide_in_place(const struct conf_section *container, const char *why)
{
	if (container)
		warn("[container] is ignored: %s", why);
	return false;
}

/* Returns true on a host, and in a container that shares the host's pid namespace. */
static bool has_host_pids(void)
{
	return namespace_is_initial(NAMESPACE_PID) == 1;
}

/* Decides for a container in which we are not PID 1, or which shares the host's pid
 * namespace. */
static bool decide_in_container(const struct conf_section *container, const char *sign)
{
	if (container && has_root_here(container))
		return true;
	if (container)
		warn("[container] is ignored: this is a container already (%s); "
		     "--container makes one in it",
		     sign);
	else if (has_host_pids())
		warn("supervising in place: this is a container (%s) with the host's "
		     "processes; --container makes one in it",
		     sign);
	return false;
}

bool runtime_wants_container(const struct conf *conf, const struct runtime_options *options)
{
	const struct conf_section *container = conf_container(conf);
	const char *sign;

	if (options->rootfs || options->where == RUNTIME_CONTAINER)
		return true;
	if (options->where == RUNTIME_IN_PLACE)
		return decide_in_place(container, "--in-place");
	/* PID 1 of an image has no rights on the host. */
	if (getpid() == 1 && !has_host_pids())
		return decide_in_place(container, "this is a container already (PID 1)");
	sign = detect_container();
	if (sign)
		return decide_in_container(container, sign);
	return container || has_host_pids();
}

/* init/runtime/container_plan.c - decides how the container is made, before it is made. */
#include "init/runtime/container_plan.h"

#include "conf/conf.h"
#include "init/runtime/capabilities.h"
#include "init/runtime/container_env.h"
#include "init/runtime/die.h"
#include "init/runtime/idmap.h"
#include "init/runtime/own_idmap.h"
#include "init/runtime/runtime.h"
#include "init/runtime/volumes.h"
#include "init/sys/process_start.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	uint64_t flag;
	bool always; /* made even if services run on the host's files */
} kinds[] = {
	{ "pid", CLONE_NEWPID, true },        { "mount", CLONE_NEWNS, true },
	{ "uts", CLONE_NEWUTS, true },        { "ipc", CLONE_NEWIPC, true },
	{ "cgroup", CLONE_NEWCGROUP, false },
};

static uint64_t namespace_flag(const char *name, const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].flag;
	}
	die("use namespaces =", word, 0,
	    "the names are pid, mount, uts, ipc and cgroup; for user set user-map, for net "
	    "set "
	    "network");
}

static uint64_t plan_namespaces(const struct container_plan *plan,
				const struct conf_section *container)
{
	uint64_t all = 0, set = 0;
	size_t count;
	char *const *words = container_words(container, CONF_CONTAINER_NAMESPACES, &count);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		all |= plan->container || kinds[i].always ? kinds[i].flag : 0;
	if (count == 0 || words[0][0] == '-')
		set = all;
	for (size_t i = 0; i < count; i++) {
		bool less = words[i][0] == '-';
		uint64_t flag = namespace_flag(words[i] + less, words[i]);

		set = less ? set & ~flag : set | flag;
	}
	if (!(set & CLONE_NEWNS))
		die("leave out the mount namespace", NULL, 0,
		    "the container would use /proc and /dev of the host; keep mount in "
		    "namespaces");
	if (!(set & CLONE_NEWPID))
		die("leave out the pid namespace", NULL, 0,
		    "the services could not be killed reliably; keep pid in namespaces");
	return set;
}

/* Returns the name of the file or rootfs without directories and suffix, up to the first
 * character that is invalid in a host name. Returns "ctinit" if that is empty. */
static const char *default_name(const struct runtime_options *options)
{
	const char *path = options->file ? options->file : options->rootfs;
	const char *slash = path ? strrchr(path, '/') : NULL;
	char *name = strdup(slash && slash[1] ? slash + 1 : path ? path : "");
	size_t good = name ? strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
					  "VWXYZ0123456789-")
			   : 0;

	if (!name || good == 0)
		return "ctinit";
	name[good < 63 ? good : 63] = '\0'; /* maximum label length, hostname(7) */
	return name;
}

static void plan_root(struct container_plan *plan, const struct conf_section *container,
		      const struct runtime_options *options)
{
	const char *rootfs = options->rootfs
				     ? options->rootfs
				     : container_text(container, CONF_CONTAINER_ROOTFS);
	const char *overlay = container_text(container, CONF_CONTAINER_OVERLAY);

	plan->own_root = plan->container;
	plan->rootfs = rootfs[0] ? rootfs : NULL;
	plan->read_only = container_number(container, CONF_CONTAINER_READ_ONLY) != 0;
	if (strcmp(overlay, "tmpfs") == 0) {
		plan->overlay = OVERLAY_TMPFS;
	} else if (strcmp(overlay, "no") != 0 && overlay[0]) {
		plan->overlay = OVERLAY_DIR;
		plan->overlay_dir = overlay;
	}
}

static void plan_privileges(struct container_plan *plan,
			    const struct conf_section *container)
{
	size_t count;
	char *const *words =
		container_words(container, CONF_CONTAINER_CAPABILITIES, &count);
	const char *wrong = capabilities_parse(words, count, &plan->keep_caps);

	if (wrong)
		die("use capabilities =", wrong, 0,
		    "expected default or none, then +NAME or -NAME");
	/* An unprivileged user has no capabilities inside that services could keep. */
	if (plan->map.kind == MAP_SELF && plan->keep_caps && container &&
	    conf_is_set(container, CONF_CONTAINER_CAPABILITIES))
		die("use capabilities =", words[0], 0,
		    "a user who is not root inside keeps none: leave it out, or give a "
		    "rootfs and no user-map = host");
	if (plan->map.kind == MAP_SELF)
		plan->keep_caps = 0;
	plan->drop = plan->container || plan->map.kind == MAP_SELF;
	plan->no_new_privs =
		plan->container &&
		container_number(container, CONF_CONTAINER_NO_NEW_PRIVILEGES) != 0;
}

#define END_MSEC     SECONDS(2) /* time for the steps after the services have stopped */
#define DEFAULT_MSEC SECONDS(12)
/* If the configured times add up to at most this, a stop takes at most 9 s, so DEFAULT_MSEC
 * suffices (svc.ini(5)). */
#define FITS_DEFAULT_MSEC 7500

/* Returns the longest time that the stop of a service may take. Uses the default for a time
 * with ${}. Adds the configured times to *ret_written. */
static msec service_stop_time(const struct conf_section *section, msec *ret_written)
{
	msec timeout = conf_number(section, CONF_SERVICE_STOP_TIMEOUT);
	bool post_stop = conf_is_set(section, CONF_SERVICE_POST_STOP);
	msec own = post_stop ? 2 * timeout : timeout, pre_stop = 0, waits = 0;
	struct conf_value stops = { 0 };
	char why[64];

	if (!conf_is_dynamic(section, CONF_SERVICE_STOP_SIGNAL))
		conf_expand_value(section, CONF_SERVICE_STOP_SIGNAL, NULL, &stops,
				  &TEXT(why));
	for (size_t i = 0; i < stops.stop_count; i++)
		waits += stops.stops[i].wait > 0 ? stops.stops[i].wait : 0;
	if (conf_is_set(section, CONF_SERVICE_PRE_STOP))
		pre_stop = conf_number(section, CONF_SERVICE_PRE_STOP_TIMEOUT);
	*ret_written += waits;
	if (conf_is_set(section, CONF_SERVICE_STOP_TIMEOUT))
		*ret_written += own;
	if (conf_is_set(section, CONF_SERVICE_PRE_STOP_TIMEOUT))
		*ret_written += pre_stop;
	return END_MSEC + own + waits + pre_stop;
}

/* Use the value of the key if it is set, otherwise shutdown-timeout plus the time for the
 * last steps. Without both, allow time to stop all services one after the other. */
msec container_stop_timeout(const struct conf *conf)
{
	const struct conf_section *container = conf_container(conf);
	msec given = container ? conf_number(container, CONF_CONTAINER_STOP_TIMEOUT) : -1;
	msec whole = conf_number(conf_init(conf), CONF_INIT_SHUTDOWN_TIMEOUT);
	msec written = conf_number(conf_init(conf), CONF_INIT_DRAIN), sum = written;

	if (given >= 0)
		return given;
	if (whole >= 0)
		return whole + END_MSEC;
	for (size_t i = 0; i < conf_service_count(conf); i++)
		sum += service_stop_time(conf_service(conf, i), &written);
	return written > FITS_DEFAULT_MSEC && sum > DEFAULT_MSEC ? sum : DEFAULT_MSEC;
}

static void plan_network(struct container_plan *plan, const struct conf_section *container)
{
	const char *network = container_text(container, CONF_CONTAINER_NETWORK);

	if (strcmp(network, "none") == 0)
		plan->namespaces |= CLONE_NEWNET;
	else if (strcmp(network, "host") != 0)
		die("use network =", network, 0, "expected host or none");
}

void container_plan_make(struct container_plan *plan, const struct process_start *start,
			 const struct conf *conf, const struct runtime_options *options)
{
	const struct conf_section *container = conf_container(conf);
	const char *name = container_text(container, CONF_CONTAINER_NAME);
	const char *hostname = container_text(container, CONF_CONTAINER_HOSTNAME);
	const char *domainname = container_text(container, CONF_CONTAINER_DOMAINNAME);
	bool map_set = container && conf_is_set(container, CONF_CONTAINER_USER_MAP);

	*plan = (struct container_plan){ .rootfs_fd = -1,
					 .overlay_fd = -1,
					 .root_tree_fd = -1 };
	plan->container = container || options->rootfs;
	plan->asked = options->where == RUNTIME_CONTAINER;
	plan_root(plan, container, options);
	plan->namespaces = plan_namespaces(plan, container);
	plan_network(plan, container);
	plan->control = !conf_is_set(conf_init(conf), CONF_INIT_CONTROL) ||
			strcmp(conf_text(conf_init(conf), CONF_INIT_CONTROL), "off") != 0;
	plan->name_chosen = name[0] != '\0';
	plan->name = name = name[0] ? name : default_name(options);
	idmap_plan(&plan->map,
		   map_set ? container_text(container, CONF_CONTAINER_USER_MAP) : NULL,
		   !plan->rootfs, name);
	if (plan->map.kind != MAP_HOST)
		plan->namespaces |= CLONE_NEWUSER;
	plan->idmapped = plan->map.kind == MAP_EXPLICIT && own_idmap_is_whole();
	plan_privileges(plan, container);
	if (plan->container && (plan->namespaces & CLONE_NEWUTS)) {
		plan->hostname = hostname[0] ? hostname : name;
		plan->domainname = domainname[0] ? domainname : NULL;
	}
	plan->shm_size = (uint64_t)container_number(container, CONF_CONTAINER_SHM_SIZE);
	plan->stop_timeout = container_stop_timeout(conf);
	std_streams_plan(&plan->streams, plan->container,
			 options->command || conf_wants_terminal(conf));
	volumes_parse(plan, container);
	plan->environment = plan->container
				    ? container_env_make(container, start->environment,
							 plan->streams.terminal ==
								 HANDOFF_TERMINAL_WHOLE)
				    : start->environment;
}

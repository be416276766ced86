/* init/verbs/version_kernel.c - prints what the kernel offers to ctinit. */
#include "init/verbs/version_kernel.h"

#include "init/runtime/idmap.h"
#include "init/sys/cgroup_layout.h"
#include "init/sys/kernel_features.h"
#include "init/verbs/print_line.h"
#include "supervisor/proc/cgroup.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

struct feature_line {
	const char *name;
	bool offered;
	const char *detail; /* where it is, or why it is not offered; NULL if none */
	const char *without;
};

static void print_feature(FILE *out, const struct feature_line *line)
{
	const char *detail = line->detail ? line->detail : "";

	if (line->offered)
		print_line(out, "%-20s yes%s%s (without it: %s)", line->name,
			   detail[0] ? ", " : "", detail, line->without);
	else
		print_line(out, "%-20s no: %s; so %s", line->name, detail, line->without);
}

static const char *reason_text(int error)
{
	switch (error) {
	case ENOSYS: return "the kernel lacks it, or a filter refuses it";
	case EPERM: return "a filter or a security module refuses it";
	case ENODEV: return "not in /proc/filesystems; it may be a module";
	default: return strerror(error);
	}
}

static void print_cgroups(FILE *out)
{
	static const char *const layouts[] = {
		[CGROUP_NONE] = "none is mounted",
		[CGROUP_V1] = "only v1 is mounted",
		[CGROUP_HYBRID] = "hybrid: v2 in ",
		[CGROUP_UNIFIED] = "unified: v2 in ",
		[CGROUP_UNKNOWN] = "/proc/self/mounts cannot be read",
	};
	char path[256], detail[320];
	enum cgroup_layout layout = cgroup_layout_here(path, sizeof path);
	int own = cgroup_open_own();

	snprintf(detail, sizeof detail, "%s%s", layouts[layout], path);
	print_feature(out, &(struct feature_line){ "cgroup v2", path[0] != '\0', detail,
						   "services have no control groups" });
	print_feature(out,
		      &(struct feature_line){
			      "own control group", own >= 0,
			      own >= 0 ? NULL
				       : "ctinit's group in /sys/fs/cgroup is not v2, or "
					 "not delegated to it",
			      "processes of a service are found by parent and mark" });
	if (own >= 0)
		close(own);
}

static void print_user_namespaces(FILE *out)
{
	int error = -kernel_user_namespaces();
	const char *obstacle = error != 0 ? idmap_obstacle() : NULL;
	struct feature_line line = {
		.name = "user namespaces",
		.offered = error == 0,
		.without =
			"an ordinary user makes no container, and root none with user-map",
	};

	if (error != 0)
		line.detail = obstacle          ? obstacle
			      : error == ENOSPC ? "the limit of user namespaces is reached"
						: reason_text(error);
	print_feature(out, &line);
}

void version_print_kernel(FILE *out)
{
	const struct kernel_feature *feature;
	struct utsname name;

	if (uname(&name) == 0)
		print_line(out, "kernel: %s %s %s", name.sysname, name.release,
			   name.machine);
	print_cgroups(out);
	print_user_namespaces(out);
	for (size_t i = 0; (feature = kernel_feature_at(i)) != NULL; i++) {
		int error = -feature->probe();
		struct feature_line line = {
			.name = feature->name,
			.offered = error == 0,
			.detail = error != 0 ? reason_text(error) : NULL,
			.without = feature->without,
		};

		print_feature(out, &line);
	}
}

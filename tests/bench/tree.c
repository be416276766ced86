/* tests/bench/tree.c - reads the resource usage of a container's processes from /proc. */
#include "tests/bench/measure.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int slurp(pid_t pid, const char *name, char *ret, size_t size)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t got = 0;
	for (ssize_t n = 1; fd >= 0 && n > 0 && got<size - 1; got += n> 0 ? (size_t)n : 0)
		n = read(fd, ret + got, size - 1 - got);
	if (fd >= 0)
		close(fd);
	ret[got] = '\0';
	return (int)got;
}

int children_of(pid_t pid, pid_t *ret, int max)
{
	static char text[MAX_TREE * 7];
	char name[40];
	int n = 0;

	snprintf(name, sizeof name, "task/%d/children", (int)pid);
	slurp(pid, name, text, sizeof text);
	for (char *at = text, *end; n < max; at = end) {
		long child = strtol(at, &end, 10);
		if (end == at)
			break;
		ret[n++] = (pid_t)child;
	}
	return n;
}

uint64_t cpu_ns_of(pid_t pid)
{
	char text[128];

	/* Fields of schedstat: ns on a CPU, ns waiting, slices; proc(5). */
	slurp(pid, "schedstat", text, sizeof text);
	return strtoull(text, NULL, 10);
}

/* Returns the start of a field in the text of /proc/PID/stat, or NULL if the line has fewer
 * fields. `field` is its number in proc_pid_stat(5), at least 3 (the state). */
static char *stat_field(char *text, int field)
{
	char *at = strrchr(text, ')');

	at = at == NULL ? text + strlen(text) : at + 2;
	for (int i = 3; i < field && at != NULL; i++) {
		at = strchr(at, ' ');
		at += at != NULL;
	}
	return at;
}

char state_of(pid_t pid)
{
	char text[1024];

	slurp(pid, "stat", text, sizeof text);
	return *stat_field(text, 3);
}

static uint64_t dead_children_ns(pid_t pid)
{
	char text[1024];

	slurp(pid, "stat", text, sizeof text);
	char *at = stat_field(text, 16); /* fields cutime and cstime, in ticks */
	if (at == NULL)
		return 0;
	uint64_t user = strtoull(at, &at, 10), sys = strtoull(at, &at, 10);
	return (user + sys) * (1000000000ULL / (uint64_t)sysconf(_SC_CLK_TCK));
}

static long number_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at == NULL ? 0 : strtol(at + strlen(word), NULL, 10);
}

long rollup_kib(pid_t pid, const char *field)
{
	char text[4096];

	slurp(pid, "smaps_rollup", text, sizeof text);
	return number_after(text, field);
}

static uint64_t wakeups_of(pid_t pid)
{
	char text[8192];

	slurp(pid, "status", text, sizeof text);
	return (uint64_t)(number_after(text, "\nvoluntary_ctxt_switches:") +
			  number_after(text, "\nnonvoluntary_ctxt_switches:"));
}

static bool is_service(pid_t pid, const char *child_path)
{
	char link[64], target[4096];

	snprintf(link, sizeof link, "/proc/%d/exe", (int)pid);
	ssize_t n = readlink(link, target, sizeof target - 1);
	target[n < 0 ? 0 : n] = '\0';
	return strcmp(target, child_path) == 0;
}

static void count_supervisor(pid_t pid, bool memory, struct usage *ret)
{
	ret->supervisors++;
	ret->sup_cpu_ns += cpu_ns_of(pid) + dead_children_ns(pid);
	ret->wakeups += wakeups_of(pid);
	if (memory) {
		ret->sup_dirty_kib += rollup_kib(pid, "\nPrivate_Dirty:");
		ret->sup_pss_kib += rollup_kib(pid, "\nPss:");
	}
}

void usage_read(pid_t root, const char *child_path, bool memory, struct usage *ret)
{
	static pid_t queue[MAX_TREE];
	int end = 1;

	*ret = (struct usage){ 0 };
	queue[0] = root;
	for (int at = 0; at < end; at++) {
		pid_t pid = queue[at];
		ret->cpu_ns += cpu_ns_of(pid) + dead_children_ns(pid);
		if (is_service(pid, child_path)) {
			ret->services++;
			ret->last_service = pid;
			continue;
		}
		count_supervisor(pid, memory, ret);
		end += children_of(pid, queue + end, MAX_TREE - end);
	}
}

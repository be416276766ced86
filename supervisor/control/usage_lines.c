/* supervisor/control/usage_lines.c - answers `status --usage` in a child. */
#include "supervisor/control/usage_lines.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/base/unit.h"
#include "supervisor/child/unit_cgroup.h"
#include "supervisor/control/child_reply.h"
#include "supervisor/proc/stat_line.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PAUSE         100 /* msec between two children for users without rights */
#define CHILD_SECONDS 20
#define PROCESSES_MAX 65536
#define ROUNDS_MAX    64 /* depth of a tree whose children are listed before their parents */

/* One process. `unit` is the index of the unit to which it belongs, or UNIT_NONE. */
struct counted {
	pid_t pid, parent;
	uint32_t unit;
	bool zombie;
	uint64_t bytes, ticks;
};

static struct counted *list;
static size_t list_count;
static msec last_child;

/* Reads a small file below `dir`. Returns its length, or -1. */
static ssize_t read_file(int dir, const char *path, char *text, size_t size)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, size - 1) : -1;

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n;
}

/* ---- /proc ---- */

static void add_process(pid_t pid)
{
	struct counted *p = &list[list_count];
	char path[64], text[1024];
	struct stat_line line;
	const char *resident;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (list_count == PROCESSES_MAX ||
	    read_file(AT_FDCWD, path, text, sizeof text) <= 0 ||
	    !stat_line_parse(text, STAT_SYSTEM_TICKS, &line))
		return;
	*p = (struct counted){
		.pid = pid,
		.parent = (pid_t)line.fields[STAT_PARENT],
		.unit = UNIT_NONE,
		.zombie = line.state == 'Z',
		.ticks = line.fields[STAT_USER_TICKS] + line.fields[STAT_SYSTEM_TICKS],
	};
	snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	if (read_file(AT_FDCWD, path, text, sizeof text) > 0 &&
	    (resident = strchr(text, ' ')) != NULL)
		p->bytes = strtoull(resident, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
	list_count++;
}

static void list_processes(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	list = calloc(PROCESSES_MAX, sizeof *list);
	while (list != NULL && dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			add_process(atoi(entry->d_name));
	}
}

static int by_pid(const void *a, const void *b)
{
	return ((const struct counted *)a)->pid - ((const struct counted *)b)->pid;
}

static struct counted *find_process(pid_t pid)
{
	struct counted key = { .pid = pid };

	return list_count > 0 ? bsearch(&key, list, list_count, sizeof *list, by_pid)
			      : NULL;
}

/* A process belongs to the unit of its parent, unless it is a main process. */
static void assign_units(const struct context *ctx)
{
	bool more = true;

	qsort(list, list_count, sizeof *list, by_pid);
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct counted *p = find_process(ctx->units[i]->main.child.pid);

		if (p != NULL)
			p->unit = i;
	}
	for (int round = 0; more && round < ROUNDS_MAX; round++) {
		more = false;
		for (size_t k = 0; k < list_count; k++) {
			struct counted *parent = list[k].unit == UNIT_NONE
							 ? find_process(list[k].parent)
							 : NULL;

			if (parent != NULL && parent->unit != UNIT_NONE) {
				list[k].unit = parent->unit;
				more = true;
			}
		}
	}
}

/* ---- lines ---- */

struct usage {
	uint64_t processes, bytes, usec;
};

static bool usage_of_cgroup(const struct unit *u, struct usage *ret)
{
	char text[1024], *usec = NULL;
	int dir = u->in_cgroup ? unit_cgroup_open(u) : -1;
	bool good = dir >= 0 && read_file(dir, "memory.current", text, sizeof text) > 0;

	if (good)
		ret->bytes = strtoull(text, NULL, 10);
	good = good && read_file(dir, "pids.current", text, sizeof text) > 0;
	if (good)
		ret->processes = strtoull(text, NULL, 10);
	good = good && read_file(dir, "cpu.stat", text, sizeof text) > 0 &&
	       (usec = strstr(text, "usage_usec ")) != NULL;
	if (good)
		ret->usec = strtoull(usec + 11, NULL, 10);
	if (dir >= 0)
		close(dir);
	return good;
}

static void usage_of_proc(uint32_t unit, struct usage *ret)
{
	uint64_t ticks = 0;

	for (size_t k = 0; k < list_count; k++) {
		if (list[k].unit != unit || list[k].zombie)
			continue;
		ret->processes++;
		ret->bytes += list[k].bytes;
		ticks += list[k].ticks;
	}
	ret->usec = ticks * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

static void send_usage(struct child_reply *client, const struct unit *u)
{
	struct usage usage = { 0 };
	bool cgroup = usage_of_cgroup(u, &usage);

	if (!cgroup) {
		usage = (struct usage){ 0 };
		usage_of_proc(u->index, &usage);
	}
	reply_begin(&client->reply, "usage");
	reply_text(&client->reply, "name", conf_name(u->section));
	reply_number(&client->reply, "processes", (int64_t)usage.processes);
	reply_number(&client->reply, "memory_bytes", (int64_t)usage.bytes);
	reply_number(&client->reply, "cpu_usec", (int64_t)usage.usec);
	reply_text(&client->reply, "source", cgroup ? "cgroup" : "proc");
	reply_end(&client->reply);
	child_reply_send(client);
}

static void send_zombies(struct child_reply *client, const struct context *ctx)
{
	int64_t count = 0;

	for (size_t k = 0; k < list_count; k++)
		count += list[k].zombie;
	reply_begin(&client->reply, "zombies");
	reply_number(&client->reply, "count", count);
	reply_array(&client->reply, "of");
	for (uint32_t i = 0; i < ctx->count && count > 0; i++) {
		for (size_t k = 0; k < list_count; k++) {
			if (!list[k].zombie || list[k].unit != i)
				continue;
			reply_item(&client->reply, conf_name(ctx->units[i]->section));
			break;
		}
	}
	reply_array_end(&client->reply);
	reply_end(&client->reply);
	child_reply_send(client);
}

/* ---- the child ---- */

_Noreturn static void run_usage(struct served_request *request,
				enum step (*step)(struct served_request *request))
{
	struct child_reply client;
	struct names_cursor begin = request->cursor;
	sigset_t set;
	uint32_t i;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* PID 1 blocks it. */
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	signal(SIGALRM, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	alarm(CHILD_SECONDS);
	child_reply_init(&client, request->fd);
	for (;;) {
		request->reply = client.reply;
		if (step(request) == STEP_END)
			break;
		client.reply = request->reply;
		child_reply_send(&client);
	}
	list_processes();
	assign_units(request->ctx);
	request->cursor = begin;
	for (; (i = request_unit(request)) != UNIT_NONE; request_next(request)) {
		if (unit_has_main(request->ctx->units[i]))
			send_usage(&client, request->ctx->units[i]);
	}
	send_zombies(&client, request->ctx);
	reply_ok(&client.reply);
	child_reply_send(&client);
	_exit(0);
}

bool usage_begin(struct served_request *request,
		 enum step (*step)(struct served_request *request))
{
	pid_t pid = -1;

	if (!request->allowed && clock_now() - last_child < PAUSE)
		return true;
	last_child = clock_now();
	pid = fork();
	if (pid == 0)
		run_usage(request, step);
	if (pid < 0) {
		reply_error(&request->reply, CTINIT_EXIT_FAILED, "cannot make a child: %s",
			    strerror(errno));
		return false;
	}
	/* The child has its own copy, so this close cannot block. */
	close(request->fd);
	request->fd = -1;
	return true;
}

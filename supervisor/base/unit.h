/* supervisor/base/unit.h - declares the part of a unit (a service or a setup) that
 * every room may read.
 *
 * struct service (supervisor/service/service.h) embeds one struct unit. State of a unit
 * that only one room uses is in a struct of that room.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_UNIT_H
#define SUPERVISOR_BASE_UNIT_H

#include "conf/conf.h"
#include "supervisor/base/context.h"
#include "supervisor/core/policy.h"

#include <sys/types.h>

struct condition;
struct env_cache;
struct pidfile;
struct hooks;
struct log_stream;
struct probe;
struct readiness;
struct unit;
struct wait_for;
struct watch;

enum child_kind {
	CHILD_MAIN,
	CHILD_HELPER,
	CHILD_LOGGER,
	CHILD_EVENT,            /* the command of on-event */
	CHILD_HELPER_ABANDONED, /* abandoned and killed; its exit is not reported */
	CHILD_COMMAND           /* runs for a client of the control socket */
};

/* A child process of PID 1, an entry of the child table (child/table.h). */
struct child {
	struct child *next;
	pid_t pid;    /* 0: none. A unit keeps it until the clean-up is over */
	uint8_t kind; /* enum child_kind */
};

/* The process that the unit's command started, or that the unit named as its main
 * process. */
struct main_process {
	struct child child;
	msec started;    /* when the last run began; 0: never */
	msec stop_asked; /* when the stop of this run was requested; 0: not yet */
	/* A pidfd if the main process is not our child, or if it is dead and its process
	 * group is being cleaned up; else -1. */
	int pidfd;
	int wstatus; /* wait status of the last main process that exited */
};

/* Units that were created together. sup_new() makes all units as one generation. A reload
 * makes each new or changed unit a generation of its own, and frees a generation when its
 * units are removed. An unchanged unit stays in its generation, with its process and its
 * watchers.
 *
 * Each room has an array of its own structs here, for the units that use its keys, in the
 * order of the units. No other room uses the array. */
struct generation {
	struct generation *next;
	struct context *ctx;
	void *units;     /* array of struct service; see generation_unit() */
	uint32_t count;  /* length of `units` */
	uint32_t in_use; /* how many of them ctx->units points to */
	struct readiness *readiness;
	struct probe *probes;
	struct wait_for *waits;
	struct pidfile *pidfiles;
	struct watch *watches;
	uint32_t watch_free, watch_used;
	struct condition *conditions;
	struct hooks *hooks;
	struct env_cache *env_caches;
	struct log_stream *log_streams;
	uint32_t hooks_count, env_cache_count, wait_count, pidfile_count, condition_count;
};

/* How far the clean-up after a dead main process has come. */
enum cleanup_phase {
	CLEANUP_NONE,   /* no clean-up: the main process runs, or there is none */
	CLEANUP_ZOMBIE, /* the main process is dead; we have not searched for others yet */
	CLEANUP_TERM_SENT, /* the other processes got SIGTERM and have some time to exit */
	CLEANUP_KILL_SENT,
	CLEANUP_PHASE_COUNT
};

struct unit {
	struct context *ctx;
	struct generation *generation;
	const struct conf_section *section;
	struct policy *policy;
	/* Owned by output/. NULL: the unit does not write to the log. */
	struct log_stream *log;
	struct readiness *readiness; /* owned by probe/; NULL: no `ready` key */
	struct main_process main;
	/* For `status`; small, because there is one for each unit. */
	uint32_t wanted_tick; /* the low bits of when its start was last requested */
	uint32_t ready_after; /* msec from main.started to ready or done; 0: not yet */
	uint16_t starts,
		restarts;      /* all starts, and those after a failure; at most 65535 */
	uint32_t index;        /* index in ctx->units and in the core */
	uint8_t cleanup_phase; /* enum cleanup_phase */
	uint8_t start_code;    /* exit code of a failed start; 0: the start did not fail */
	bool ran : 1;          /* a main process was started, in this or an earlier run */
	bool has_ended : 1;    /* a main process exited, in this or an earlier run */
	bool cannot_start : 1; /* the start failed, and another try would fail, too */
	bool unhealthy : 1;    /* the health check failed in this run */
	bool late : 1;         /* ctinit stopped it, because it was not ready in time */
	bool uses_pidfile : 1; /* `type = forking`: `pid-file` names the main process */
	bool may_change_main : 1; /* the main process may change: cleanup/pidfile.h */
	bool in_cgroup : 1;       /* the unit has its own control group */
	bool has_dependents : 1;  /* another unit stops only after it */
	bool dynamic_policy : 1;  /* the policy keys contain variables */
};

/* Callbacks from the rooms below service/. sup_new() sets them. */
struct unit_events {
	/* The timer of watch_arm_timer() expired. */
	void (*timer_expired)(struct unit *u);
	/* The report pipe of the start is readable or closed. */
	void (*exec_reported)(struct unit *u);
	/* The commands before the process are done: start the main process. */
	void (*start)(struct unit *u);
	/* The start failed before there was a process. `code` is its exit code, `why` the
	 * reason for the user. */
	void (*start_failed)(struct unit *u, int code, const char *why);
	/* The accounts that the start waited for are read: continue from `step`. */
	void (*accounts_read)(struct unit *u, unsigned step);
	/* The program runs. With `type = forking`, the main process is known, too. */
	void (*running)(struct unit *u);
	/* A main process that is not our child died. With `pid` 0, no main process was
	 * found after a start with `type = forking`. */
	void (*main_exited)(struct unit *u, pid_t pid, int wstatus);
	/* The main process has exited, and no other process replaces it: clean up the other
	 * processes of the unit. `pid` is the argument of cleanup_begin(). */
	void (*main_gone)(struct unit *u, pid_t pid);
	/* The clean-up is over: no process of the unit is left that can and must be
	 * killed. */
	void (*cleaned_up)(struct unit *u);
	/* `post-stop` is done. */
	void (*stopped)(struct unit *u);
	/* The pipe of the output of the running unit stays locked, so the logger cannot
	 * read it: kill the unit. */
	void (*kill)(struct unit *u);
};

/* Offsets in struct service, in bytes, of each room's state for a unit. sup_new() sets them
 * before it creates the first unit. */
struct unit_layout {
	uint16_t size;    /* sizeof(struct service) */
	uint16_t cleanup; /* offset of struct cleanup_state (cleanup/cleanup.h) */
	uint16_t env;     /* offset of struct env_state (env/env_state.h) */
	uint16_t spawn;   /* offset of struct spawn_state (child/spawn_slot.h) */
	uint16_t watch;   /* offset of the uint32_t of child/watch.c */
};
extern struct unit_layout unit_layout;

static inline void *unit_part(const struct unit *u, uint16_t offset)
{
	return (char *)(uintptr_t)u + offset;
}

/* Returns true while the main process runs. */
static inline bool unit_has_main(const struct unit *u)
{
	return u->main.child.pid > 0 && u->cleanup_phase == CLEANUP_NONE;
}

/* Returns unit `i` of the generation; `i` must be less than g->count. */
static inline struct unit *generation_unit(const struct generation *g, uint32_t i)
{
	return (struct unit *)(void *)((char *)g->units + (size_t)i * unit_layout.size);
}

/* Allocates a zeroed array for a generation, or nothing if `count` is 0. Evaluates to false
 * if memory runs out. */
#define GENERATION_ALLOC(at, count) \
	((count) == 0 || ((at) = calloc((count), sizeof *(at))) != NULL)

/* Finds the struct of a unit in an array of its generation. Each struct begins with a
 * pointer to its unit; the array is in the order of the units. Returns NULL if the
 * unit has no struct. */
void *unit_find(const struct unit *u, const void *structs, uint32_t count, size_t size);

/* Returns a name for messages: "web", "setup migrate". The name of a setup is in a static
 * buffer, which the second call for a setup after this one overwrites. */
const char *unit_name(const struct unit *u);

#endif

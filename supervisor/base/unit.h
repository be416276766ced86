/* supervisor/base/unit.h - what every room may read of a unit: a service or a setup.
 *
 * struct service (supervisor/service/service.h) embeds one struct unit. What only one room
 * needs of a unit is a struct of that room's own. */
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
	CHILD_MAIN, /* a main process */
	CHILD_HELPER,
	CHILD_LOGGER,
	CHILD_HELPER_ABANDONED /* abandoned and killed; its end is not reported to anybody */
};

/* A child process of PID 1, an entry of the table in supervisor/child/table.h. */
struct child {
	struct child *next;
	pid_t pid; /* 0: none; a unit keeps it while its process group is cleaned up */
	uint8_t kind;
};

/* The process that the unit's command started, or that it named as its main one. */
struct main_process {
	struct child child;
	msec started;
	msec stop_asked; /* when the stop of this run was requested; 0: not yet */
	/* Of a main process that is not our child, and of a dead one whose process group is
	 * cleaned up; else -1. */
	int pidfd;
	int wstatus; /* of the last end */
};

/* Units that were made together. At sup_new() all units are one generation; at a reload
 * each unit that is new or changed is a generation of its own, which is freed when the unit
 * goes. A unit that continues stays where it is, with its process and its watchers.
 *
 * Each room keeps an array of its own structs here, for the units that have its keys, in the
 * order of the units. Only that room looks into it. */
struct generation {
	struct generation *next;
	struct context *ctx;
	void *units; /* generation_unit() */
	uint32_t count, in_use;
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

/* What ctinit does about the processes that are left when a main process has ended. */
enum cleanup_phase {
	CLEANUP_NONE,      /* the main process runs, or nothing is left */
	CLEANUP_ZOMBIE,    /* the main process is dead; the rest was not looked for yet */
	CLEANUP_TERM_SENT, /* the rest has time to end */
	CLEANUP_KILL_SENT
};

struct unit {
	struct context *ctx;
	struct generation *generation;
	const struct conf_section *section;
	struct policy *policy;
	struct log_stream *log;      /* of output; NULL: it does not write to the log */
	struct readiness *readiness; /* of probe/; NULL: `ready` is not set */
	struct main_process main;
	uint32_t index;        /* in ctx->units and in the core */
	uint8_t cleanup_phase; /* enum cleanup_phase */
	uint8_t start_code;    /* a start that failed: its exit code; 0: none failed */
	bool ran : 1;          /* a process of it was started, since it exists */
	bool has_ended : 1;    /* a process of it did */
	bool cannot_start : 1; /* its start failed, and would fail again in the same way */
	bool unhealthy : 1;    /* since it was started */
	bool late : 1;         /* stopped because it was not ready in time */
	bool uses_pidfile : 1; /* type = forking: pid-file names its main process */
	bool may_change_main : 1; /* its main process may change; see forking.h */
	bool in_cgroup : 1;       /* it has a control group of its own */
	bool has_dependents : 1;  /* another unit stops only after it */
	bool dynamic_policy : 1; /* keys of its policy have variables: read at each start */
};

/* Calls from the rooms below service/ up to it. Set once, in sup_new(). */
struct unit_events {
	/* The timer of watch_arm_timer() expired. */
	void (*timer_expired)(struct unit *u);
	/* The report pipe of its start can be read, or is at its end. */
	void (*exec_reported)(struct unit *u);
	/* Nothing precedes the main process any more: start it. */
	void (*start)(struct unit *u);
	/* The start failed before there was a process; `why` is reported. */
	void (*start_failed)(struct unit *u, int code, const char *why);
	/* The accounts that its start waited for were read: continue from that step. */
	void (*accounts_read)(struct unit *u, unsigned step);
	/* The program runs, and of type = forking the main process is known. */
	void (*running)(struct unit *u);
	/* A main process that is not our child is dead. */
	void (*main_exited)(struct unit *u, pid_t pid, int wstatus);
	/* No other process becomes the main one: the rest is cleaned up. `pid` is not reaped
	 * yet, or 0. */
	void (*main_gone)(struct unit *u, pid_t pid);
	/* None of its processes is left. */
	void (*cleaned_up)(struct unit *u);
	/* Its post-stop is over. */
	void (*stopped)(struct unit *u);
	/* Its output cannot be read as long as it runs: kill it. */
	void (*kill)(struct unit *u);
};

/* Where struct service keeps the structs of the rooms: offsets in bytes, the same for all
 * units. sup_new() sets them with offsetof() before it makes the first. */
struct unit_layout {
	uint16_t size;    /* of struct service */
	uint16_t cleanup; /* struct cleanup_state, cleanup/cleanup.h */
	uint16_t env;     /* struct env_state, env/state.h */
	uint16_t spawn;   /* struct spawn_state, child/spawn_slot.h */
	uint16_t watch;   /* uint32_t of child/watch.c */
};
extern struct unit_layout unit_layout;

/* The part of the unit at one of the offsets in unit_layout. */
static inline void *unit_part(const struct unit *u, uint16_t offset)
{
	return (char *)(uintptr_t)u + offset;
}

/* Returns true while its main process runs. */
static inline bool unit_has_main(const struct unit *u)
{
	return u->main.child.pid > 0 && u->cleanup_phase == CLEANUP_NONE;
}

/* Unit number `i` of a generation. */
static inline struct unit *generation_unit(const struct generation *g, uint32_t i)
{
	return (struct unit *)(void *)((char *)g->units + (size_t)i * unit_layout.size);
}

/* Allocates an array for a generation; none if `count` is 0. False: no memory. */
#define GENERATION_ALLOC(at, count) \
	((count) == 0 || ((at) = calloc((count), sizeof *(at))) != NULL)

/* Finds the struct of a unit in an array of its generation. Each struct begins with a
 * pointer to its unit, and they are in the order of the units. Returns NULL if the unit has
 * no such struct. */
void *unit_find(const struct unit *u, const void *structs, uint32_t count, size_t size);

/* "web"; "setup migrate". Of a setup it is a static buffer that is valid until the second
 * next call. */
const char *unit_name(const struct unit *u);

#endif

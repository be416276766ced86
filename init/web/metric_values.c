/* init/web/metric_values.c - lists the metrics, and computes their values. */
#include "init/web/metric_values.h"

#include "conf/base/base.h"
#include "conf/base/signal_names.h"
#include "init/web/control_link.h"

#include <stdio.h>
#include <string.h>

/* The states of ctinit, and those of supervisord that mean the same.
 * Source: http://supervisord.org/subprocess.html#process-states */
#define SUPERVISORD_STARTING 10
#define SUPERVISORD_RUNNING  20
#define SUPERVISORD_STOPPING 40

static const struct {
	const char *name;
	int supervisord;
} states[] = {
	{ "skipped", 0 },
	{ "down", 0 },
	{ "waiting", 0 },
	{ "starting", SUPERVISORD_STARTING },
	{ "ready", SUPERVISORD_RUNNING },
	{ "stopping", SUPERVISORD_STOPPING },
	{ "killing", SUPERVISORD_STOPPING },
	{ "backoff", 30 },
	{ "done", 100 },
	{ "failed", 200 },
};

static int supervisord_state(const json_t *unit)
{
	const char *state = row_text(unit, "state");

	for (size_t i = 0; state && i < ARRAY_LEN(states); i++) {
		if (strcmp(states[i].name, state) == 0)
			return states[i].supervisord;
	}
	return 1000; /* UNKNOWN */
}

const json_t *metric_container(const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		if (row_is(row, "container"))
			return row;
	}
	return NULL;
}

const char *metric_group(const json_t *unit)
{
	static _Thread_local char group[256];
	const char *first =
		json_string_value(json_array_get(json_object_get(unit, "groups"), 0));
	const char *name = row_text(unit, "name");

	snprintf(group, sizeof group, "%s", first ? first : name ? name : "");
	if (!first)
		group[strcspn(group, "@")] = '\0';
	return group;
}

#define GETTER(name) \
	static bool name(const json_t *row, const json_t *container, struct metric_value *v)

/* A member that is a number. */
#define NUMBER(name, key, divisor)                    \
	GETTER(name)                                  \
	{                                             \
		(void)container;                      \
		v->number = row_number(row, key, -1); \
		v->scale = divisor;                   \
		return v->number >= 0;                \
	}

NUMBER(get_units, "units", 1)
NUMBER(get_units_ready, "ready", 1)
NUMBER(get_ready_after, "ready_ms", 1000)
NUMBER(get_starts, "starts", 1)
NUMBER(get_restarts, "restarts", 1)
NUMBER(get_age, "age_ms", 1000)
NUMBER(get_processes, "processes", 1)
NUMBER(get_memory, "memory_bytes", 1)
NUMBER(get_cpu, "cpu_usec", 1000000)
NUMBER(get_zombies, "count", 1)

GETTER(get_one)
{
	(void)row;
	(void)container;
	v->number = 1;
	return true;
}

GETTER(get_container_up)
{
	const char *state = row_text(row, "state");

	(void)container;
	v->number = state && strcmp(state, "up") == 0;
	return true;
}

GETTER(get_start_time)
{
	(void)container;
	v->number = row_number(row, "at_ms", -1) - row_number(row, "up_ms", 0);
	v->scale = 1000;
	return v->number >= 0;
}

GETTER(get_ready)
{
	(void)container;
	v->number = supervisord_state(row) == SUPERVISORD_RUNNING;
	return true;
}

GETTER(get_healthy)
{
	const json_t *healthy = json_object_get(row, "healthy");

	(void)container;
	v->number = json_is_true(healthy);
	return json_is_boolean(healthy);
}

GETTER(get_enabled)
{
	const json_t *enabled = json_object_get(row, "enabled");

	(void)container;
	v->number = json_is_true(enabled);
	return json_is_boolean(enabled);
}

GETTER(get_start_lasted)
{
	long long from = row_number(row, "wanted_ms", -1),
		  to = row_number(row, "ready_ms", -1);

	(void)container;
	v->number = to - from;
	v->scale = 1000;
	return from >= 0 && to >= from;
}

GETTER(get_state)
{
	(void)container;
	v->number = supervisord_state(row);
	return true;
}

GETTER(get_up)
{
	int state = supervisord_state(row);

	(void)container;
	v->number = state == SUPERVISORD_STARTING || state == SUPERVISORD_RUNNING ||
		    state == SUPERVISORD_STOPPING;
	return true;
}

GETTER(get_exit_status)
{
	const char *name = row_text(row, "signal");
	int killed = name ? signal_parse(name) : -1;

	(void)container;
	v->number = killed > 0 ? 128 + killed : row_number(row, "code", 0);
	return true;
}

/* spawned_ms counts from the start of ctinit. */
GETTER(get_process_start)
{
	long long spawned = row_number(row, "spawned_ms", -1);

	get_start_time(container, container, v);
	v->number += spawned;
	return spawned >= 0 && row_number(row, "pid", 0) > 0;
}

#define GAUGE   false
#define COUNTER true

/* clang-format off */
const struct metric metrics[] = {
	{ "ctinit_info", "container", LABEL_NAME | LABEL_VERSION, GAUGE, get_one,
	  "The name of the container and the version of ctinit." },
	{ "ctinit_container_state", "container", LABEL_STATE, GAUGE, get_one,
	  "The state of the container." },
	{ "ctinit_container_up", "container", 0, GAUGE, get_container_up,
	  "Whether the container is up: all has started, nothing reloads, drains or stops." },
	{ "ctinit_start_time_seconds", "container", 0, GAUGE, get_start_time,
	  "When ctinit started, in seconds since 1970." },
	{ "ctinit_ready_after_seconds", "container", 0, GAUGE, get_ready_after,
	  "How long it took until all units were ready." },
	{ "ctinit_units", "container", 0, GAUGE, get_units,
	  "Number of services and setups." },
	{ "ctinit_units_ready", "container", 0, GAUGE, get_units_ready,
	  "Number of units that are ready, or done as they were meant to." },
	{ "ctinit_unit_state", "unit", LABEL_NAME | LABEL_STATE, GAUGE, get_one,
	  "The state of the unit; only its present state has a sample." },
	{ "ctinit_unit_state_age_seconds", "unit", LABEL_NAME, GAUGE, get_age,
	  "How long the unit has been in its state." },
	{ "ctinit_unit_ready", "unit", LABEL_NAME, GAUGE, get_ready,
	  "Whether the unit is ready." },
	{ "ctinit_unit_healthy", "unit", LABEL_NAME, GAUGE, get_healthy,
	  "Whether the health check of the unit succeeds." },
	{ "ctinit_unit_enabled", "unit", LABEL_NAME, GAUGE, get_enabled,
	  "Whether the unit may be started." },
	{ "ctinit_unit_starts", "unit", LABEL_NAME, COUNTER, get_starts,
	  "How often the unit was started." },
	{ "ctinit_unit_restarts", "unit", LABEL_NAME, COUNTER, get_restarts,
	  "How often the unit was started again after its end." },
	{ "ctinit_unit_last_start_duration_seconds", "unit", LABEL_NAME, GAUGE, get_start_lasted,
	  "How long the last start took, from the request to ready." },
	{ "ctinit_unit_processes", "usage", LABEL_NAME, GAUGE, get_processes,
	  "Number of processes of the unit." },
	{ "ctinit_unit_memory_bytes", "usage", LABEL_NAME, GAUGE, get_memory,
	  "Memory of the processes of the unit." },
	{ "ctinit_unit_cpu_seconds", "usage", LABEL_NAME, COUNTER, get_cpu,
	  "Processor time of the processes of the unit." },
	{ "ctinit_zombies", "zombies", 0, GAUGE, get_zombies,
	  "Number of dead processes whose parent has not reaped them." },
	{ "node_supervisord_state", "unit", LABEL_NAME | LABEL_GROUP, GAUGE, get_state,
	  "Process State" },
	{ "node_supervisord_up", "unit", LABEL_NAME | LABEL_GROUP, GAUGE, get_up,
	  "Process Up" },
	{ "node_supervisord_exit_status", "unit", LABEL_NAME | LABEL_GROUP, GAUGE, get_exit_status,
	  "Process Exit Status" },
	{ "node_supervisord_start_time_seconds", "unit", LABEL_NAME | LABEL_GROUP, GAUGE,
	  get_process_start, "Process start time" },
};
/* clang-format on */
const size_t metric_count = ARRAY_LEN(metrics);

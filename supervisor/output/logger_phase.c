/* supervisor/output/logger_phase.c - defines the moves of the logger's phases. Pure. */
#include "supervisor/output/logger_phase.h"

/* clang-format off */
#define GO(phase, order) { true, LOGGER_##phase, LOGGER_DO_##order }
#define STAY(phase)      GO(phase, NOTHING)

static const struct logger_move table[LOGGER_PHASE_COUNT][LOGGER_EVENT_COUNT] = {
	[LOGGER_NONE] = {
		[LOGGER_ON_NEEDED]      = GO(STARTING, START),
		[LOGGER_ON_REPLACE]     = STAY(NONE), /* the next one gets the new rights */
	},
	[LOGGER_BACKOFF] = {
		[LOGGER_ON_NEEDED]      = STAY(BACKOFF),
		[LOGGER_ON_RETRY]       = GO(STARTING, START),
		[LOGGER_ON_REPLACE]     = STAY(BACKOFF),
		[LOGGER_ON_LATE]        = STAY(FAILED),
	},
	[LOGGER_STARTING] = {
		[LOGGER_ON_NEEDED]      = STAY(STARTING),
		[LOGGER_ON_NOT_STARTED] = GO(BACKOFF, START_LATER),
		[LOGGER_ON_SERVES]      = GO(SERVING, WELCOME),
		[LOGGER_ON_REPLACE]     = GO(HANDOVER_EARLY, SEND_HANDOVER),
		[LOGGER_ON_DIED]        = GO(BACKOFF, START_LATER),
		[LOGGER_ON_DRAINED]     = STAY(NONE),
		[LOGGER_ON_LATE]        = STAY(FAILED),
		[LOGGER_ON_USELESS]     = GO(FAILED, END_CONTAINER),
	},
	[LOGGER_SERVING] = {
		[LOGGER_ON_NEEDED]      = STAY(SERVING),
		[LOGGER_ON_REPLACE]     = GO(HANDOVER, SEND_HANDOVER),
		[LOGGER_ON_DIED]        = GO(BACKOFF, START_LATER),
		[LOGGER_ON_DRAINED]     = STAY(NONE),
		[LOGGER_ON_LATE]        = STAY(FAILED),
	},
	[LOGGER_HANDOVER_EARLY] = {
		[LOGGER_ON_NEEDED]      = STAY(HANDOVER_EARLY),
		[LOGGER_ON_SERVES]      = GO(HANDOVER, WELCOME),
		[LOGGER_ON_REPLACE]     = GO(HANDOVER_EARLY, SEND_HANDOVER),
		[LOGGER_ON_DIED]        = GO(BACKOFF, START_LATER),
		[LOGGER_ON_HANDED_OVER] = GO(STARTING, START),
		[LOGGER_ON_LATE]        = STAY(FAILED),
		[LOGGER_ON_USELESS]     = GO(FAILED, END_CONTAINER),
	},
	[LOGGER_HANDOVER] = {
		[LOGGER_ON_NEEDED]      = STAY(HANDOVER),
		[LOGGER_ON_REPLACE]     = GO(HANDOVER, SEND_HANDOVER),
		[LOGGER_ON_DIED]        = GO(BACKOFF, START_LATER),
		[LOGGER_ON_HANDED_OVER] = GO(STARTING, START),
		[LOGGER_ON_LATE]        = STAY(FAILED),
	},
	[LOGGER_FAILED] = {
		[LOGGER_ON_NEEDED]      = STAY(FAILED),
		[LOGGER_ON_RETRY]       = STAY(FAILED),
		[LOGGER_ON_SERVES]      = STAY(FAILED), /* sent before the kill */
		[LOGGER_ON_REPLACE]     = STAY(FAILED),
		[LOGGER_ON_DIED]        = STAY(FAILED),
	},
};
/* clang-format on */

struct logger_move logger_next(enum logger_phase from, enum logger_event on)
{
	return table[from][on];
}

#define X(name, process, meaning) [LOGGER_##name] = (process) != 0,
static const bool has_process[] = { LOGGER_PHASES(X) };
#undef X

bool logger_phase_has_process(enum logger_phase phase)
{
	return has_process[phase];
}

bool logger_phase_has_served(enum logger_phase phase)
{
	return phase == LOGGER_SERVING || phase == LOGGER_HANDOVER;
}

bool logger_phase_is_handover(enum logger_phase phase)
{
	return phase == LOGGER_HANDOVER_EARLY || phase == LOGGER_HANDOVER;
}

const char *logger_phase_name(enum logger_phase phase)
{
#define X(name, ...) [LOGGER_##name] = #name,
	static const char *const names[] = { LOGGER_PHASES(X) };
#undef X
	return names[phase];
}

const char *logger_event_name(enum logger_event on)
{
#define X(name, ...) [LOGGER_ON_##name] = #name,
	static const char *const names[] = { LOGGER_EVENTS(X) };
#undef X
	return names[on];
}

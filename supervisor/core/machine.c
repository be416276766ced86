/* supervisor/core/machine.c - maps each state and event to the next state, in one table.
 *
 * Pure. An event that has no cell in the row of a state cannot happen in that state. core.c
 * turns facts into events; policy.c chooses the event for an exit. move.c applies the
 * result of svc_next() and emits its order. */
#include "supervisor/core/machine.h"

/* clang-format off */
#define GO(state, order) { true, SVC_##state, ORDER_##order }
#define STAY(state)      GO(state, NOTHING)
#define ENDS                                        \
		[ON_DIED_AGAIN]  = STAY(BACKOFF),   \
		[ON_DIED_WAIT]   = STAY(WAITING),   \
		[ON_DIED_DOWN]   = STAY(DOWN),      \
		[ON_DIED_DONE]   = STAY(DONE),      \
		[ON_DIED_FAILED] = STAY(FAILED)

static const struct svc_move table[SVC_STATE_COUNT][SVC_EVENT_COUNT] = {
	[SVC_SKIPPED] = {
		[ON_WANT]        = STAY(WAITING),
		[ON_SKIP]        = STAY(SKIPPED),
		[ON_STOP]        = STAY(SKIPPED),
	},
	[SVC_DOWN] = {
		[ON_WANT]        = STAY(WAITING),
		[ON_SKIP]        = STAY(SKIPPED),
		[ON_STOP]        = STAY(DOWN),
	},
	[SVC_WAITING] = {
		[ON_WANT]           = STAY(WAITING),
		[ON_SKIP]           = STAY(SKIPPED),
		[ON_PREPARE]        = GO(WAITING, PREPARE),
		[ON_CANCEL_PREPARE] = GO(WAITING, CANCEL_PREPARE),
		[ON_MET]            = GO(STARTING, SPAWN),
		[ON_NEED_FAILED]    = STAY(FAILED),
		[ON_STOP]           = STAY(DOWN),
		[ON_DIED_AGAIN]     = STAY(BACKOFF), /* wait-for has failed */
		[ON_DIED_WAIT]      = STAY(WAITING),
		[ON_DIED_DOWN]      = STAY(DOWN),
		[ON_DIED_FAILED]    = STAY(FAILED),
	},
	[SVC_STARTING] = {
		[ON_WANT]        = STAY(STARTING),
		[ON_STOP]        = GO(STOPPING, SIGNAL),
		[ON_READY]       = STAY(READY),
		[ON_TIMEOUT]     = GO(STOPPING, SIGNAL),
		[ON_KILL]        = GO(KILLING, KILL),
		ENDS,
	},
	[SVC_READY] = {
		[ON_WANT]        = STAY(READY),
		[ON_STOP]        = GO(STOPPING, SIGNAL),
		[ON_PRE_STOP]    = GO(STOPPING, PRE_STOP),
		[ON_UNHEALTHY]   = GO(STOPPING, SIGNAL),
		[ON_READY]       = STAY(READY),
		[ON_KILL]        = GO(KILLING, KILL),
		ENDS,
	},
	[SVC_STOPPING] = {
		[ON_WANT]        = STAY(STOPPING), /* the service starts after its exit */
		[ON_STOP]        = STAY(STOPPING),
		[ON_PRE_STOPPED] = GO(STOPPING, SIGNAL),
		[ON_READY]       = STAY(STOPPING),
		[ON_TIMEOUT]     = GO(STOPPING, SIGNAL),
		[ON_LAST_WAIT]   = GO(KILLING, KILL),
		[ON_KILL]        = GO(KILLING, KILL),
		ENDS,
	},
	[SVC_KILLING] = {
		[ON_WANT]        = STAY(KILLING),
		[ON_STOP]        = STAY(KILLING),
		[ON_READY]       = STAY(KILLING),
		[ON_TIMEOUT]     = GO(KILLING, KILL), /* repeat SIGKILL */
		[ON_KILL]        = GO(KILLING, KILL),
		ENDS,
	},
	[SVC_BACKOFF] = {
		[ON_WANT]        = STAY(WAITING), /* a manual start skips the delay */
		[ON_SKIP]        = STAY(SKIPPED),
		[ON_STOP]        = STAY(DOWN),
		[ON_TIMEOUT]     = STAY(WAITING),
	},
	[SVC_DONE] = {
		[ON_WANT]        = STAY(WAITING),
		[ON_SKIP]        = STAY(SKIPPED),
		[ON_STOP]        = STAY(DOWN),
	},
	[SVC_FAILED] = {
		[ON_WANT]        = STAY(WAITING),
		[ON_SKIP]        = STAY(SKIPPED),
		[ON_STOP]        = STAY(DOWN),
	},
};
/* clang-format on */

struct svc_move svc_next(enum svc_state from, enum svc_event on)
{
	return table[from][on];
}

const char *svc_state_word(enum svc_state state)
{
#define X(name, word, process, meaning) word,
	static const char *const words[] = { SVC_STATES(X) };
#undef X
	return words[state];
}

bool svc_has_process(enum svc_state state)
{
#define X(name, word, process, meaning) process,
	static const bool has[] = { SVC_STATES(X) };
#undef X
	return has[state];
}

const char *svc_event_word(enum svc_event on)
{
#define X(name, meaning) #name,
	static const char *const words[] = { SVC_EVENTS(X) };
#undef X
	return words[on];
}

const char *svc_event_meaning(enum svc_event on)
{
#define X(name, meaning) meaning,
	static const char *const meanings[] = { SVC_EVENTS(X) };
#undef X
	return meanings[on];
}

/* supervisor/logger/base/source_state.c - checks moves of a source's state by a table. */
#include "supervisor/logger/base/logger.h"

#define TO(state) (1u << SOURCE_##state)
/* The states that wakeup_subscribe() may choose. */
#define TO_WATCHED (TO(ARMED) | TO(POLLED) | TO(REFUSED))
/* The states in which a source must not be read. */
#define TO_STOPPED (TO(BLOCKED) | TO(HELD))

static const uint16_t legal[SOURCE_STATE_COUNT] = {
	[SOURCE_IDLE] = TO_WATCHED | TO_STOPPED | TO(IDLE) | TO(HUNG_UP) | TO(RETIRED),
	[SOURCE_ARMED] = TO_STOPPED | TO(READY) | TO(BUSY) | TO(IDLE),
	[SOURCE_READY] = TO_WATCHED | TO_STOPPED | TO(BUSY) | TO(IDLE),
	[SOURCE_POLLED] = TO_STOPPED | TO(BUSY) | TO(IDLE),
	[SOURCE_REFUSED] = TO_WATCHED | TO_STOPPED | TO(BUSY),
	[SOURCE_BUSY] = TO_WATCHED | TO_STOPPED,
	[SOURCE_BLOCKED] = TO_WATCHED | TO_STOPPED | TO(IDLE),
	[SOURCE_HELD] = TO_STOPPED | TO(IDLE) | TO(RETIRED),
	[SOURCE_HUNG_UP] = TO_WATCHED | TO_STOPPED | TO(IDLE),
	[SOURCE_RETIRED] = 0,
};

static const char *const names[SOURCE_STATE_COUNT] = {
	"idle", "armed",   "ready", "polled",  "refused",
	"busy", "blocked", "held",  "hung up", "retired",
};

bool source_move_is_legal(enum source_state from, enum source_state to)
{
	return legal[from] >> to & 1;
}

void source_set_state(struct logger *lg, struct source *src, enum source_state to)
{
	enum source_state from = (enum source_state)src->state;

	src->state = (uint8_t)to;
	if (!source_move_is_legal(from, to))
		logger_warn(lg, "bug: source %u of %s goes from %s to %s", src->id,
			    src->stream->name, names[from], names[to]);
}

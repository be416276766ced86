/* supervisor/logger/shared/log_memory.c - keeps the logger's state in the log memory, a
 * memfd of PID 1 that survives the logger. */
#include "supervisor/logger/shared/log_memory.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#define PAGE        4096u
#define CARRY_PAGES ((CARRY_SIZE + PAGE - 1) / PAGE * PAGE)

_Static_assert(sizeof(struct state_version) < 1024, "both versions fit before the chunk");
_Static_assert(offsetof(struct log_memory, chunk) == PAGE, "the versions are in one page");

uint64_t state_carry_offset(uint32_t sources, uint32_t source)
{
	uint64_t records =
		sizeof(struct log_memory) + sources * sizeof(struct source_record);

	return (records + PAGE - 1) / PAGE * PAGE + (uint64_t)source * CARRY_PAGES;
}

uint64_t state_size(uint32_t sources)
{
	return state_carry_offset(sources, sources);
}

char *state_carry(struct log_memory *state, uint32_t source)
{
	return (char *)state + state_carry_offset(state->sources, source);
}

static bool console_is_valid(const struct console_pending *pending)
{
	return pending->begin <= pending->end && pending->end <= CONSOLE_BUFFER_SIZE &&
	       pending->direct_begin <= CHUNK_END_MAX &&
	       pending->direct_len <= CHUNK_END_MAX - pending->direct_begin;
}

/* While lines_end is 0 the other offsets mean nothing yet. */
static bool chunk_is_valid(const struct state_version *now)
{
	bool valid = now->begin <= now->end && now->end <= CHUNK_END_MAX &&
		     now->end - now->begin <= CARRY_SIZE && now->lines_end <= now->end &&
		     now->allowed_end <= now->lines_end;

	for (int i = 0; i < DEST_COUNT && now->phase == CHUNK_FULL && now->lines_end > 0;
	     i++)
		valid = valid && now->begin <= now->dest_end[i] &&
			now->dest_end[i] <= now->allowed_end;
	if (now->phase == CHUNK_FULL && now->lines_end > 0)
		valid = valid && now->begin <= now->recorded_end &&
			now->recorded_end <= now->lines_end;
	return valid && (now->phase != CHUNK_READING || now->lines_end >= now->begin);
}

static bool version_is_valid(const struct log_memory *state)
{
	const struct state_version *now = state_current(state);
	uint32_t max = now->file_in_chunk ? CHUNK_END_MAX : CONSOLE_BUFFER_SIZE;

	return now->phase <= CHUNK_FULL && now->source < state->sources &&
	       chunk_is_valid(now) && console_is_valid(&now->console[0]) &&
	       console_is_valid(&now->console[1]) && now->file_begin <= max &&
	       now->file_len <= max - now->file_begin;
}

struct log_memory *state_map(int fd, uint32_t sources)
{
	struct log_memory *state = mmap(NULL, state_size(sources), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_NORESERVE, fd, 0);

	if (state == MAP_FAILED)
		return NULL;
	if (state->magic != STATE_MAGIC || state->sources != sources ||
	    !version_is_valid(state)) {
		memset(state->version, 0, sizeof state->version);
		state->sources = sources;
		state->current = 0;
		state->magic = STATE_MAGIC;
	}
	return state;
}

struct state_version *state_begin(struct log_memory *state)
{
	struct state_version *next = &state->version[~state->current & 1];

	*next = *state_current(state);
	return next;
}

/* After a kill the next logger must see the writes in this order. A compiler fence is
 * enough for that. */
void state_commit(struct log_memory *state)
{
	atomic_signal_fence(memory_order_seq_cst);
	*(volatile uint32_t *)&state->current = state->current + 1;
	atomic_signal_fence(memory_order_seq_cst);
}

/* A canary of fewer than 8 bytes has no space for the random number. So its bytes are 0xff,
 * which never occurs in UTF-8. */
static void canary_bytes(const struct state_version *now, char bytes[8],
			 uint32_t *ret_offset, uint32_t *ret_len)
{
	uint32_t want = now->end - now->lines_end;

	memset(bytes, 0xff, 8);
	*ret_len = want < 8 ? want : 8;
	*ret_offset = now->end - *ret_len;
	if (want >= 8)
		memcpy(bytes, &now->canary, 8);
}

void state_begin_read(struct log_memory *state, uint32_t source, uint32_t begin,
		      uint32_t to, uint32_t want)
{
	static uint64_t secret;
	struct state_version *next = state_begin(state);
	char bytes[8];
	uint32_t offset, len;

	if (secret == 0 && getrandom(&secret, sizeof secret, GRND_NONBLOCK) < 0)
		secret = 0x9e3779b97f4a7c15ull ^ (uintptr_t)state;
	secret = secret * 6364136223846793005ull + 1442695040888963407ull;
	next->phase = CHUNK_READING;
	next->source = source;
	next->begin = begin;
	next->lines_end = to;
	next->end = to + want;
	next->attempts = 0;
	next->bytes_read = state->source[source].bytes_read;
	next->allowed_end = next->dest_end[0] = next->dest_end[1] = next->recorded_end =
		begin;
	next->canary = secret;
	canary_bytes(next, bytes, &offset, &len);
	memcpy(state->chunk + offset, bytes, len);
	state_commit(state);
}

bool state_read_completed(const struct log_memory *state)
{
	char bytes[8];
	uint32_t offset, len;

	canary_bytes(state_current(state), bytes, &offset, &len);
	return memcmp(state->chunk + offset, bytes, len) != 0;
}

/* supervisor/logger/shared/log_memory.c - keeps the logger's state in a memfd of PID 1. */
#include "supervisor/logger/shared/log_memory.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#define PAGE        4096u
#define CARRY_PAGES ((CARRY_SIZE + PAGE - 1) / PAGE * PAGE)

_Static_assert(sizeof(struct log_memory_version) < 1024,
	       "both versions fit before the chunk");
_Static_assert(offsetof(struct log_memory, chunk) == PAGE, "the versions are in one page");

uint64_t log_memory_carry_offset(uint32_t slot_count, uint32_t slot)
{
	uint64_t records =
		sizeof(struct log_memory) + slot_count * sizeof(struct source_record);

	return (records + PAGE - 1) / PAGE * PAGE + (uint64_t)slot * CARRY_PAGES;
}

uint64_t log_memory_size(uint32_t slot_count)
{
	return log_memory_carry_offset(slot_count, slot_count);
}

char *log_memory_carry(struct log_memory *memory, uint32_t slot)
{
	return (char *)memory + log_memory_carry_offset(memory->slot_count, slot);
}

static bool console_is_valid(const struct console_pending *pending)
{
	return pending->begin <= pending->end && pending->end <= CONSOLE_BUFFER_SIZE &&
	       pending->direct_begin <= CHUNK_END_MAX &&
	       pending->direct_len <= CHUNK_END_MAX - pending->direct_begin;
}

/* While lines_end is 0 the other offsets are not valid. */
static bool chunk_is_valid(const struct log_memory_version *now)
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

static bool version_is_valid(const struct log_memory *memory)
{
	const struct log_memory_version *now = log_memory_current(memory);
	uint32_t max = now->file_in_chunk ? CHUNK_END_MAX : CONSOLE_BUFFER_SIZE;

	return now->phase <= CHUNK_FULL && now->slot < memory->slot_count &&
	       chunk_is_valid(now) && console_is_valid(&now->console[0]) &&
	       console_is_valid(&now->console[1]) && now->file_begin <= max &&
	       now->file_len <= max - now->file_begin;
}

uint32_t log_memory_page_size(void)
{
	return (uint32_t)sysconf(_SC_PAGESIZE);
}

struct log_memory *log_memory_map(int fd, uint32_t slot_count)
{
	struct log_memory *memory =
		mmap(NULL, log_memory_size(slot_count), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_NORESERVE, fd, 0);

	if (memory == MAP_FAILED)
		return NULL;
	if (memory->magic != LOG_MEMORY_MAGIC || memory->slot_count != slot_count ||
	    !version_is_valid(memory)) {
		memset(memory->version, 0, sizeof memory->version);
		memory->slot_count = slot_count;
		memory->current = 0;
		memory->magic = LOG_MEMORY_MAGIC;
	}
	return memory;
}

struct log_memory_version *log_memory_begin(struct log_memory *memory)
{
	struct log_memory_version *next = &memory->version[~memory->current & 1];

	*next = *log_memory_current(memory);
	return next;
}

/* The next logger after a kill, and a child of PID 1 that reads at this moment, must see the
 * writes in this order. On arm64 another processor sees them in any order without a fence
 * for threads; on x86-64 it stops only the compiler. */
void log_memory_commit(struct log_memory *memory)
{
	atomic_thread_fence(memory_order_release);
	*(volatile uint32_t *)&memory->current = memory->current + 1;
	atomic_thread_fence(memory_order_release);
}

/* A canary of less than 8 bytes has no space for the random number. Its bytes are 0xff,
 * which never occurs in UTF-8. */
static void canary_bytes(const struct log_memory_version *now, char bytes[8],
			 uint32_t *ret_offset, uint32_t *ret_len)
{
	uint32_t want = now->end - now->lines_end;

	memset(bytes, 0xff, 8);
	*ret_len = want < 8 ? want : 8;
	*ret_offset = now->end - *ret_len;
	if (want >= 8)
		memcpy(bytes, &now->canary, 8);
}

void log_memory_begin_read(struct log_memory *memory, uint32_t slot, uint32_t begin,
			   uint32_t to, uint32_t want)
{
	static uint64_t secret;
	struct log_memory_version *next = log_memory_begin(memory);
	char bytes[8];
	uint32_t offset, len;

	if (secret == 0 && getrandom(&secret, sizeof secret, GRND_NONBLOCK) < 0)
		secret = 0x9e3779b97f4a7c15ull ^ (uintptr_t)memory;
	secret = secret * 6364136223846793005ull + 1442695040888963407ull;
	next->phase = CHUNK_READING;
	next->slot = slot;
	next->begin = begin;
	next->lines_end = to;
	next->end = to + want;
	next->attempts = 0;
	next->bytes_read = memory->source[slot].bytes_read;
	next->allowed_end = next->dest_end[0] = next->dest_end[1] = next->recorded_end =
		begin;
	next->canary = secret;
	canary_bytes(next, bytes, &offset, &len);
	memcpy(memory->chunk + offset, bytes, len);
	log_memory_commit(memory);
}

bool log_memory_read_completed(const struct log_memory *memory)
{
	char bytes[8];
	uint32_t offset, len;

	canary_bytes(log_memory_current(memory), bytes, &offset, &len);
	return memcmp(memory->chunk + offset, bytes, len) != 0;
}

/* supervisor/logger/slot_handover.c - gives slots of the log memory to new users. */
#include "supervisor/logger/loop.h"

#include <fcntl.h>
#include <stdatomic.h>

/* Discards the chunk of a killed logger if its service was removed and had these slots. */
static void discard_chunk(struct logger *lg, uint32_t slot, uint32_t count)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);

	if (now->phase == CHUNK_EMPTY || now->slot < slot || now->slot >= slot + count)
		return;
	logger_warn(lg, "output of a service that is gone was discarded");
	log_memory_begin(lg->memory)->phase = CHUNK_EMPTY;
	log_memory_commit(lg->memory);
}

/* Clears the record of the slot's last user. Keeps a note for the new user, which a child
 * may be writing. Sets the generation last: if we are killed before, the next logger does
 * all of it again. */
static void reset_slot(struct logger *lg, uint32_t slot, uint32_t generation)
{
	struct source_record *record = &lg->memory->source[slot];

	if (*(volatile uint64_t *)&record->note_generation != generation) {
		record->device = record->inode = record->tail_offset = 0;
		record->note_generation = generation;
	}
	record->carry_len = record->carry_written = 0;
	record->dropped = record->reported_dropped = 0;
	record->over_rate = record->reported_over_rate = 0;
	record->bytes_read = record->matched_run = 0;
	atomic_signal_fence(memory_order_seq_cst);
	record->slot_generation = generation;
}

/* Clears the slots of stdout and stderr, and the ring if it was used before. */
static void reset_pipe_slots(struct logger *lg, const struct packet_stream *m)
{
	if (lg->streams[m->id] != NULL)
		registry_delete_stream(lg, lg->streams[m->id]);
	discard_chunk(lg, m->slot, 2);
	reset_slot(lg, m->slot + 1, m->slot_generation);
	reset_slot(lg, m->slot, m->slot_generation);
	if (m->recycled && m->ring_size > 0 && m->ring_offset < lg->rings_end)
		fallocate(lg->log_memory_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			  (off_t)m->ring_offset, m->ring_size);
}

static bool has_generation(struct logger *lg, struct packet_tail tail)
{
	return lg->memory->source[tail.slot].slot_generation == tail.slot_generation;
}

/* Deletes another stream that still has the slot, because PID 1 has not sent its removal
 * yet. */
static void evict_other(struct logger *lg, uint32_t slot, uint32_t id)
{
	if (lg->sources[slot] != NULL && lg->sources[slot]->stream->id != id)
		registry_delete_stream(lg, lg->sources[slot]->stream);
}

void slots_assign(struct logger *lg, const union packet *packet)
{
	const struct packet_stream *m = &packet->stream;
	struct stream *old = lg->streams[m->id];

	if (old != NULL && old->settings.slot != m->slot)
		registry_delete_stream(lg, old);
	evict_other(lg, m->slot, m->id);
	evict_other(lg, m->slot + 1, m->id);
	for (uint32_t i = 0; i < m->tail_count; i++) {
		struct packet_tail tail = packet_tail_at(packet, i);

		/* Another user may have the slot of a file that was retired. */
		if (!tail.retiring || has_generation(lg, tail))
			evict_other(lg, tail.slot, m->id);
	}
	if (lg->memory->source[m->slot].slot_generation != m->slot_generation)
		reset_pipe_slots(lg, m);
	for (uint32_t i = 0; i < m->tail_count; i++) {
		struct packet_tail tail = packet_tail_at(packet, i);

		if (tail.retiring || has_generation(lg, tail))
			continue;
		discard_chunk(lg, tail.slot, 1);
		reset_slot(lg, tail.slot, tail.slot_generation);
	}
}

bool slots_are_valid(const union packet *packet, uint32_t slot_count)
{
	const struct packet_stream *m = &packet->stream;

	if (slot_count < 2 || m->slot > slot_count - 2)
		return false;
	for (uint32_t i = 0; i < m->tail_count; i++) {
		uint32_t slot = packet_tail_at(packet, i).slot;

		if (slot >= slot_count || slot == m->slot || slot == m->slot + 1)
			return false;
		for (uint32_t k = 0; k < i; k++)
			if (packet_tail_at(packet, k).slot == slot)
				return false;
	}
	return true;
}

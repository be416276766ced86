/* supervisor/output/tail_slots.c - decides which slot each followed file has in a reload.
 *
 * A file that `log-follow` names before and after a reload keeps its slot, which contains
 * the offset of the next read. A new file gets a new slot. A file that is no longer named
 * is retiring: it keeps its slot until a logger has read the file to its end and has
 * recorded that in the slot. */
#include "supervisor/base/context.h"
#include "supervisor/base/unit.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/output/slots.h"

#include <stdlib.h>
#include <string.h>

#define KEY CONF_SERVICE_LOG_FOLLOW

struct path_list {
	char *const *paths;
	size_t count;
};

static struct path_list followed_paths(const struct conf_section *section)
{
	struct path_list list = { NULL, 0 };

	if (conf_is_set(section, KEY))
		list.paths = conf_words(section, KEY, &list.count);
	return list;
}

static bool lists_are_equal(const struct path_list *a, const struct path_list *b)
{
	bool equal = a->count == b->count;

	for (size_t i = 0; i < a->count && equal; i++)
		equal = strcmp(a->paths[i], b->paths[i]) == 0;
	return equal;
}

bool tails_are_comparable(const struct conf_section *old, const struct conf_section *now)
{
	enum conf_key keys[CONF_KEY_COUNT];
	size_t count;

	if (!conf_is_dynamic(old, KEY) && !conf_is_dynamic(now, KEY))
		return true;
	count = conf_diff_keys(old, now, keys, CONF_KEY_COUNT);
	for (size_t i = 0; i < count; i++)
		if (keys[i] == KEY)
			return false;
	return true;
}

uint32_t log_stream_tail_count(const struct log_stream *stream)
{
	if (stream->tails_lost)
		return 0;
	if (stream->tails != NULL)
		return stream->tail_count;
	return stream->slot_count > 2 ? stream->slot_count - 2 : 0;
}

struct log_tail log_stream_tail(const struct log_stream *stream, uint32_t i)
{
	if (stream->tails != NULL)
		return stream->tails[i];
	return (struct log_tail){ .slot = stream->slot + 2 + i,
				  .slot_generation = stream->slot_generation };
}

/* ---- single slots ---- */

/* A slot in the service's own run is released with the service, not here. */
static void release_tail(struct log_stream *stream, const struct log_tail *tail)
{
	if (tail->slot == TAIL_NO_SLOT || tail->slot - stream->slot < stream->slot_count)
		return;
	slots_release(logger_of(stream)->slots, tail->slot, 1, 0, 0);
}

static struct log_tail alloc_tail(struct log_stream *stream)
{
	struct logger_child *logger = logger_of(stream);
	struct log_tail tail = { .slot = TAIL_NO_SLOT };
	uint64_t ring_offset;

	if (slots_alloc(logger->slots, 1, 0, &tail.slot, &ring_offset) < 0)
		return tail;
	tail.slot_generation = ++logger->slot_generations;
	log_note_write(logger->log_memory_fd, tail.slot,
		       &(struct source_note){ .generation = tail.slot_generation });
	return tail;
}

static void drop_retiring(struct log_stream *stream, uint32_t i)
{
	struct log_tail *tail = &stream->tails[stream->tail_count + i];

	free(tail->path);
	stream->retiring_count--;
	memmove(tail, tail + 1, (stream->retiring_count - i) * sizeof *tail);
}

void tails_reap(struct log_stream *stream)
{
	for (uint32_t i = stream->retiring_count; i-- > 0;) {
		struct log_tail *tail = &stream->tails[stream->tail_count + i];

		if (!log_memory_slot_is_released(logger_of(stream)->log_memory_fd,
						 tail->slot))
			continue;
		release_tail(stream, tail);
		drop_retiring(stream, i);
	}
}

void tails_forget(struct log_stream *stream)
{
	for (uint32_t i = 0; stream->tails != NULL && i < stream->tail_count; i++)
		release_tail(stream, &stream->tails[i]);
	while (stream->retiring_count > 0) {
		release_tail(stream, &stream->tails[stream->tail_count]);
		drop_retiring(stream, 0);
	}
	free(stream->tails);
	stream->tails = NULL;
	stream->tail_count = 0;
	stream->tails_lost = false;
}

/* ---- reload ---- */

/* Returns the slot of the file `path`, or a new one; TAIL_NO_SLOT if all are used. Sets
 * kept[i] if the file was followed as old->paths[i]. A retiring file is followed again. */
static struct log_tail tail_for_path(struct log_stream *stream, const char *path,
				     const struct path_list *old, bool *kept)
{
	struct log_tail found;

	for (uint32_t i = 0; i < old->count && i < log_stream_tail_count(stream); i++) {
		found = log_stream_tail(stream, i);
		if (kept[i] || strcmp(old->paths[i], path) != 0 ||
		    found.slot == TAIL_NO_SLOT)
			continue;
		kept[i] = true;
		return found;
	}
	for (uint32_t i = 0; i < stream->retiring_count; i++) {
		found = stream->tails[stream->tail_count + i];
		if (strcmp(found.path, path) != 0)
			continue;
		drop_retiring(stream, i);
		found.path = NULL;
		return found;
	}
	return alloc_tail(stream);
}

/* Retires the files that were followed and are not kept. Drops a file, which is then not
 * read to its end, if there is no memory for its name. */
static void retire_old(struct log_stream *stream, struct log_tail *retiring,
		       uint16_t *count, const struct path_list *old, const bool *kept)
{
	for (uint32_t i = 0; i < old->count && i < log_stream_tail_count(stream); i++) {
		struct log_tail tail = log_stream_tail(stream, i);

		if (kept[i] || tail.slot == TAIL_NO_SLOT)
			continue;
		tail.path = *count < TAILS_MAX ? strdup(old->paths[i]) : NULL;
		if (tail.path != NULL)
			retiring[(*count)++] = tail;
		else
			release_tail(stream, &tail);
	}
}

/* Moves the retiring files to retiring[] while there is room. The rest are dropped without
 * being read to the end. */
static void move_retiring(struct log_stream *stream, struct log_tail *retiring,
			  uint16_t *count)
{
	while (stream->retiring_count > 0) {
		struct log_tail *tail = &stream->tails[stream->tail_count];

		if (*count < TAILS_MAX) {
			retiring[(*count)++] = *tail;
			tail->path = NULL;
		} else {
			release_tail(stream, tail);
		}
		drop_retiring(stream, 0);
	}
}

static void replace_tails(struct log_stream *stream, const struct path_list *old,
			  const struct path_list *now, struct log_tail *tails)
{
	bool kept[TAILS_MAX] = { false };
	uint16_t retiring_count = 0;

	for (uint32_t i = 0; i < now->count; i++)
		tails[i] = tail_for_path(stream, now->paths[i], old, kept);
	retire_old(stream, tails + now->count, &retiring_count, old, kept);
	move_retiring(stream, tails + now->count, &retiring_count);
	free(stream->tails);
	stream->tails = tails;
	stream->tail_count = (uint16_t)now->count;
	stream->retiring_count = retiring_count;
}

void tails_reconfigure(struct unit *u, const struct conf_section *now)
{
	struct log_stream *stream = u->log;
	struct path_list old, list;
	struct log_tail *tails;

	if (stream == NULL || stream->slot_count == 0 || conf_is_dynamic(u->section, KEY) ||
	    conf_is_dynamic(now, KEY))
		return;
	old = followed_paths(u->section);
	list = followed_paths(now);
	if (list.count > TAILS_MAX) /* stream_packet_settings() reports that */
		list.count = TAILS_MAX;
	if (lists_are_equal(&old, &list))
		return;
	tails_reap(stream);
	tails = calloc(list.count + TAILS_MAX, sizeof *tails);
	if (tails == NULL) {
		tails_forget(stream);
		stream->tails_lost = true;
		return;
	}
	replace_tails(stream, &old, &list, tails);
	stream->tails_lost = false;
}

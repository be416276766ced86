/* supervisor/output/tail_slots.c - which place each followed file has, over reloads.
 *
 * A file that is named before and after a reload keeps its place, and with it how far it
 * was read; another takes one of its own. One that is named no more keeps it, too, until
 * the logger, or the next one if it is killed, has read it to its end and says so there. */
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/shared/state.h"
#include "supervisor/output/output.h"
#include "supervisor/output/slots.h"
#include "supervisor/service.h"

#include <stdlib.h>
#include <string.h>

#define KEY CONF_SERVICE_LOG_FOLLOW

struct words {
	char *const *at;
	size_t count;
};

static struct words words_of(const struct conf_section *section)
{
	struct words words = { NULL, 0 };

	if (conf_is_set(section, KEY))
		words.at = conf_words(section, KEY, &words.count);
	return words;
}

static bool is_same(const struct words *a, const struct words *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; i < a->count && same; i++)
		same = strcmp(a->at[i], b->at[i]) == 0;
	return same;
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

uint32_t log_stream_tail_count(const struct log *log)
{
	if (log->no_follows)
		return 0;
	if (log->follows != NULL)
		return log->follow_count;
	return log->sources > 2 ? log->sources - 2 : 0;
}

struct log_tail log_stream_tail(const struct log *log, uint32_t i)
{
	if (log->follows != NULL)
		return log->follows[i];
	return (struct log_tail){ .source = log->source + 2 + i, .owner = log->owner };
}

/* Of those behind stderr the place goes with the service. */
static void give_back(struct log *log, const struct log_tail *follow)
{
	if (follow->source == UINT32_MAX || follow->source - log->source < log->sources)
		return;
	slots_release(log->unit->ctx->logs->places, follow->source, 1, 0, 0);
}

static void drop_leaving(struct log *log, uint32_t i)
{
	struct log_tail *at = &log->follows[log->follow_count + i];

	free(at->path);
	log->leave_count--;
	memmove(at, at + 1, (log->leave_count - i) * sizeof *at);
}

void tails_reap(struct log *log)
{
	for (uint32_t i = log->leave_count; i-- > 0;) {
		struct log_tail *at = &log->follows[log->follow_count + i];

		if (!state_slot_is_released(log->unit->ctx->logs->store_fd, at->source))
			continue;
		give_back(log, at);
		drop_leaving(log, i);
	}
}

void tails_forget(struct log *log)
{
	for (uint32_t i = 0; log->follows != NULL && i < log->follow_count; i++)
		give_back(log, &log->follows[i]);
	while (log->leave_count > 0) {
		give_back(log, &log->follows[log->follow_count]);
		drop_leaving(log, 0);
	}
	free(log->follows);
	log->follows = NULL;
	log->follow_count = 0;
	log->no_follows = false;
}

static struct log_tail take(struct log *log)
{
	struct logs *logs = log->unit->ctx->logs;
	struct log_tail follow = { .source = UINT32_MAX };
	uint64_t ring_at;

	if (slots_alloc(logs->places, 1, 0, &follow.source, &ring_at) < 0)
		return follow;
	follow.owner = ++logs->owners;
	state_note_write(logs->store_fd, follow.source,
			 &(struct source_note){ .owner = follow.owner });
	return follow;
}

/* The place that `path` has; one that is taken from `old` is not there any more. */
static struct log_tail place_of(struct log *log, const char *path, struct words *old,
				bool *kept)
{
	struct log_tail found;

	for (uint32_t i = 0; i < old->count && i < log_stream_tail_count(log); i++) {
		found = log_stream_tail(log, i);
		if (kept[i] || strcmp(old->at[i], path) != 0 || found.source == UINT32_MAX)
			continue;
		kept[i] = true;
		return found;
	}
	for (uint32_t i = 0; i < log->leave_count; i++) {
		found = log->follows[log->follow_count + i];
		if (strcmp(found.path, path) != 0)
			continue;
		drop_leaving(log, i);
		found.path = NULL;
		return found;
	}
	return take(log);
}

/* Those that were named: without the memory for a name it is not read to its end. */
static void leave_old(struct log *log, struct log_tail *to, uint16_t *count,
		      const struct words *old, const bool *kept)
{
	for (uint32_t i = 0; i < old->count && i < log_stream_tail_count(log); i++) {
		struct log_tail left = log_stream_tail(log, i);

		if (kept[i] || left.source == UINT32_MAX)
			continue;
		left.path = *count < FOLLOWED_FILES_MAX ? strdup(old->at[i]) : NULL;
		if (left.path != NULL)
			to[(*count)++] = left;
		else
			give_back(log, &left);
	}
}

static void change(struct log *log, struct words *old, const struct words *now,
		   struct log_tail *next)
{
	bool kept[FOLLOWED_FILES_MAX] = { false };
	uint16_t count = 0;

	for (uint32_t i = 0; i < now->count; i++)
		next[i] = place_of(log, now->at[i], old, kept);
	leave_old(log, next + now->count, &count, old, kept);
	while (log->leave_count > 0) {
		struct log_tail *left = &log->follows[log->follow_count];

		if (count < FOLLOWED_FILES_MAX) {
			next[now->count + count] = *left;
			next[now->count + count++].path = left->path;
			left->path = NULL;
		} else {
			give_back(log, left);
		}
		drop_leaving(log, 0);
	}
	free(log->follows);
	log->follows = next;
	log->follow_count = (uint16_t)now->count;
	log->leave_count = count;
}

void tails_reconfigure(struct unit *u, const struct conf_section *now)
{
	struct log *log = u->log;
	struct words old, words;
	struct log_tail *next;

	if (log == NULL || log->sources == 0 || conf_is_dynamic(u->section, KEY) ||
	    conf_is_dynamic(now, KEY))
		return;
	old = words_of(u->section);
	words = words_of(now);
	if (words.count > FOLLOWED_FILES_MAX) /* it is told that they are too many */
		words.count = FOLLOWED_FILES_MAX;
	if (is_same(&old, &words))
		return;
	tails_reap(log);
	next = calloc(words.count + FOLLOWED_FILES_MAX, sizeof *next);
	if (next == NULL) {
		tails_forget(log);
		log->no_follows = true;
		return;
	}
	change(log, &old, &words, next);
	log->no_follows = false;
}

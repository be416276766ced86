/* supervisor/logger/base/stream.c - makes, changes and frees a service's stream. */
#include "supervisor/logger/base/stream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void close_source(struct source *src)
{
	if (src->fd >= 0)
		close(src->fd);
	free(src->tail.path);
}

void stream_free(struct stream *s)
{
	if (s == NULL)
		return;
	for (uint32_t i = 0; i < s->source_count; i++)
		close_source(&s->sources[i]);
	free(s->sources);
	log_file_close(&s->file);
	free(s->file.path);
	free(s->name);
	free(s->service);
	stream_stop_matching(s);
	if (s->ring != NULL)
		munmap(s->ring, s->settings.ring_size);
	free(s);
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Returns false, and keeps the old text, if there is no memory. */
static bool replace_text(char **to, const char *text)
{
	char *copy;

	if (is_same(*to, text))
		return true;
	copy = strdup(text);
	if (copy == NULL)
		return false;
	free(*to);
	*to = copy;
	return true;
}

/* Keeps a file with the same path open. Returns false if there is no memory. */
static bool configure_file(struct stream *s, const char *path)
{
	struct log_file *file = &s->file;

	file->mode = s->settings.file_mode;
	file->keep = s->settings.keep;
	file->max_bytes = s->settings.file_max_bytes;
	file->reported_error = file->reported_rotate_error = 0;
	if (is_same(file->path, path) || (file->path == NULL && *path == '\0'))
		return true;
	log_file_close(file);
	free(file->path);
	file->path = *path != '\0' ? strdup(path) : NULL;
	return file->path != NULL || *path == '\0';
}

/* Returns the kind of source `i`: 0 and 1 are stdout and stderr, the others followed
 * files. */
static enum source_kind kind_of(const struct stream *s, uint32_t i)
{
	if (s->settings.is_syslog)
		return SOURCE_SYSLOG;
	return i < 2 ? SOURCE_PIPE : SOURCE_TAIL;
}

static struct source new_source(struct stream *s, uint32_t i)
{
	return (struct source){ .stream = s,
				.id = s->settings.slot + i,
				.fd = -1,
				.kind = (uint8_t)kind_of(s, i),
				.console = i == 1,
				.tail.watches = { -1, -1, -1 } };
}

static bool is_tail_of(const struct source *src, struct packet_tail tail, const char *path)
{
	return src->kind == SOURCE_TAIL && src->id == tail.slot &&
	       src->tail.slot_generation == tail.slot_generation &&
	       is_same(src->tail.path, path);
}

bool stream_keeps_tail(const struct source *src, const union packet *packet, size_t len)
{
	size_t cursor = 0;

	for (int i = 0; i < 3; i++)
		packet_text(packet, len, &cursor);
	for (uint32_t i = 0; i < packet->stream.tail_count; i++)
		if (is_tail_of(src, packet_tail_at(packet, i),
			       packet_text(packet, len, &cursor)))
			return true;
	return false;
}

/* Keeps a file open that was followed before. */
static void configure_tail(struct stream *s, struct source *src, struct packet_tail tail,
			   const char *path)
{
	for (uint32_t i = 2; i < s->source_count; i++) {
		struct source *old = &s->sources[i];

		if (!is_tail_of(old, tail, path))
			continue;
		*src = *old;
		old->fd = -1;
		old->tail.path = NULL;
		src->tail.retiring = tail.retiring != 0;
		return;
	}
	src->id = tail.slot;
	src->tail.slot_generation = tail.slot_generation;
	src->tail.retiring = tail.retiring != 0;
	src->tail.path = path != NULL ? strdup(path) : NULL;
}

/* If the stream has this pipe already, keeps it; otherwise takes the packet's descriptor.
 * `fd` may be NULL. */
static void configure_pipe(struct source *src, struct source *old, int *fd)
{
	if (old != NULL && old->fd >= 0) {
		*src = *old;
		old->fd = -1;
	} else if (fd != NULL) {
		src->fd = *fd;
		*fd = -1;
	}
}

/* Makes the sources from the packet and its descriptors. `cursor` is behind the first three
 * texts. Returns false if there is no memory. */
static bool configure_sources(struct stream *s, const union packet *packet, size_t len,
			      size_t cursor, int fds[PACKET_FDS_MAX])
{
	uint32_t count = 2 + packet->stream.tail_count;
	struct source *sources = calloc(count, sizeof *sources);
	size_t fds_used = 0;

	if (sources == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		sources[i] = new_source(s, i);
		if (i < 2)
			configure_pipe(&sources[i],
				       i < s->source_count ? &s->sources[i] : NULL,
				       packet->stream.has[i] ? &fds[fds_used++] : NULL);
		else
			configure_tail(s, &sources[i], packet_tail_at(packet, i - 2),
				       packet_text(packet, len, &cursor));
	}
	for (uint32_t i = 0; i < s->source_count; i++)
		close_source(&s->sources[i]);
	free(s->sources);
	s->sources = sources;
	s->source_count = count;
	return true;
}

struct stream *stream_configure(struct stream *old, const union packet *packet, size_t len,
				int fds[PACKET_FDS_MAX])
{
	struct stream *s = old != NULL ? old : calloc(1, sizeof *s);
	size_t cursor = 0;

	if (s == NULL)
		return NULL;
	if (old == NULL)
		s->file.fd = -1;
	if (s->ring != NULL && (s->settings.ring_offset != packet->stream.ring_offset ||
				s->settings.ring_size != packet->stream.ring_size)) {
		munmap(s->ring, s->settings.ring_size);
		s->ring = NULL;
		s->ring_borrowed = false;
	}
	s->settings = packet->stream;
	s->id = packet->stream.id;
	const char *name = packet_text(packet, len, &cursor);
	const char *service = packet_text(packet, len, &cursor);
	const char *path = packet_text(packet, len, &cursor);
	if (replace_text(&s->name, name) && replace_text(&s->service, service) &&
	    configure_file(s, path) && configure_sources(s, packet, len, cursor, fds))
		return s;
	if (old == NULL)
		stream_free(s);
	return NULL;
}

void stream_stop_matching(struct stream *s)
{
	if (s->matching)
		regfree(&s->regex);
	s->matching = false;
}

void stream_set_process(struct stream *s, const union packet *packet, size_t len)
{
	size_t cursor = 0;
	const char *regex = packet_text(packet, len, &cursor);

	stream_stop_matching(s);
	s->match_reply_due = false;
	s->pid = packet->process.pid;
	s->run_id = packet->process.run_id;
	s->process_ended = packet->process.ended;
	if (regex != NULL && *regex != '\0' && strlen(regex) <= READY_REGEX_MAX)
		s->matching = regcomp(&s->regex, regex, REG_EXTENDED | REG_NOSUB) == 0;
}

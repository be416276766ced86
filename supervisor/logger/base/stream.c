/* supervisor/logger/base/stream.c - one service's output in the logger: made, changed,
 * let go. */
#include "supervisor/logger/base/stream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void source_close(struct source *src)
{
	if (src->fd >= 0)
		close(src->fd);
	free(src->path);
}

void stream_free(struct stream *s)
{
	if (s == NULL)
		return;
	for (uint32_t i = 0; i < s->source_count; i++)
		source_close(&s->sources[i]);
	free(s->sources);
	log_file_close(&s->file);
	free(s->file.path);
	free(s->name);
	free(s->service);
	stream_stop_matching(s);
	if (s->ring != NULL)
		munmap(s->ring, s->set.ring_size);
	free(s);
}

static bool same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* False: no memory. What was open stays open. */
static bool set_text(char **to, const char *text)
{
	char *copy;

	if (same(*to, text))
		return true;
	copy = strdup(text);
	if (copy == NULL)
		return false;
	free(*to);
	*to = copy;
	return true;
}

static bool set_file(struct stream *s, const char *path)
{
	struct file *f = &s->file;

	f->mode = s->set.file_mode;
	f->keep = s->set.keep;
	f->most = s->set.file_most;
	f->told = 0;
	if (same(f->path, path) || (f->path == NULL && *path == '\0'))
		return true;
	log_file_close(f);
	free(f->path);
	f->path = *path != '\0' ? strdup(path) : NULL;
	return f->path != NULL || *path == '\0';
}

static void make_source(struct stream *s, struct source *src, uint32_t i, int fd)
{
	*src = (struct source){
		.stream = s, .id = s->set.source + i, .fd = fd, .watch = { -1, -1, -1 }
	};
	src->out = i == 1;
	src->kind = s->set.is_syslog ? SOURCE_TEXT : i < 2 ? SOURCE_PIPE : SOURCE_FOLLOW;
	src->unwatched = true;
}

static bool is_file(const struct source *src, struct packet_follow f, const char *path)
{
	return src->kind == SOURCE_FOLLOW && src->id == f.source && src->owner == f.owner &&
	       same(src->path, path);
}

bool stream_keeps_following(const struct source *src, const union packet *m, size_t len)
{
	size_t at = 0;

	for (int i = 0; i < 3; i++)
		packet_text(m, len, &at);
	for (uint32_t i = 0; i < m->stream.follows; i++)
		if (is_file(src, packet_follow_at(m, i), packet_text(m, len, &at)))
			return true;
	return false;
}

static void set_follow(struct stream *s, struct source *src, struct packet_follow f,
		       const char *path)
{
	for (uint32_t i = 2; i < s->source_count; i++) {
		struct source *old = &s->sources[i];

		if (!is_file(old, f, path))
			continue;
		*src = *old;
		old->fd = -1;
		old->path = NULL;
		src->leaves = f.leaves != 0;
		return;
	}
	src->id = f.source;
	src->owner = f.owner;
	src->leaves = f.leaves != 0;
	src->path = path != NULL ? strdup(path) : NULL;
}

/* The pipes and what is followed on move over, or come with the message. */
static bool set_sources(struct stream *s, const union packet *m, size_t len, size_t at,
			const int fds[PACKET_FDS_MAX])
{
	uint32_t count = 2 + m->stream.follows;
	struct source *fresh = calloc(count, sizeof *fresh);
	size_t used = 0;

	if (fresh == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		make_source(s, &fresh[i], i, -1);
		if (i >= 2) {
			const char *path = packet_text(m, len, &at);

			set_follow(s, &fresh[i], packet_follow_at(m, i - 2), path);
			continue;
		}
		if (m->stream.has[i])
			fresh[i].fd = fds[used++];
		if (s->source_count > i && s->sources[i].fd >= 0) {
			if (fresh[i].fd >= 0)
				close(fresh[i].fd);
			char *path = fresh[i].path;
			fresh[i] = s->sources[i];
			fresh[i].path = path;
			s->sources[i].fd = -1;
		}
	}
	for (uint32_t i = 0; i < s->source_count; i++)
		source_close(&s->sources[i]);
	free(s->sources);
	s->sources = fresh;
	s->source_count = count;
	return true;
}

struct stream *stream_configure(struct stream *old, const union packet *m, size_t len,
				const int fds[PACKET_FDS_MAX])
{
	struct stream *s = old != NULL ? old : calloc(1, sizeof *s);
	size_t at = 0;

	if (s == NULL)
		return NULL;
	if (old == NULL)
		s->file.fd = -1;
	if (s->ring != NULL && (s->set.ring_at != m->stream.ring_at ||
				s->set.ring_size != m->stream.ring_size)) {
		munmap(s->ring, s->set.ring_size);
		s->ring = NULL;
	}
	s->set = m->stream;
	s->id = m->stream.id;
	const char *name = packet_text(m, len, &at), *service = packet_text(m, len, &at);
	const char *path = packet_text(m, len, &at);
	if (set_text(&s->name, name) && set_text(&s->service, service) &&
	    set_file(s, path) && set_sources(s, m, len, at, fds))
		return s;
	if (old == NULL)
		stream_free(s);
	return NULL;
}

void stream_stop_matching(struct stream *s)
{
	if (s->awaits)
		regfree(&s->regex);
	s->awaits = false;
}

void stream_set_process(struct stream *s, const union packet *m, size_t len)
{
	size_t at = 0;
	const char *regex = packet_text(m, len, &at);

	stream_stop_matching(s);
	s->match_due = false;
	s->pid = m->run.pid;
	s->epoch = m->run.epoch;
	s->ended = m->run.ended;
	if (regex != NULL && *regex != '\0' && strlen(regex) <= READY_REGEX_MAX)
		s->awaits = regcomp(&s->regex, regex, REG_EXTENDED | REG_NOSUB) == 0;
}

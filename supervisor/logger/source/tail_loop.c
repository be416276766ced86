/* supervisor/logger/source/tail_loop.c - would what a service follows come back to that
 * file by way of log files? Each line would come again without end. check knows it of
 * what is written without ${}; here it is seen of the files that there are. */
#include "supervisor/logger/base/logger.h"

#include <string.h>
#include <sys/stat.h>

static bool is_same(const char *a, const char *b)
{
	struct stat x, y;

	return strcmp(a, b) == 0 || (stat(a, &x) == 0 && stat(b, &y) == 0 &&
				     x.st_ino == y.st_ino && x.st_dev == y.st_dev);
}

static bool follows(const struct stream *s, const char *path)
{
	for (uint32_t i = 2; i < s->source_count; i++)
		if (s->sources[i].path != NULL && is_same(s->sources[i].path, path))
			return true;
	return false;
}

/* Each stream is looked at once: those that were reached wait in the list. */
bool tail_would_loop(struct logger *l, const struct source *src)
{
	struct stream *list = src->stream, *last = list;

	if (list->file.path == NULL)
		return false;
	for (uint32_t i = 0; i < l->stream_room; i++)
		if (l->streams[i] != NULL)
			l->streams[i]->reached = l->streams[i] == list;
	list->next_reached = NULL;
	for (struct stream *s = list; s != NULL; s = s->next_reached) {
		if (is_same(s->file.path, src->path))
			return true;
		for (uint32_t i = 0; i < l->stream_room; i++) {
			struct stream *t = l->streams[i];

			if (t == NULL || t->reached || t->file.path == NULL ||
			    !follows(t, s->file.path))
				continue;
			t->reached = true;
			t->next_reached = NULL;
			last->next_reached = t;
			last = t;
		}
	}
	return false;
}

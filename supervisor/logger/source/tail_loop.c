/* supervisor/logger/source/tail_loop.c - finds a followed file that gets its own lines.
 *
 * A service writes the lines of a followed file to its log file. If another service follows
 * that log file, and so on back to the first file, each line comes back for ever. `ctinit
 * check` finds this if the paths have no ${}; here we compare the files themselves. */
#include "supervisor/logger/source/source.h"

#include <string.h>
#include <sys/stat.h>

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return strcmp(a, b) == 0 || (stat(a, &x) == 0 && stat(b, &y) == 0 &&
				     x.st_ino == y.st_ino && x.st_dev == y.st_dev);
}

static bool follows(const struct stream *s, const char *path)
{
	for (uint32_t i = 2; i < s->source_count; i++)
		if (s->sources[i].tail.path != NULL &&
		    is_same_file(s->sources[i].tail.path, path))
			return true;
	return false;
}

/* A breadth-first search over streams: a stream's log file leads to the streams that follow
 * it. */
bool tail_would_loop(struct logger *lg, const struct source *src)
{
	struct stream *first = src->stream, *last = first;

	if (first->file.path == NULL)
		return false;
	for (uint32_t i = 0; i < lg->stream_capacity; i++)
		if (lg->streams[i] != NULL)
			lg->streams[i]->visited = lg->streams[i] == first;
	first->next_visited = NULL;
	for (struct stream *s = first; s != NULL; s = s->next_visited) {
		if (is_same_file(s->file.path, src->tail.path))
			return true;
		for (uint32_t i = 0; i < lg->stream_capacity; i++) {
			struct stream *reader = lg->streams[i];

			if (reader == NULL || reader->visited ||
			    reader->file.path == NULL || !follows(reader, s->file.path))
				continue;
			reader->visited = true;
			reader->next_visited = NULL;
			last->next_visited = reader;
			last = reader;
		}
	}
	return false;
}

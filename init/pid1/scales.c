/* init/pid1/scales.c - remembers the numbers of instances that clients have set, and applies
 * them to a configuration. */
#include "init/pid1/scales.h"

#include "conf/base/base.h"
#include "conf/base/text.h"
#include "conf/conf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCALES_MAX 64
#define SET_SIZE   (CONF_NAME_MAX + 40)
#define NO_SCALE   (-1)

static struct scale {
	char name[CONF_NAME_MAX + 1];
	int count;   /* NO_SCALE: the number of the file */
	int written; /* the number of the file when a client set `count` */
	int now; /* that of the last scales_apply(); NO_SCALE: the service was missing */
} scales[SCALES_MAX];
static size_t scale_count;

static struct scale *find_scale(const char *name)
{
	for (size_t i = 0; i < scale_count; i++) {
		if (strcmp(scales[i].name, name) == 0)
			return &scales[i];
	}
	return NULL;
}

/* Returns the number of instances of the service, or NO_SCALE if there is none. */
static int count_instances(const struct conf *conf, const char *name)
{
	struct conf_targets targets;

	if (!conf_find_targets(conf, name, &targets))
		return NO_SCALE;
	if (targets.count == 1 && conf_has_no_instances(conf_service(conf, targets.first)))
		return 0;
	return (int)targets.count;
}

int scales_set(const struct conf *conf, const char *name, unsigned count, int *ret_before)
{
	struct scale *scale = find_scale(name);

	if (scale == NULL && (scale_count == SCALES_MAX || strlen(name) > CONF_NAME_MAX))
		return -ENOSPC;
	if (scale == NULL) {
		scale = &scales[scale_count++];
		snprintf(scale->name, sizeof scale->name, "%s", name);
		scale->count = NO_SCALE;
	}
	*ret_before = scale->count;
	if (scale->count == NO_SCALE)
		scale->written = scale->now = count_instances(conf, name);
	scale->count = (int)count;
	return 0;
}

void scales_restore(const char *name, int before)
{
	struct scale *scale = find_scale(name);

	if (scale != NULL)
		scale->count = before;
}

/* Returns true if a changed number of the file replaces that of the client. */
static bool is_replaced(const struct scale *scale)
{
	return scale->now != NO_SCALE && scale->now != scale->written;
}

/* Writes the --set words for services that the configuration has. Returns their number. */
static size_t make_sets(const struct conf *conf, char text[][SET_SIZE], const char **sets)
{
	struct conf_targets targets;
	size_t count = 0;

	for (size_t i = 0; i < scale_count; i++) {
		if (scales[i].count == NO_SCALE || is_replaced(&scales[i]) ||
		    !conf_find_targets(conf, scales[i].name, &targets))
			continue;
		snprintf(text[count], SET_SIZE, "service:%.*s.instances=%d", CONF_NAME_MAX,
			 scales[i].name, scales[i].count);
		sets[count] = text[count];
		count++;
	}
	sets[count] = NULL;
	return count;
}

static struct conf *load_text(const char *text, size_t size, const char *const *sets)
{
	struct conf_source source = { .path = "handoff", .sets = sets, .serialized = true };
	struct conf *conf = NULL;
	int r;

	source.file = fmemopen((void *)(uintptr_t)text, size, "r");
	if (source.file == NULL)
		return NULL;
	r = conf_load(&source, &conf);
	if (r == 0)
		return conf;
	conf_free(conf);
	errno = -r;
	return NULL;
}

struct conf *scales_copy(const struct conf *conf)
{
	static char words[SCALES_MAX][SET_SIZE];
	const char *sets[SCALES_MAX + 1];
	char *text = NULL;
	size_t size = 0;
	struct conf *copy = NULL;
	FILE *stream = open_memstream(&text, &size);

	make_sets(conf, words, sets);
	if (stream != NULL)
		conf_print(conf, stream, false);
	if (stream != NULL && fclose(stream) == 0)
		copy = load_text(text, size, sets);
	free(text);
	return copy;
}

struct conf *scales_apply(struct conf *conf)
{
	static char words[SCALES_MAX][SET_SIZE];
	const char *sets[SCALES_MAX + 1];
	struct conf *copy;

	for (size_t i = 0; i < scale_count; i++)
		scales[i].now = count_instances(conf, scales[i].name);
	copy = make_sets(conf, words, sets) > 0 ? scales_copy(conf) : NULL;
	if (copy == NULL)
		return conf;
	conf_free(conf);
	return copy;
}

void scales_describe(void (*tell)(void *data, const char *text), void *data)
{
	char text[CONF_NAME_MAX + 160];

	for (size_t i = 0; i < scale_count; i++) {
		const struct scale *scale = &scales[i];

		if (scale->count == NO_SCALE || scale->now == NO_SCALE ||
		    scale->now == scale->count)
			continue;
		if (is_replaced(scale))
			text_set(&TEXT(text),
				 "%s: instances = %d of the file counts now, no longer the "
				 "%d that ctinit scale had set",
				 scale->name, scale->now, scale->count);
		else
			text_set(&TEXT(text),
				 "%s: keeps instances = %d, set by ctinit scale; the file "
				 "says %d",
				 scale->name, scale->count, scale->now);
		tell(data, text);
	}
}

void scales_forget_replaced(void)
{
	for (size_t i = 0; i < scale_count; i++) {
		if (is_replaced(&scales[i]))
			scales[i].count = NO_SCALE;
	}
}

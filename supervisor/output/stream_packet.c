/* supervisor/output/stream_packet.c - the log keys of a service as one packet for the logger. */
#include "supervisor/logger/shared/line_format.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/output.h"
#include "supervisor/service.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
static const enum conf_key keys[] = {
	CONF_SERVICE_LOG_FORMAT, CONF_SERVICE_LOG_TIME, CONF_SERVICE_LOG_CONSOLE,
	CONF_SERVICE_LOG_FILE, CONF_SERVICE_LOG_FILE_MODE, CONF_SERVICE_LOG_MAX_SIZE,
	CONF_SERVICE_LOG_KEEP, CONF_SERVICE_LOG_RATE, CONF_SERVICE_LOG_FULL,
	CONF_SERVICE_LOG_FOLLOW, CONF_SERVICE_LOG_RING, CONF_SERVICE_READY,
};
/* clang-format on */

bool log_stream_is_dynamic(const struct conf_section *section)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (conf_is_dynamic(section, keys[i]))
			return true;
	return false;
}

static int too_much(struct text *err, const char *what)
{
	text_set(err, "%s", what);
	return -E2BIG;
}

static enum line_format shape(const struct logs *logs, int64_t format, bool of_file)
{
	static const enum line_format formats[] = { LINE_AUTO, LINE_PLAIN, LINE_PREFIX,
						    LINE_JSON };

	if (formats[format] != LINE_AUTO)
		return formats[format];
	return logs->many && !of_file ? LINE_PREFIX : LINE_PLAIN;
}

static void set(struct packet_stream *w, const struct logs *logs, enum conf_key key,
		const struct conf_value *v)
{
	if (key == CONF_SERVICE_LOG_FORMAT) {
		w->format = (uint8_t)shape(logs, v->number, false);
		w->file_format = (uint8_t)shape(logs, v->number, true);
	} else if (key == CONF_SERVICE_LOG_TIME) {
		w->time = (uint8_t)v->number;
	} else if (key == CONF_SERVICE_LOG_CONSOLE) {
		w->console = v->number != 0;
	} else if (key == CONF_SERVICE_LOG_FILE_MODE) {
		w->file_mode = (uint16_t)v->number;
	} else if (key == CONF_SERVICE_LOG_MAX_SIZE) {
		w->file_most = (uint64_t)v->number;
	} else if (key == CONF_SERVICE_LOG_KEEP) {
		w->keep = (uint32_t)v->number;
	} else if (key == CONF_SERVICE_LOG_RATE) {
		w->rate = v->number > 0 ? (uint32_t)v->number : 0;
	} else if (key == CONF_SERVICE_LOG_FULL) {
		w->drop = v->number != 0;
	}
}

static int add_texts(struct log *log, union packet *m, size_t *len, const char *file,
		     const struct conf_value *follow, struct text *err)
{
	const char *service = conf_base_name(log->unit->section);
	uint32_t count = log_stream_tail_count(log), used = (uint32_t)follow->word_count;
	bool fits = true;

	if (used > count)
		return too_much(err, "log-follow: too many files");
	for (uint32_t i = 0; i < count + log->leave_count && fits; i++) {
		struct log_tail f = log_stream_tail(log, i);

		if (i < used && f.source == UINT32_MAX)
			return too_much(err, "log-follow: there is no room for it");
		if (i < used || i >= count)
			fits = packet_append_follow(m, len,
						    (struct packet_follow){ f.source,
									    f.owner,
									    i >= count });
	}
	fits = fits && packet_append(m, len, unit_name(log->unit)) &&
	       packet_append(m, len, service) &&
	       packet_append(m, len, file != NULL ? file : "");
	for (uint32_t i = 0; i < used && fits; i++)
		fits = packet_append(m, len, follow->words[i]);
	for (uint32_t i = 0; i < log->leave_count && fits; i++)
		fits = packet_append(m, len, log->follows[count + i].path);
	return fits ? 0 : too_much(err, "log-follow: the names are too long");
}

/* Without an environment, of a key that needs one, the default. */
static int value(struct log *log, struct env *env, enum conf_key key,
		 struct conf_value *ret, struct text *err)
{
	const struct conf_section *section = log->unit->section;

	if (env != NULL || !conf_is_dynamic(section, key))
		return unit_value(log->unit, env, key, ret, err);
	*ret = (struct conf_value){ .number = conf_number(section, key) };
	return 0;
}

/* Its lines go somewhere, whatever could not be made. */
static void make_safe(struct packet_stream *w, const char **file, struct conf_value *follow)
{
	follow->word_count = 0;
	if (*file != NULL && strlen(*file) >= PATH_MAX)
		*file = NULL;
	w->console |= *file == NULL || **file == '\0';
}

static int fill(struct log *log, struct env *env, union packet *m, size_t *ret_len,
		struct text *err)
{
	struct packet_stream *w = &m->stream;
	struct conf_value v, follow = { .word_count = 0 };
	const char *file = NULL;

	*w = (struct packet_stream){ .kind = PACKET_STREAM,
				     .id = log->source,
				     .source = log->source,
				     .fresh = log->fresh,
				     .owner = log->owner,
				     .instance = conf_instance(log->unit->section),
				     .ring_at = log->ring_at,
				     .ring_size = log->ring_size };
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		int r = value(log, env, keys[i], &v, err);

		if (r < 0)
			return r;
		if (keys[i] == CONF_SERVICE_LOG_FILE)
			file = v.text;
		else if (keys[i] == CONF_SERVICE_LOG_FOLLOW)
			follow = v;
		else if (keys[i] == CONF_SERVICE_LOG_RING &&
			 (uint64_t)v.number < w->ring_size)
			w->ring_size = (uint32_t)v.number;
		else
			set(w, log->unit->ctx->logs, keys[i], &v);
	}
	if (env == NULL)
		make_safe(w, &file, &follow);
	*ret_len = sizeof *w;
	return add_texts(log, m, ret_len, file, &follow, err);
}

int stream_packet_settings(struct log *log, struct env *env, union packet *m,
			   size_t *ret_len, struct text *err)
{
	struct conf_scratch *scratch = &log->unit->ctx->scratch;
	size_t used = scratch->used;
	int r = fill(log, env, m, ret_len, err);

	scratch->used = used;
	return r;
}

int stream_packet_process(struct log *log, struct env *env, union packet *m,
			  size_t *ret_len, struct text *err)
{
	struct conf_scratch *scratch = &log->unit->ctx->scratch;
	size_t used = scratch->used;
	struct conf_value ready = { .text = NULL };
	int r = 0;

	m->run = (struct packet_process){ .kind = PACKET_PROCESS,
					  .id = log->source,
					  .epoch = log->epoch,
					  .pid = log->pid,
					  .ended = log->ended };
	*ret_len = sizeof m->run;
	if (log->awaits)
		r = value(log, env, CONF_SERVICE_READY, &ready, err);
	if (r == 0 && !packet_append(m, ret_len, ready.text != NULL ? ready.text : ""))
		r = -E2BIG;
	scratch->used = used;
	return r;
}

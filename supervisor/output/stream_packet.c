/* supervisor/output/stream_packet.c - builds the packets about one service. */
#include "conf/base/text.h"
#include "supervisor/base/context.h"
#include "supervisor/base/unit.h"
#include "supervisor/env/environment.h"
#include "supervisor/env/unit_value.h"
#include "supervisor/logger/shared/line_format.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/shared/ring_tail.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The values for a packet of settings. */
struct settings {
	struct packet_stream *packet; /* settings in the packet that is being built */
	const char *log_file;
	struct conf_value log_tail;
	bool many_writers;
};

static enum line_format line_format(int64_t value, bool many_writers)
{
	static const enum line_format formats[] = { LINE_AUTO, LINE_PLAIN, LINE_PREFIX,
						    LINE_JSON };

	if (formats[value] != LINE_AUTO)
		return formats[value];
	return many_writers ? LINE_PREFIX : LINE_PLAIN;
}

static void set_format(struct settings *s, const struct conf_value *v)
{
	s->packet->format = (uint8_t)line_format(v->number, s->many_writers);
	s->packet->file_format = (uint8_t)line_format(v->number, false);
}

static void set_time(struct settings *s, const struct conf_value *v)
{
	s->packet->time = (uint8_t)v->number;
}

static void set_console(struct settings *s, const struct conf_value *v)
{
	s->packet->console = v->number != 0;
}

static void set_file(struct settings *s, const struct conf_value *v)
{
	s->log_file = v->text;
}

static void set_file_mode(struct settings *s, const struct conf_value *v)
{
	s->packet->file_mode = (uint16_t)v->number;
}

static void set_max_size(struct settings *s, const struct conf_value *v)
{
	s->packet->file_max_bytes = (uint64_t)v->number;
}

static void set_keep(struct settings *s, const struct conf_value *v)
{
	s->packet->keep = (uint32_t)v->number;
}

static void set_rate(struct settings *s, const struct conf_value *v)
{
	s->packet->rate = v->number > 0 ? (uint32_t)v->number : 0;
}

static void set_full(struct settings *s, const struct conf_value *v)
{
	s->packet->drop = v->number != 0;
}

static void set_follow(struct settings *s, const struct conf_value *v)
{
	s->log_tail = *v;
}

/* The ring is at most as large as it was allocated. */
static void set_ring(struct settings *s, const struct conf_value *v)
{
	if ((uint64_t)v->number < s->packet->ring_size)
		s->packet->ring_size = (uint32_t)v->number;
}

/* `ready` belongs to the packet about the process. */
static void set_nothing(struct settings *s, const struct conf_value *v)
{
	(void)s;
	(void)v;
}

static const struct {
	enum conf_key key;
	void (*set)(struct settings *s, const struct conf_value *v);
} setters[] = {
	{ CONF_SERVICE_LOG_FORMAT, set_format },
	{ CONF_SERVICE_LOG_TIME, set_time },
	{ CONF_SERVICE_LOG_CONSOLE, set_console },
	{ CONF_SERVICE_LOG_FILE, set_file },
	{ CONF_SERVICE_LOG_FILE_MODE, set_file_mode },
	{ CONF_SERVICE_LOG_MAX_SIZE, set_max_size },
	{ CONF_SERVICE_LOG_KEEP, set_keep },
	{ CONF_SERVICE_LOG_RATE, set_rate },
	{ CONF_SERVICE_LOG_FULL, set_full },
	{ CONF_SERVICE_LOG_FOLLOW, set_follow },
	{ CONF_SERVICE_LOG_RING, set_ring },
	{ CONF_SERVICE_READY, set_nothing },
};

bool log_stream_is_dynamic(const struct conf_section *section)
{
	for (size_t i = 0; i < ARRAY_LEN(setters); i++)
		if (conf_is_dynamic(section, setters[i].key))
			return true;
	return false;
}

/* Reads a key. If `env` is NULL, a key with variables has its default number and no
 * text. */
static int read_value(struct log_stream *stream, struct env *env, enum conf_key key,
		      struct conf_value *ret, struct text *err)
{
	const struct conf_section *section = stream->unit->section;

	if (env != NULL || !conf_is_dynamic(section, key))
		return unit_value(stream->unit, env, key, ret, err);
	*ret = (struct conf_value){ .number = conf_number(section, key) };
	return 0;
}

/* ---- settings ---- */

static int too_large(struct text *err, const char *reason)
{
	text_set(err, "%s", reason);
	return -E2BIG;
}

static int add_tails(struct log_stream *stream, union packet *m, size_t *len, uint32_t used,
		     struct text *err)
{
	uint32_t count = log_stream_tail_count(stream);
	bool fits = true;

	if (used > count)
		return too_large(err, "log-follow: too many files");
	for (uint32_t i = 0; i < count + stream->retiring_count && fits; i++) {
		struct log_tail tail = log_stream_tail(stream, i);
		bool retiring = i >= count;

		if (i < used && tail.slot == TAIL_NO_SLOT)
			return too_large(err, "log-follow: no slot is left for a file");
		if (i < used || retiring)
			fits = packet_append_tail(m, len,
						  (struct packet_tail){
							  tail.slot, tail.slot_generation,
							  retiring });
	}
	return fits ? 0 : too_large(err, "log-follow: the names are too long");
}

static int add_texts(struct log_stream *stream, union packet *m, size_t *len,
		     const struct settings *s, struct text *err)
{
	const struct conf_section *section = stream->unit->section;
	bool fits = packet_append(m, len, unit_name(stream->unit)) &&
		    packet_append(m, len, conf_base_name(section)) &&
		    packet_append(m, len, s->log_file != NULL ? s->log_file : "");

	for (uint32_t i = 0; i < s->log_tail.word_count && fits; i++)
		fits = packet_append(m, len, s->log_tail.words[i]);
	for (uint32_t i = 0; i < stream->retiring_count && fits; i++)
		fits = packet_append(m, len, stream->tails[stream->tail_count + i].path);
	return fits ? 0 : too_large(err, "log-follow: the names are too long");
}

/* If a value could not be evaluated, the lines must still be written: to the console if
 * there is no log file. No file is followed. */
static void use_defaults(struct settings *s)
{
	s->log_tail.word_count = 0;
	if (s->log_file != NULL && strlen(s->log_file) >= PATH_MAX)
		s->log_file = NULL;
	s->packet->console |= s->log_file == NULL || *s->log_file == '\0';
}

static int build_settings(struct log_stream *stream, struct env *env, union packet *m,
			  size_t *ret_len, struct text *err)
{
	struct settings s = { .packet = &m->stream,
			      .many_writers = logger_of(stream)->many_writers };
	struct conf_value v;
	int r;

	m->stream =
		(struct packet_stream){ .kind = PACKET_STREAM,
					.id = stream->slot,
					.slot = stream->slot,
					.recycled = stream->slots_recycled,
					.slot_generation = stream->slot_generation,
					.instance = conf_instance(stream->unit->section),
					.colour = (uint8_t)stream->unit->index,
					.ring_offset = stream->ring_offset,
					.ring_size = stream->ring_size };
	for (size_t i = 0; i < ARRAY_LEN(setters); i++) {
		r = read_value(stream, env, setters[i].key, &v, err);
		if (r < 0)
			return r;
		setters[i].set(&s, &v);
	}
	if (env == NULL)
		use_defaults(&s);
	*ret_len = sizeof m->stream;
	r = add_tails(stream, m, ret_len, (uint32_t)s.log_tail.word_count, err);
	return r < 0 ? r : add_texts(stream, m, ret_len, &s, err);
}

int stream_packet_settings(struct log_stream *stream, struct env *env, union packet *m,
			   size_t *ret_len, struct text *err)
{
	struct conf_scratch *scratch = &stream->unit->ctx->scratch;
	size_t used = scratch->used;
	int r = build_settings(stream, env, m, ret_len, err);

	scratch->used = used;
	return r;
}

int log_stream_check(struct unit *u, struct env *env, struct text *err)
{
	size_t len;

	if (u->log == NULL || u->log->slot_count == 0 || !log_stream_is_dynamic(u->section))
		return 0;
	return stream_packet_settings(u->log, env, &output_packet, &len, err);
}

/* The evaluated `log-ring` of the last start is only in the ring itself. */
void stream_packet_ring(const struct log_stream *stream, union packet *m, size_t *ret_len)
{
	const struct logger_child *logger = logger_of(stream);
	const struct conf_section *section = stream->unit->section;

	m->stream = (struct packet_stream){
		.kind = PACKET_STREAM,
		.id = stream->slot,
		.slot = stream->slot,
		.recycled = stream->slots_recycled,
		.slot_generation = stream->slot_generation,
		.instance = conf_instance(section),
		.ring_offset = stream->ring_offset,
		.ring_size = ring_read_size(logger->log_memory_fd, stream->ring_offset,
					    stream->ring_size),
	};
	*ret_len = sizeof m->stream;
	packet_append(m, ret_len, unit_name(stream->unit));
	packet_append(m, ret_len, conf_base_name(section));
	packet_append(m, ret_len, "");
}

/* ---- the process ---- */

int stream_packet_process(struct log_stream *stream, struct env *env, union packet *m,
			  size_t *ret_len, struct text *err)
{
	struct conf_scratch *scratch = &stream->unit->ctx->scratch;
	size_t used = scratch->used;
	struct conf_value ready = { .text = NULL };
	int r = 0;

	m->process = (struct packet_process){ .kind = PACKET_PROCESS,
					      .id = stream->slot,
					      .run_id = stream->run_id,
					      .pid = stream->pid,
					      .ended = stream->process_ended };
	*ret_len = sizeof m->process;
	if (stream->awaits_match)
		r = read_value(stream, env, CONF_SERVICE_READY, &ready, err);
	if (r == 0 && !packet_append(m, ret_len, ready.text != NULL ? ready.text : ""))
		r = -E2BIG;
	scratch->used = used;
	return r;
}

void stream_packet_end(const struct log_stream *stream, union packet *m, size_t *ret_len)
{
	m->process = (struct packet_process){ .kind = PACKET_PROCESS,
					      .id = stream->slot,
					      .run_id = stream->ended_run_id,
					      .pid = stream->ended_pid,
					      .ended = true };
	*ret_len = sizeof m->process;
	packet_append(m, ret_len, "");
}

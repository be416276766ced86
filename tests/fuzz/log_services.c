/* tests/fuzz/log_services.c - writes like the services of the rig, and reads the
 * consoles. */
#include "tests/fuzz/log_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

ssize_t __real_read(int fd, void *to, size_t len);

struct packet_stream *rig_stream(unsigned i)
{
	struct packet_stream *w = &rig.streams[i].settings.stream;

	*w = (struct packet_stream){ .kind = PACKET_STREAM,
				     .id = 20 * i,
				     .slot = 20 * i,
				     .format = LINE_PREFIX,
				     .file_format = LINE_PLAIN,
				     .console = 1,
				     .file_mode = 0600,
				     .keep = 3,
				     .recycled = 1,
				     .slot_generation = i + 1,
				     .ring_size = 8192u << i };
	w->ring_offset = (log_memory_size(RIG_SOURCES) + 4095) / 4096 * 4096 + i * 262144u;
	return w;
}

void rig_name(unsigned i, const struct rig_names *names, const struct packet_tail *slots)
{
	struct rig_stream *s = &rig.streams[i];

	s->settings_len = sizeof s->settings.stream;
	s->settings.stream.tail_count = 0;
	for (unsigned f = 0; f < names->follow_count; f++)
		packet_append_tail(&s->settings, &s->settings_len, slots[f]);
	packet_append(&s->settings, &s->settings_len, names->name);
	packet_append(&s->settings, &s->settings_len, names->name);
	packet_append(&s->settings, &s->settings_len, names->file);
	for (unsigned f = 0; f < names->follow_count; f++)
		packet_append(&s->settings, &s->settings_len, names->follows[f]);
}

void rig_add(unsigned i, unsigned pipes, const struct rig_names *names)
{
	struct rig_stream *s = &rig.streams[i];
	struct packet_tail slots[TAILS_MAX];

	for (int k = 0; k < 2; k++) {
		int ends[2] = { -1, -1 };

		s->settings.stream.has[k] = pipes >> k & 1;
		if (pipes >> k & 1)
			CHECK(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0, "no pipe");
		s->read[k] = ends[0];
		s->write[k] = ends[1];
	}
	for (unsigned f = 0; f < names->follow_count; f++)
		slots[f] = (struct packet_tail){ 20 * i + 2 + f, i + 1, 0 };
	rig_name(i, names, slots);
}

static void note_end(unsigned i, int k, uint64_t run)
{
	const struct rig_stream *s = &rig.streams[i];
	struct source_note note = { .inode = run, .generation = i + 1 };

	if (s->read[k] < 0 ||
	    !log_memory_bytes_written(rig.log_memory_fd, 20 * i + (uint32_t)k, i + 1,
				      s->read[k], &note.offset))
		return;
	CHECK(rig.corrupt || note.offset == s->sent[k].len, "not what was written");
	log_note_write(rig.log_memory_fd, 20 * i + (uint32_t)k, &note);
}

void rig_process(unsigned i, bool ended, const char *regex)
{
	struct rig_stream *s = &rig.streams[i];
	uint32_t run_id = s->run_len > 0 ? s->run.process.run_id : 0;

	if (s->mark_count[0] + ended >= RIG_MARKS)
		return;
	s->run.process = (struct packet_process){
		.kind = PACKET_PROCESS, .id = 20 * i, .run_id = run_id + !ended, .pid = 7
	};
	s->run.process.ended = ended;
	s->run_len = sizeof s->run.process;
	packet_append(&s->run, &s->run_len, regex);
	for (int k = 0; k < 2; k++) {
		if (!ended)
			note_end(i, k, run_id + 1);
		s->marks[k][s->mark_count[k]++] = s->sent[k].len;
	}
	if (rig.begun)
		rig_say(&s->run, s->run_len, NULL, 0);
}

void rig_write(unsigned i, int k, const char *text, size_t len)
{
	struct rig_stream *s = &rig.streams[i];
	unsigned last = s->mark_count[k];

	/* After the end of a process, a newline could end either the old line or an empty
	 * one. A dot before it avoids the ambiguity. */
	if (len > 0 && (text[0] == '\n' || text[0] == '\r') && last > 0 &&
	    s->sent[k].len > 0 && s->marks[k][last - 1] == s->sent[k].len)
		rig_write(i, k, ".", 1);
	while (len > 0 && s->write[k] >= 0 && s->sent[k].len < RIG_SENT) {
		size_t n = len < 4096 ? len : 4096;
		ssize_t went = write(s->write[k], text, n);

		if (went <= 0)
			return;
		text_add(&s->sent[k], text, (size_t)went);
		text += went;
		len -= (size_t)went;
	}
}

void rig_read(int which, size_t most)
{
	static char buffer[65536];

	for (size_t done = 0; rig.console_read[which] >= 0 && done < most;) {
		size_t want = most - done < sizeof buffer ? most - done : sizeof buffer;
		ssize_t n = __real_read(rig.console_read[which], buffer, want);

		if (n <= 0)
			return;
		text_add(&rig.got[which], buffer, (size_t)n);
		done += (size_t)n;
	}
}

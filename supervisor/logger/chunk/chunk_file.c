/* supervisor/logger/chunk/chunk_file.c - writes a chunk to the service's log file.
 *
 * No line is lost or doubled in a regular file, even if the logger is killed. Before the
 * write we commit the pending text and the size and inode of the file. Only the logger
 * writes to the file, so all bytes after that size are from the killed logger. */
#include "supervisor/logger/chunk/chunk.h"

#include "supervisor/logger/format/log_lines.h"
#include "supervisor/path/path.h"

#include <errno.h>
#include <string.h>

static const char *error_reason(int err)
{
	const char *reason = path_reason(err);

	return reason != NULL ? reason : strerror(-err);
}

static void report_failure(struct logger *lg, struct stream *s, int err)
{
	if (s->file.reported_error == err)
		return;
	s->file.reported_error = err;
	logger_warn(lg,
		    "%s: cannot write %s: %s%s; its lines are missing there until it works",
		    s->name, s->file.path, error_reason(err),
		    err == -ENOENT ? " (dirs makes the directory)" : "");
}

static const char *pending_text(const struct log_memory *memory, size_t *ret_len)
{
	const struct log_memory_version *now = log_memory_current(memory);

	*ret_len = now->file_len;
	return (now->file_in_chunk ? memory->chunk : memory->file_buffer) + now->file_begin;
}

static bool has_pending(const struct log_memory *memory)
{
	return log_memory_current(memory)->file_len > 0;
}

static void mark_written(struct logger *lg, struct stream *s, size_t n)
{
	struct log_memory_version *next = log_memory_begin(lg->memory);

	next->file_begin += (uint32_t)n;
	next->file_len -= (uint32_t)n;
	next->file_size_before = s->file.size;
	next->file_inode = s->file.inode;
	log_memory_commit(lg->memory);
}

static void report_rotation(struct logger *lg, struct stream *s, int err)
{
	if (s->file.reported_rotate_error == err)
		return;
	s->file.reported_rotate_error = err;
	if (err < 0)
		logger_warn(lg, "%s: cannot rotate %s: %s; it grows until that works",
			    s->name, s->file.path, error_reason(err));
}

/* If the file cannot be rotated, it grows, because lost lines are worse than a large file.
 * Returns 0 if a file is open, otherwise a negative errno. */
static int rotate(struct logger *lg, struct stream *s, bool *cannot_rotate)
{
	int err = log_file_rotate(&s->file, clock_msec());

	if (s->file.fd >= 0)
		report_rotation(lg, s, err);
	*cannot_rotate = err < 0;
	mark_written(lg, s, 0);
	return s->file.fd < 0 ? err : 0;
}

/* Writes pending text up to the next rotation. Returns 0 or a negative errno. */
static int write_part(struct logger *lg, struct stream *s, bool *cannot_rotate)
{
	bool rotates = s->file.is_regular && !*cannot_rotate;
	size_t len, part;
	const char *text = pending_text(lg->memory, &len);
	long n;

	part = log_file_part(s->file.size, rotates ? s->file.max_bytes : 0, text, len);
	if (part == 0)
		return rotate(lg, s, cannot_rotate);
	n = log_file_write(&s->file, text, part);
	if (n < 0)
		return (int)n;
	mark_written(lg, s, (size_t)n);
	return 0;
}

/* Writes the pending text and rotates the file as often as needed. After an error the text
 * is lost. */
static void write_pending(struct logger *lg, struct stream *s)
{
	int r = log_file_open(&s->file, clock_msec());
	bool cannot_rotate = false;

	while (r == 0 && has_pending(lg->memory))
		r = write_part(lg, s, &cannot_rotate);
	if (r < 0) {
		report_failure(lg, s, r);
		mark_written(lg, s, log_memory_current(lg->memory)->file_len);
	} else if (s->file.reported_error != -EAGAIN) {
		/* EAGAIN means a full pipe; do not report it each time. */
		s->file.reported_error = 0;
	}
}

/* Makes the next lines of the chunk pending: unchanged in the chunk, or formatted. */
static void begin_lines(struct logger *lg, struct stream *s, const struct line_style *style)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);
	const char *text = lg->memory->chunk + now->dest_end[DEST_FILE];
	size_t len = now->allowed_end - now->dest_end[DEST_FILE];
	struct formatted_lines buffer = { .text = lg->memory->file_buffer,
					  .capacity = CONSOLE_BUFFER_SIZE,
					  .used = len };
	bool unchanged = lines_unchanged(style, text, len);

	log_file_open(&s->file, clock_msec());
	if (!unchanged)
		len = lines_format(style, text, len, &buffer);
	struct log_memory_version *next = log_memory_begin(lg->memory);
	next->file_in_chunk = unchanged;
	next->file_begin = unchanged ? next->dest_end[DEST_FILE] : 0;
	next->file_len = (uint32_t)buffer.used;
	next->file_size_before = s->file.size;
	next->file_inode = s->file.inode;
	next->dest_end[DEST_FILE] += (uint32_t)len;
	log_memory_commit(lg->memory);
}

static bool is_done(struct logger *lg)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);

	return now->dest_end[DEST_FILE] >= now->allowed_end;
}

void chunk_to_file(struct logger *lg, struct source *src)
{
	struct stream *s = src->stream;
	struct line_style style;

	if (is_done(lg))
		return;
	if (s->file.path == NULL) {
		struct log_memory_version *next = log_memory_begin(lg->memory);

		next->dest_end[DEST_FILE] = next->allowed_end;
		log_memory_commit(lg->memory);
		return;
	}
	line_style_of(lg, src, DEST_FILE, &style);
	while (!is_done(lg)) {
		begin_lines(lg, s, &style);
		write_pending(lg, s);
	}
}

/* Finds out how much of the pending text the killed logger wrote. Removes a torn line,
 * which is then written again as a whole; no half line stays if the disk is full. */
static void count_written(struct logger *lg, struct stream *s)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);
	size_t len, written = (size_t)(s->file.size - now->file_size_before), whole;
	const char *text = pending_text(lg->memory, &len), *nl;

	written = written < len ? written : len;
	nl = memrchr(text, '\n', written);
	whole = nl != NULL ? (size_t)(nl + 1 - text) : 0;
	if (whole < written && log_file_truncate(&s->file, now->file_size_before + whole))
		written = whole;
	mark_written(lg, s, written);
}

void chunk_recover_file(struct logger *lg, struct source *src)
{
	struct stream *s = src->stream;
	const struct log_memory_version *now = log_memory_current(lg->memory);

	if (now->file_len == 0)
		return;
	if (s->file.path == NULL) {
		mark_written(lg, s, now->file_len);
		return;
	}
	if (log_file_open(&s->file, clock_msec()) == 0 &&
	    s->file.inode == now->file_inode && s->file.size > now->file_size_before)
		count_written(lg, s);
	write_pending(lg, s);
}

/* supervisor/logger/chunk/chunk_console.c - writes a chunk to one of the two consoles.
 *
 * The lines go to the console's buffer in the log memory, which console.c writes. Lines
 * that need no change are written directly from the chunk, if nothing is pending before
 * them. */
#include "supervisor/logger/chunk/chunk.h"

#include "supervisor/logger/format/log_lines.h"

#include <string.h>

static bool is_done(struct logger *lg)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);

	return now->dest_end[DEST_CONSOLE] >= now->allowed_end;
}

static size_t lines_left(struct logger *lg)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);
	uint32_t begin = now->dest_end[DEST_CONSOLE];

	return lines_count(lg->memory->chunk + begin, now->allowed_end - begin);
}

static void skip_rest(struct logger *lg)
{
	struct log_memory_version *next = log_memory_begin(lg->memory);

	next->dest_end[DEST_CONSOLE] = next->allowed_end;
	log_memory_commit(lg->memory);
}

static void write_direct(struct logger *lg, struct console *console, uint32_t len)
{
	struct log_memory_version *next = log_memory_begin(lg->memory);
	struct console_pending *pending = &next->console[console->index];

	pending->direct_begin = next->dest_end[DEST_CONSOLE];
	pending->direct_len = len;
	next->dest_end[DEST_CONSOLE] += len;
	log_memory_commit(lg->memory);
	console_spill(console);
}

/* Returns false if the buffer has no space until the console is read. */
static bool write_lines(struct logger *lg, struct console *console,
			const struct line_style *style)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);
	const char *text = lg->memory->chunk + now->dest_end[DEST_CONSOLE];
	uint32_t len = now->allowed_end - now->dest_end[DEST_CONSOLE];
	uint32_t end = now->console[console->index].end;
	struct formatted_lines buffer;

	if (console_is_empty(console) && lines_unchanged(style, text, len)) {
		write_direct(lg, console, len);
		return true;
	}
	if (CONSOLE_BUFFER_SIZE - end < LINE_FORMATTED_MAX) {
		if (!console_flush(console))
			return false;
		end = 0;
	}
	buffer = (struct formatted_lines){
		.text = lg->memory->console_buffer[console->index] + end,
		.capacity = CONSOLE_BUFFER_SIZE - end,
	};
	len = (uint32_t)lines_format(style, text, len, &buffer);
	struct log_memory_version *next = log_memory_begin(lg->memory);
	next->dest_end[DEST_CONSOLE] += len;
	next->console[console->index].end += (uint32_t)buffer.used;
	log_memory_commit(lg->memory);
	console_flush(console);
	return true;
}

/* Returns true if the service has used its share. A service with `log-full = drop` never
 * blocks, but while others are blocked it may use only half of the buffer. `end` grows
 * until the buffer is completely written; then the blocked services continue. */
static bool has_used_its_share(struct logger *lg, const struct console *console)
{
	return lg->has_blocked[console->index] &&
	       log_memory_current(lg->memory)->console[console->index].end >
		       CONSOLE_BUFFER_SIZE / 2;
}

static void drop_rest(struct logger *lg)
{
	size_t lines = lines_left(lg);
	struct log_memory_version *next = log_memory_begin(lg->memory);

	next->dropped += lines;
	next->dest_end[DEST_CONSOLE] = next->allowed_end;
	log_memory_commit(lg->memory);
}

void chunk_to_console(struct logger *lg, struct source *src)
{
	struct stream *s = src->stream;
	struct console *console = &lg->console[src->console];
	struct line_style style;

	if (s->settings.console && console->kind == CONSOLE_NONE &&
	    console->write_errno != 0)
		console_count_lost(console, lines_left(lg), console->write_errno);
	if (!s->settings.console || console->kind == CONSOLE_NONE)
		skip_rest(lg);
	if (is_done(lg))
		return;
	line_style_of(lg, src, DEST_CONSOLE, &style);
	while (!is_done(lg)) {
		if (!(s->settings.drop && has_used_its_share(lg, console)) &&
		    write_lines(lg, console, &style))
			continue;
		if (!s->settings.drop)
			return;
		drop_rest(lg);
		s->drops_unreported = true;
	}
}

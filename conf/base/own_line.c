/* conf/base/own_line.c - the lines that ctinit itself writes among those of the services. */
#include "conf/base/own_line.h"

#include "conf/base/escape.h"
#include "conf/base/json.h"
#include "conf/base/timestamp.h"

#include <stdio.h>
#include <string.h>

#define BOLD     "\033[1m"
#define BOLD_RED "\033[1;31m"
#define NORMAL   "\033[0m"

static size_t add(char *out, size_t room, size_t used, const char *text)
{
	size_t len = strlen(text);

	if (len > room - used)
		len = room - used;
	memcpy(out + used, text, len);
	return used + len;
}

/* Cuts the text, between two characters, until it fits. */
static size_t escape_json(char *out, size_t room, const char *text, size_t len)
{
	static char escaped[JSON_ESCAPE_MAX * OWN_TEXT_MAX];
	size_t n;

	if (len > OWN_TEXT_MAX)
		len = OWN_TEXT_MAX;
	while ((n = json_escape(escaped, text, len)) > room) {
		len -= (n - room + JSON_ESCAPE_MAX - 1) / JSON_ESCAPE_MAX;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(out, escaped, n);
	return n;
}

static size_t line_json(char *out, size_t room, const struct own_style *style,
			const struct own_line_info *f, const char *text, size_t len)
{
	static const char *const levels[] = { "error", "warning", "info", "debug" };
	enum timestamp_zone zone = (enum timestamp_zone)style->time;
	static const char end[] = "\"}\n";
	char time[TIMESTAMP_SIZE];
	int n;

	timestamp_format(zone == TIMESTAMP_NONE ? TIMESTAMP_UTC : zone, f->now, time);
	n = snprintf(out, room,
		     "{\"time\":\"%s\",\"service\":\"ctinit\",\"stream\":\"%.16s\","
		     "\"pid\":%ld,\"level\":\"%s\",\"text\":\"",
		     time, f->stream, f->pid, levels[f->level]);
	size_t used = (size_t)n;
	used += escape_json(out + used, room - used - strlen(end), text, len);
	return add(out, room, used, end);
}

size_t own_line(char *out, size_t room, const struct own_style *style,
		const struct own_line_info *f, const char *text, size_t len)
{
	bool red = f->colour && f->level == OWN_ERROR, early = style->shape == OWN_EARLY;
	char time[TIMESTAMP_SIZE];
	size_t used = 0, most;

	if (style->shape == OWN_JSON)
		return line_json(out, room, style, f, text, len);
	timestamp_format((enum timestamp_zone)style->time, f->now, time);
	used = add(out, room, used, time);
	used = add(out, room, used, time[0] != '\0' ? " " : "");
	used = add(out, room, used, red ? BOLD_RED : f->colour ? BOLD : "");
	used = add(out, room, used, early ? "ctinit:" : "ctinit |");
	used = add(out, room, used, f->colour && !red ? NORMAL " " : " ");
	most = room - used - sizeof NORMAL;
	if (most > OWN_TEXT_MAX + 1)
		most = OWN_TEXT_MAX + 1;
	used += escape_text(out + used, most, text, len);
	used = add(out, room, used, red ? NORMAL "\n" : "\n");
	return used;
}

bool own_colours_allowed(char *const *environment)
{
	for (char *const *v = environment; v != NULL && *v != NULL; v++)
		if ((strncmp(*v, "NO_COLOR=", 9) == 0 && (*v)[9] != '\0') ||
		    strcmp(*v, "TERM=dumb") == 0)
			return false;
	return true;
}

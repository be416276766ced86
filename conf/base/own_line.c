/* conf/base/own_line.c - formats the lines that ctinit itself writes. */
#include "conf/base/own_line.h"

#include "conf/base/escape.h"
#include "conf/base/json.h"
#include "conf/base/timestamp.h"

#include <stdio.h>
#include <string.h>

#define BOLD     "\033[1m"
#define BOLD_RED "\033[1;31m"
#define NORMAL   "\033[0m"

static size_t append_text(char *out, size_t size, size_t used, const char *text)
{
	size_t len = strlen(text);

	if (len > size - used)
		len = size - used;
	memcpy(out + used, text, len);
	return used + len;
}

/* Returns `max`, or up to 3 bytes less, so that a cut there divides no UTF-8 character.
 * `max` must be at most `len`. */
static size_t cut_length(const char *text, size_t len, size_t max)
{
	for (size_t i = 1; max < len && i <= 3 && i <= max; i++) {
		if (utf8_character(text + max - i, len - max + i) > i)
			return max - i;
	}
	return max;
}

/* Escapes the text into out[size]. Cuts it between two characters if it is longer than
 * OWN_TEXT_MAX bytes or the result does not fit. */
static size_t escape_json(char *out, size_t size, const char *text, size_t len)
{
	static char escaped[JSON_ESCAPE_MAX * OWN_TEXT_MAX];
	size_t n, max;

	max = cut_length(text, len, len > OWN_TEXT_MAX ? OWN_TEXT_MAX : len);
	while ((n = json_escape(escaped, text, max)) > size) {
		max -= (n - size + JSON_ESCAPE_MAX - 1) / JSON_ESCAPE_MAX;
		max = cut_length(text, len, max);
	}
	memcpy(out, escaped, n);
	return n;
}

static size_t line_json(char *out, size_t size, const struct own_style *style,
			const struct own_line_info *info)
{
	static const char *const levels[] = { "error", "warning", "info", "debug" };
	enum timestamp_zone zone = (enum timestamp_zone)style->time;
	static const char end[] = "\"}\n";
	char time[TIMESTAMP_SIZE];
	int n;

	timestamp_format(zone == TIMESTAMP_NONE ? TIMESTAMP_UTC : zone, info->now, time);
	n = snprintf(out, size,
		     "{\"time\":\"%s\",\"service\":\"ctinit\",\"stream\":\"%.16s\","
		     "\"pid\":%ld,\"level\":\"%s\",\"text\":\"",
		     time, info->stream, info->pid, levels[info->level]);
	size_t used = (size_t)n;
	used += escape_json(out + used, size - used - strlen(end), info->text, info->len);
	return append_text(out, size, used, end);
}

/* Appends "ctinit:", or "ctinit |" with the name padded on a terminal. */
static size_t append_name(char *out, size_t size, size_t used,
			  const struct own_style *style, bool terminal)
{
	static const char blanks[OWN_WIDTH_MAX + 1] = "                        ";
	size_t len = strlen("ctinit");

	used = append_text(out, size, used, "ctinit");
	if (style->shape == OWN_EARLY)
		return append_text(out, size, used, ":");
	if (terminal && style->width > len && style->width <= OWN_WIDTH_MAX)
		used = append_text(out, size, used,
				   blanks + OWN_WIDTH_MAX - (style->width - len));
	return append_text(out, size, used, " |");
}

size_t own_line(char *out, size_t size, const struct own_style *style,
		const struct own_line_info *info)
{
	bool red = info->colour && info->level == OWN_ERROR;
	char time[TIMESTAMP_SIZE];
	size_t used = 0, max;

	if (style->shape == OWN_JSON)
		return line_json(out, size, style, info);
	timestamp_format((enum timestamp_zone)style->time, info->now, time);
	used = append_text(out, size, used, info->terminal && style->live ? OWN_ERASE : "");
	used = append_text(out, size, used, time);
	used = append_text(out, size, used, time[0] != '\0' ? " " : "");
	used = append_text(out, size, used, red ? BOLD_RED : info->colour ? BOLD : "");
	used = append_name(out, size, used, style, info->terminal);
	used = append_text(out, size, used, info->colour && !red ? NORMAL " " : " ");
	max = size - used - sizeof NORMAL;
	if (max > OWN_TEXT_MAX + 1)
		max = OWN_TEXT_MAX + 1;
	used += escape_text(out + used, max, info->text, info->len);
	used = append_text(out, size, used, red ? NORMAL "\n" : "\n");
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

/* Returns the value of the variable, "" if it is not set. */
static const char *variable(char *const *environment, const char *name)
{
	size_t len = strlen(name);

	for (; environment != NULL && *environment != NULL; environment++)
		if (strncmp(*environment, name, len) == 0 && (*environment)[len] == '=')
			return *environment + len + 1;
	return "";
}

bool own_list_allowed(char *const *environment)
{
	const char *term = variable(environment, "TERM");

	return term[0] != '\0' && strcmp(term, "dumb") != 0 &&
	       variable(environment, "CI")[0] == '\0';
}

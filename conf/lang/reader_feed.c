/* conf/lang/reader_feed.c - parses lines, folds values, and feeds inih. */
#include "conf/base/escape.h"
#include "conf/lang/reader_internal.h"

#include <errno.h>
#include <string.h>

static void report_error(struct reader *r, int line, const char *text)
{
	r->handlers->on_error(r->handlers->context, line, text);
}

static bool is_key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

static size_t key_length(const char *pos)
{
	size_t len = 0;

	while (is_key_char(pos[len]))
		len++;
	return len;
}

/* Returns true if an indented line looks like a section or key that was indented by
 * mistake. */
static bool looks_wrong(const struct reader *r, const char *pos)
{
	char name[READER_NAME_MAX + 1];
	size_t len = key_length(pos), rest = len;

	if (pos[0] == '[') {
		rest = 1 + key_length(pos + 1);
		if (rest > 1 && pos[rest] == ']')
			return true;
		return rest > 1 && pos[rest] == ':' && strchr(pos, ']') &&
		       !strchr(pos, ' ');
	}
	while (line_is_blank(pos[rest]))
		rest++;
	if (len == 0 || len > READER_NAME_MAX || pos[rest] != '=')
		return false;
	memcpy(name, pos, len);
	name[len] = '\0';
	return r->handlers->is_key(r->handlers->context, name);
}

/* Drops the backslash of `command = a \` before an indented line, as a shell does.
 * Otherwise it would escape the blank that joins the two lines. Keeps an even number of
 * backslashes, because they escape each other. */
static void drop_continuation(struct text_buffer *b)
{
	size_t slashes = 0;

	while (slashes < b->len && b->text[b->len - 1 - slashes] == '\\')
		slashes++;
	if (slashes % 2 == 0)
		return;
	b->len = line_trimmed(b->text, b->len - 1);
	b->text[b->len] = '\0';
}

/* Appends the indented lines after `key = ...` to the value. Sets *ret_is_good to false if
 * a line is bad. */
static void fold_lines(struct reader *r, bool *ret_is_good)
{
	const char *pos;

	while ((pos = lines_next(&r->lines)) && pos != r->lines.line.text) {
		r->lines.pending = false;
		if (*pos == '\0')
			return; /* a blank line ends the value */
		if (looks_wrong(r, pos)) {
			report_error(
				r, r->lines.number,
				"an indented line continues the value before it, but this "
				"one looks like a section or a key: remove the blanks in "
				"front of it");
			*ret_is_good = false;
		} else if (r->value.len + r->lines.line.len > r->value_max) {
			report_error(r, r->lines.number,
				     "the value is too long (at most 256 KiB)");
			*ret_is_good = false;
			r->value.len = 0;
		} else {
			size_t len = r->lines.line.len - (size_t)(pos - r->lines.line.text);

			drop_continuation(&r->value);
			if ((r->value.len > 0 && !text_buffer_append(&r->value, " ", 1)) ||
			    !text_buffer_append(&r->value, pos, line_trimmed(pos, len)))
				r->lines.error = -ENOMEM;
		}
	}
	if (pos && *pos == '\0')
		r->lines.pending = false;
}

static bool check_characters(struct reader *r)
{
	char text[128];

	for (size_t i = 0; i < r->value.len; i++) {
		unsigned char c = (unsigned char)r->value.text[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f) {
			snprintf(text, sizeof text,
				 "%s: a control character (0x%02x); write $'\\x%02x'",
				 r->key, c, c);
			report_error(r, r->key_line, text);
			return false;
		}
	}
	if (utf8_is_valid(r->value.text, r->value.len))
		return true;
	snprintf(text, sizeof text, "%s: not UTF-8; write single bytes as $'\\xHH'",
		 r->key);
	report_error(r, r->key_line, text);
	return false;
}

/* Returns the reason why the line is not `key = value`, or "". Its first word has `len`
 * bytes, and `rest` is the text after it. */
static const char *key_fault(const char *pos, size_t len, const char *rest)
{
	size_t front = strcspn(pos, "=");

	if (len > READER_NAME_MAX)
		return "; the key is too long";
	if (*rest == ':')
		return "; the key and its value are separated by =";
	if (pos[front] != '=')
		return "";
	for (size_t i = 0; i < front; i++) {
		if ((unsigned char)pos[i] >= 0x80)
			return "; the part before = has a character that no key has, "
			       "perhaps an invisible one";
	}
	return line_is_blank(pos[len]) ? "; a key has no blanks, - joins its words" : "";
}

/* Recognizes "web: bundle exec puma" (a Procfile) or "services:" (YAML) before the first
 * section. Reading then stops after one error, because every line would be an error. */
static bool is_other_format(struct reader *r, const char *pos, size_t len)
{
	const char *value = pos + len + 1;
	char text[400], shown[80], command[80];

	if (r->in_section || pos[len] != ':' || len == 0)
		return false;
	value += strspn(value, " \t");
	printable_text(pos, strlen(pos), shown, sizeof shown);
	if (*value == '\0' || strncmp(pos, "version:", 8) == 0 ||
	    strncmp(pos, "name:", 5) == 0)
		snprintf(text, sizeof text,
			 "\"%s\": this looks like YAML, perhaps a compose file, and not "
			 "like an INI file; write a section [service:NAME] for each "
			 "service, with command = ..., environment = A=x B=y and needs = "
			 "NAME",
			 shown);
	else
		snprintf(text, sizeof text,
			 "\"%s\": this looks like a Procfile and not like an INI file; for "
			 "each line write [service:%.*s] and below it command = %.60s",
			 shown, (int)(len < 32 ? len : 32), pos,
			 printable_text(value, strlen(value), command, sizeof command));
	report_error(r, r->lines.number, text);
	r->lines.pending = false;
	r->lines.ended = true;
	return true;
}

/* Reads a line that is not a section, and its continuation lines. Returns true and sets
 * r->key and r->value if the line is good. */
static bool read_value(struct reader *r, const char *pos)
{
	size_t len = key_length(pos), rest = len;
	char text[256], shown[64];
	bool is_good = true;

	while (line_is_blank(pos[rest]))
		rest++;
	r->key_line = r->lines.number;
	if (is_other_format(r, pos, len))
		return false;
	if (len == 0 || pos[rest] != '=' || len > READER_NAME_MAX) {
		printable_text(pos, strlen(pos), shown, sizeof shown);
		snprintf(text, sizeof text,
			 "\"%s\": expected \"key = value\", \"[section]\" or a comment%s",
			 shown, key_fault(pos, len, pos + rest));
		report_error(r, r->lines.number, text);
		is_good = false;
		rest = strlen(pos);
	} else {
		memcpy(r->key, pos, len);
		r->key[len] = '\0';
		rest++;
	}
	while (line_is_blank(pos[rest]))
		rest++;
	r->value.len = 0;
	if (!text_buffer_append(&r->value, pos + rest,
				line_trimmed(pos + rest, strlen(pos + rest))))
		r->lines.error = -ENOMEM;
	r->lines.pending = false;
	fold_lines(r, &is_good);
	if (r->lines.error != 0 || !is_good)
		return false;
	if (r->value.len > r->value_max) {
		report_error(r, r->key_line, "the value is too long (at most 256 KiB)");
		return false;
	}
	return check_characters(r);
}

/* Reads a line that begins with '['. */
static void read_section(struct reader *r, const char *pos)
{
	const char *close = strchr(pos, ']');
	size_t len = close ? (size_t)(close - pos - 1) : 0;
	char name[READER_NAME_MAX + 1], text[160], shown[64];

	r->lines.pending = false;
	r->in_section = false;
	name[0] = '\0';
	if (!close || close[1 + strspn(close + 1, " \t")] != '\0' ||
	    len > READER_NAME_MAX || len == 0) {
		printable_text(pos, strlen(pos), shown, sizeof shown);
		snprintf(text, sizeof text,
			 "\"%s\": expected a section like [service:web], alone on its line",
			 shown);
		report_error(r, r->lines.number, text);
	} else {
		memcpy(name, pos + 1, len);
		name[len] = '\0';
	}
	r->in_section = true;
	r->handlers->on_section(r->handlers->context, r->lines.number, name);
}

char *reader_feed_inih(char *str, int num, void *stream)
{
	struct reader *r = stream;
	const char *pos;

	if (r->waiting) { /* this build of inih lost the last value */
		report_error(r, r->key_line, "bug: the INI library lost a line");
		r->waiting = false;
	}
	while (r->lines.error == 0 && (pos = lines_next(&r->lines))) {
		if (*pos == '\0') {
			r->lines.pending = false;
		} else if (pos != r->lines.line.text) {
			report_error(r, r->lines.number,
				     "an indented line without a value to continue: keys "
				     "and "
				     "sections start at the beginning of a line");
			r->lines.pending = false;
		} else if (*pos == '[') {
			read_section(r, pos);
		} else if (read_value(r, pos)) {
			r->waiting = true;
			snprintf(str, (size_t)num, "%s = %lu\n", r->key, ++r->index);
			return str;
		}
	}
	return NULL;
}

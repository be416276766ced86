/* conf/lang/reader.c - the reader in front of inih: sections, keys and folded values. */
#include "conf/lang/reader.h"

#include "conf/base/escape.h"
#include "conf/lang/lines.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const struct reader_handlers *handlers;
	struct lines lines;
	struct line_buffer value; /* folded */
	bool in_section;
	size_t value_max;
	char key[READER_NAME_MAX + 1];
	int key_line;
	unsigned long index; /* of the value that inih is expected to return */
	bool waiting;        /* inih has not returned the value yet */
};

static void report(struct reader *r, int line, const char *text)
{
	r->handlers->on_error(r->handlers->context, line, text);
}

static bool is_key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

static size_t key_length(const char *at)
{
	size_t len = 0;

	while (is_key_char(at[len]))
		len++;
	return len;
}

/* Returns true if an indented line looks like a section or a key that was indented by
 * mistake. */
static bool looks_wrong(const struct reader *r, const char *at)
{
	char name[READER_NAME_MAX + 1];
	size_t len = key_length(at), rest = len;

	if (at[0] == '[') {
		rest = 1 + key_length(at + 1);
		if (rest > 1 && at[rest] == ']')
			return true;
		return rest > 1 && at[rest] == ':' && strchr(at, ']') && !strchr(at, ' ');
	}
	while (line_is_blank(at[rest]))
		rest++;
	if (len == 0 || len > READER_NAME_MAX || at[rest] != '=')
		return false;
	memcpy(name, at, len);
	name[len] = '\0';
	return r->handlers->is_key(r->handlers->context, name);
}

/* Drops the backslash of `command = a \` before an indented line, as a shell does.
 * Otherwise it would escape the blank that joins the two lines. An even number of
 * backslashes is kept, because they escape each other. */
static void drop_continuation(struct line_buffer *b)
{
	size_t slashes = 0;

	while (slashes < b->len && b->text[b->len - 1 - slashes] == '\\')
		slashes++;
	if (slashes % 2 == 0)
		return;
	b->len = line_trimmed(b->text, b->len - 1);
	b->text[b->len] = '\0';
}

/* Appends the indented lines after `key = ...`. */
static void fold(struct reader *r, bool *ret_good)
{
	const char *at;

	while ((at = lines_next(&r->lines)) && at != r->lines.line.text) {
		r->lines.pending = false;
		if (*at == '\0')
			return; /* a blank line ends it */
		if (looks_wrong(r, at)) {
			report(r, r->lines.number,
			       "an indented line continues the value before it, but this "
			       "one looks like a section or a key: remove the blanks in "
			       "front of it");
			*ret_good = false;
		} else if (r->value.len + r->lines.line.len > r->value_max) {
			report(r, r->lines.number,
			       "the value is too long (at most 256 KiB)");
			*ret_good = false;
			r->value.len = 0;
		} else {
			size_t len = r->lines.line.len - (size_t)(at - r->lines.line.text);

			drop_continuation(&r->value);
			if ((r->value.len > 0 && !line_buffer_append(&r->value, " ", 1)) ||
			    !line_buffer_append(&r->value, at, line_trimmed(at, len)))
				r->lines.error = -ENOMEM;
		}
	}
	if (at && *at == '\0')
		r->lines.pending = false;
}

static bool clean(struct reader *r)
{
	char text[128];

	for (size_t i = 0; i < r->value.len; i++) {
		unsigned char c = (unsigned char)r->value.text[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f) {
			snprintf(text, sizeof text,
				 "%s: a control character (0x%02x); write $'\\x%02x'",
				 r->key, c, c);
			report(r, r->key_line, text);
			return false;
		}
	}
	if (utf8_is_valid(r->value.text, r->value.len))
		return true;
	snprintf(text, sizeof text, "%s: not UTF-8; write single bytes as $'\\xHH'",
		 r->key);
	report(r, r->key_line, text);
	return false;
}

/* Says why the line is not `key = value`. `rest` is the text after its first word. */
static const char *key_fault(const char *at, size_t len, const char *rest)
{
	size_t front = strcspn(at, "=");

	if (len > READER_NAME_MAX)
		return "; the key is too long";
	if (*rest == ':')
		return "; the key and its value are separated by =";
	if (at[front] != '=')
		return "";
	for (size_t i = 0; i < front; i++) {
		if ((unsigned char)at[i] >= 0x80)
			return "; the part before = has a character that no key has, "
			       "perhaps an invisible one";
	}
	return line_is_blank(at[len]) ? "; a key has no blanks, - joins its words" : "";
}

/* Recognizes "web: bundle exec puma" or "services:" before any section: the file is not an
 * INI file, and each of its lines would be an error. */
static bool is_other_format(struct reader *r, const char *at, size_t len)
{
	const char *value = at + len + 1;
	char text[400], shown[80], command[80];

	if (r->in_section || at[len] != ':' || len == 0)
		return false;
	value += strspn(value, " \t");
	printable_text(at, strlen(at), shown, sizeof shown);
	if (*value == '\0' || strncmp(at, "version:", 8) == 0 ||
	    strncmp(at, "name:", 5) == 0)
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
			 shown, (int)(len < 32 ? len : 32), at,
			 printable_text(value, strlen(value), command, sizeof command));
	report(r, r->lines.number, text);
	r->lines.pending = false;
	r->lines.ended = true;
	return true;
}

/* Reads a line that is not a section. Returns true if r->key and r->value are filled. */
static bool take_value(struct reader *r, const char *at)
{
	size_t len = key_length(at), rest = len;
	char text[256], shown[64];
	bool good = true;

	while (line_is_blank(at[rest]))
		rest++;
	r->key_line = r->lines.number;
	if (is_other_format(r, at, len))
		return false;
	if (len == 0 || at[rest] != '=' || len > READER_NAME_MAX) {
		printable_text(at, strlen(at), shown, sizeof shown);
		snprintf(text, sizeof text,
			 "\"%s\": expected \"key = value\", \"[section]\" or a comment%s",
			 shown, key_fault(at, len, at + rest));
		report(r, r->lines.number, text);
		good = false;
		rest = strlen(at);
	} else {
		memcpy(r->key, at, len);
		r->key[len] = '\0';
		rest++;
	}
	while (line_is_blank(at[rest]))
		rest++;
	r->value.len = 0;
	if (!line_buffer_append(&r->value, at + rest,
				line_trimmed(at + rest, strlen(at + rest))))
		r->lines.error = -ENOMEM;
	r->lines.pending = false;
	fold(r, &good);
	if (r->lines.error != 0 || !good)
		return false;
	if (r->value.len > r->value_max) {
		report(r, r->key_line, "the value is too long (at most 256 KiB)");
		return false;
	}
	return clean(r);
}

/* Reads a line that begins with '['. */
static void take_section(struct reader *r, const char *at)
{
	const char *close = strchr(at, ']');
	size_t len = close ? (size_t)(close - at - 1) : 0;
	char name[READER_NAME_MAX + 1], text[160], shown[64];

	r->lines.pending = false;
	r->in_section = false;
	name[0] = '\0';
	if (!close || close[1 + strspn(close + 1, " \t")] != '\0' ||
	    len > READER_NAME_MAX || len == 0) {
		printable_text(at, strlen(at), shown, sizeof shown);
		snprintf(text, sizeof text,
			 "\"%s\": expected a section like [service:web], alone on its line",
			 shown);
		report(r, r->lines.number, text);
	} else {
		memcpy(name, at + 1, len);
		name[len] = '\0';
	}
	r->in_section = true;
	r->handlers->on_section(r->handlers->context, r->lines.number, name);
}

/* inih calls this for each line. It gets the key and the number of a value, never its text. */
static char *on_read(char *str, int num, void *stream)
{
	struct reader *r = stream;
	const char *at;

	if (r->waiting) { /* this build of inih did not return the last one */
		report(r, r->key_line, "bug: the INI library lost a line");
		r->waiting = false;
	}
	while (r->lines.error == 0 && (at = lines_next(&r->lines))) {
		if (*at == '\0') {
			r->lines.pending = false;
		} else if (at != r->lines.line.text) {
			report(r, r->lines.number,
			       "an indented line without a value to continue: keys and "
			       "sections start at the beginning of a line");
			r->lines.pending = false;
		} else if (*at == '[') {
			take_section(r, at);
		} else if (take_value(r, at)) {
			r->waiting = true;
			snprintf(str, (size_t)num, "%s = %lu\n", r->key, ++r->index);
			return str;
		}
	}
	return NULL;
}

#if INI_HANDLER_LINENO
static int on_pair(void *user, const char *section, const char *name, const char *value,
		   int line)
#else
static int on_pair(void *user, const char *section, const char *name, const char *value)
#endif
{
	struct reader *r = user;

	(void)section;
#if INI_HANDLER_LINENO
	(void)line;
#endif
	if (!name || !value || !r->waiting)
		return 1;
	r->waiting = strcmp(name, r->key) != 0 || strtoul(value, NULL, 10) != r->index;
	if (!r->waiting)
		r->handlers->on_value(r->handlers->context, r->key_line, r->key,
				      r->value.text, r->value.len);
	return 1;
}

int reader_read(FILE *file, const struct reader_handlers *handlers)
{
	size_t value_max = handlers->value_max ? handlers->value_max : READER_VALUE_MAX;
	struct reader r = {
		.handlers = handlers,
		.value_max = value_max,
		.lines = { .file = file,
			   .on_error = handlers->on_error,
			   .on_comment = handlers->on_comment,
			   .context = handlers->context,
			   .line_max = value_max + READER_NAME_MAX + 16,
			   .file_max = handlers->file_max ? handlers->file_max
							  : READER_FILE_MAX },
	};

	errno = 0;
	if (ini_parse_stream(on_read, &r, on_pair, &r) == -2)
		r.lines.error = -ENOMEM;
	lines_done(&r.lines);
	free(r.value.text);
	return r.lines.error;
}

/* conf/lang/reader.c - the reader in front of inih: lines counted, folded, judged. */
#include "conf/lang/reader.h"

#include "conf/lang/words.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
	char *at;
	size_t len, size;
};

struct reader {
	FILE *file;
	const struct lines_sink *sink;
	struct buffer line;  /* the physical line last read */
	struct buffer value; /* the folded value */
	int line_no;         /* of `line` */
	bool have;           /* `line` was read but not used yet */
	bool ended, in_section;
	size_t read_bytes;
	size_t value_max, file_max;
	char key[LINES_NAME_MAX + 1];
	int key_line;
	unsigned long index; /* of the value that inih is to hand back */
	bool waiting;        /* a value was handed to inih */
	int error;
};

static void complain(struct reader *r, int line, const char *text)
{
	r->sink->on_error(r->sink->context, line, text);
}

static bool push(struct buffer *b, const char *from, size_t len)
{
	if (b->size - b->len < len + 1) {
		size_t size =
			b->size * 2 > b->len + len + 1 ? b->size * 2 : b->len + len + 256;
		char *at = realloc(b->at, size);

		if (!at)
			return false;
		b->at = at;
		b->size = size;
	}
	if (len > 0)
		memcpy(b->at + b->len, from, len);
	b->len += len;
	b->at[b->len] = '\0';
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One physical line into r->line, without its end. A comment may be of any length. */
static bool read_line(struct reader *r)
{
	bool nul = false, too_long = false;
	int c = EOF;

	if (r->ended || r->error != 0)
		return false;
	r->line.len = 0;
	r->line_no++;
	if (!push(&r->line, "", 0))
		r->error = -ENOMEM;
	while (r->error == 0 && r->read_bytes < r->file_max &&
	       (c = getc_unlocked(r->file)) != EOF && c != '\n') {
		char byte = (char)c;

		r->read_bytes++;
		nul |= c == '\0';
		if (r->line.len > r->value_max + LINES_NAME_MAX + 16)
			too_long = true;
		else if (!push(&r->line, &byte, 1))
			r->error = -ENOMEM;
	}
	r->read_bytes += c == '\n';
	if (c == EOF && ferror(r->file))
		r->error = errno != 0 ? -errno : -EIO;
	if (r->read_bytes >= r->file_max) {
		complain(r, r->line_no, "the file is too large to be a configuration");
		r->ended = true;
	}
	r->ended |= c == EOF;
	if (r->error != 0 || (r->ended && r->line.len == 0 && !nul))
		return false;
	if (r->line.len > 0 && r->line.at[r->line.len - 1] == '\r')
		r->line.at[--r->line.len] = '\0';
	if (r->line_no == 1 && r->line.len >= 3 &&
	    memcmp(r->line.at, "\xef\xbb\xbf", 3) == 0) {
		r->line.len -= 3;
		memmove(r->line.at, r->line.at + 3, r->line.len + 1);
	}
	if (nul) {
		complain(r, r->line_no,
			 "a NUL byte: not a text file; the rest is not read");
		r->ended = true;
		return false;
	}
	if (too_long && r->line.at[0] != '#' && r->line.at[0] != ';') {
		complain(r, r->line_no, "the line is too long (a value: at most 256 KiB)");
		r->line.at[r->line.len = 0] = '\0';
	}
	return true;
}

/* The next physical line that is not a comment; NULL at the end. */
static const char *next_line(struct reader *r)
{
	while (r->have || read_line(r)) {
		size_t from = 0;

		r->have = true;
		while (is_blank(r->line.at[from]))
			from++;
		if (r->line.at[from] != '#' && r->line.at[from] != ';')
			return r->line.at + from;
		if (r->sink->on_comment)
			r->sink->on_comment(r->sink->context, r->line.at + from);
		r->have = false;
	}
	return NULL;
}

/* Blanks at the end go, but for one that a backslash keeps. */
static size_t trimmed(const char *at, size_t len)
{
	while (len > 0 && is_blank(at[len - 1])) {
		size_t slashes = 0;

		while (slashes < len - 1 && at[len - 2 - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 1)
			break;
		len--;
	}
	return len;
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

/* Does an indented line look as if it was not meant to be one? */
static bool looks_wrong(const struct reader *r, const char *at)
{
	char name[LINES_NAME_MAX + 1];
	size_t len = key_length(at), rest = len;

	if (at[0] == '[') {
		rest = 1 + key_length(at + 1);
		if (rest > 1 && at[rest] == ']')
			return true;
		return rest > 1 && at[rest] == ':' && strchr(at, ']') && !strchr(at, ' ');
	}
	while (is_blank(at[rest]))
		rest++;
	if (len == 0 || len > LINES_NAME_MAX || at[rest] != '=')
		return false;
	memcpy(name, at, len);
	name[len] = '\0';
	return r->sink->is_key(r->sink->context, name);
}

/* `command = a \` and an indented line, as a shell continues a line: without it the backslash
 * would escape the blank that joins the two. An even number escapes one another. */
static void drop_continuation(struct buffer *b)
{
	size_t slashes = 0;

	while (slashes < b->len && b->at[b->len - 1 - slashes] == '\\')
		slashes++;
	if (slashes % 2 == 0)
		return;
	b->len = trimmed(b->at, b->len - 1);
	b->at[b->len] = '\0';
}

/* The indented lines behind `key = ...`. */
static void fold(struct reader *r, bool *ret_good)
{
	const char *at;

	while ((at = next_line(r)) && at != r->line.at) {
		r->have = false;
		if (*at == '\0')
			return; /* a blank line ends it */
		if (looks_wrong(r, at)) {
			complain(r, r->line_no,
				 "an indented line continues the value before it, but this "
				 "one "
				 "looks like a section or a key: take the blanks away");
			*ret_good = false;
		} else if (r->value.len + r->line.len > r->value_max) {
			complain(r, r->line_no, "the value is too long (at most 256 KiB)");
			*ret_good = false;
			r->value.len = 0;
		} else {
			size_t len = r->line.len - (size_t)(at - r->line.at);

			drop_continuation(&r->value);
			if ((r->value.len > 0 && !push(&r->value, " ", 1)) ||
			    !push(&r->value, at, trimmed(at, len)))
				r->error = -ENOMEM;
		}
	}
	if (at && *at == '\0')
		r->have = false;
}

static bool clean(struct reader *r)
{
	char text[128];

	for (size_t i = 0; i < r->value.len; i++) {
		unsigned char c = (unsigned char)r->value.at[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f) {
			snprintf(text, sizeof text,
				 "%s: a control character (0x%02x); write $'\\x%02x'",
				 r->key, c, c);
			complain(r, r->key_line, text);
			return false;
		}
	}
	if (words_utf8(r->value.at, r->value.len))
		return true;
	snprintf(text, sizeof text, "%s: not UTF-8; write single bytes as $'\\xHH'",
		 r->key);
	complain(r, r->key_line, text);
	return false;
}

/* Why it is no key = value. `at` is the line, `rest` what stands behind its first word. */
static const char *key_fault(const char *at, size_t len, const char *rest)
{
	size_t front = strcspn(at, "=");

	if (len > LINES_NAME_MAX)
		return "; the key is too long";
	if (*rest == ':')
		return "; only = separates";
	if (at[front] != '=')
		return "";
	for (size_t i = 0; i < front; i++) {
		if ((unsigned char)at[i] >= 0x80)
			return "; in front of = is a letter that no key has, perhaps one "
			       "that cannot be seen";
	}
	return is_blank(at[len]) ? "; a key has no blanks, - joins its words" : "";
}

/* "web: bundle exec puma" or "services:" before any section: the file is no INI file, and
 * each of its lines would be an error. */
static bool is_other_format(struct reader *r, const char *at, size_t len)
{
	const char *value = at + len + 1;
	char text[400], shown[80], command[80];

	if (r->in_section || at[len] != ':' || len == 0)
		return false;
	value += strspn(value, " \t");
	words_show(at, strlen(at), shown, sizeof shown);
	if (*value == '\0' || strncmp(at, "version:", 8) == 0 ||
	    strncmp(at, "name:", 5) == 0)
		snprintf(text, sizeof text,
			 "\"%s\": this is YAML, a compose file perhaps, and an INI file is "
			 "wanted; write a section [service:NAME] for each service, with "
			 "command = ..., environment = A=x B=y and needs = NAME",
			 shown);
	else
		snprintf(text, sizeof text,
			 "\"%s\": this is a Procfile perhaps, and an INI file is wanted; "
			 "for each line write [service:%.*s] and below it command = %.60s",
			 shown, (int)(len < 32 ? len : 32), at,
			 words_show(value, strlen(value), command, sizeof command));
	complain(r, r->line_no, text);
	r->have = false;
	r->ended = true;
	return true;
}

/* `at` is a line that is no section. True: r->key and r->value are filled. */
static bool take_value(struct reader *r, const char *at)
{
	size_t len = key_length(at), rest = len;
	char text[256], shown[64];
	bool good = true;

	while (is_blank(at[rest]))
		rest++;
	r->key_line = r->line_no;
	if (is_other_format(r, at, len))
		return false;
	if (len == 0 || at[rest] != '=' || len > LINES_NAME_MAX) {
		words_show(at, strlen(at), shown, sizeof shown);
		snprintf(text, sizeof text,
			 "\"%s\": want \"key = value\", \"[section]\" or a comment%s",
			 shown, key_fault(at, len, at + rest));
		complain(r, r->line_no, text);
		good = false;
		rest = strlen(at);
	} else {
		memcpy(r->key, at, len);
		r->key[len] = '\0';
		rest++;
	}
	while (is_blank(at[rest]))
		rest++;
	r->value.len = 0;
	if (!push(&r->value, at + rest, trimmed(at + rest, strlen(at + rest))))
		r->error = -ENOMEM;
	r->have = false;
	fold(r, &good);
	if (r->error != 0 || !good)
		return false;
	if (r->value.len > r->value_max) {
		complain(r, r->key_line, "the value is too long (at most 256 KiB)");
		return false;
	}
	return clean(r);
}

/* `at` begins with '['. */
static void take_section(struct reader *r, const char *at)
{
	const char *close = strchr(at, ']');
	size_t len = close ? (size_t)(close - at - 1) : 0;
	char name[LINES_NAME_MAX + 1], text[160], shown[64];

	r->have = false;
	r->in_section = false;
	name[0] = '\0';
	if (!close || close[1 + strspn(close + 1, " \t")] != '\0' || len > LINES_NAME_MAX ||
	    len == 0) {
		words_show(at, strlen(at), shown, sizeof shown);
		snprintf(text, sizeof text,
			 "\"%s\": want a section like [service:web], alone on its line",
			 shown);
		complain(r, r->line_no, text);
	} else {
		memcpy(name, at + 1, len);
		name[len] = '\0';
	}
	r->in_section = true;
	r->sink->on_section(r->sink->context, r->line_no, name);
}

/* What inih calls for a line: it gets a value's key and number, never its text. */
static char *on_read(char *str, int num, void *stream)
{
	struct reader *r = stream;
	const char *at;

	if (r->waiting) { /* this build of inih did not hand the last one back */
		complain(r, r->key_line, "bug: the INI library lost a line");
		r->waiting = false;
	}
	while (r->error == 0 && (at = next_line(r))) {
		if (*at == '\0') {
			r->have = false;
		} else if (at != r->line.at) {
			complain(r, r->line_no,
				 "an indented line that continues nothing: keys "
				 "and sections begin their lines");
			r->have = false;
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
		r->sink->on_value(r->sink->context, r->key_line, r->key, r->value.at,
				  r->value.len);
	return 1;
}

int lines_read(FILE *file, const struct lines_sink *sink)
{
	struct reader r = {
		.file = file,
		.sink = sink,
		.value_max = sink->value_max ? sink->value_max : LINES_VALUE_MAX,
		.file_max = sink->file_max ? sink->file_max : LINES_FILE_MAX,
	};

	errno = 0;
	if (ini_parse_stream(on_read, &r, on_pair, &r) == -2)
		r.error = -ENOMEM;
	free(r.line.at);
	free(r.value.at);
	return r.error;
}

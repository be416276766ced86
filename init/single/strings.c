/* init/single/strings.c - compares and builds strings without libc. */
#include "init/single/strings.h"

#include "conf/base/base.h"

#include <linux/errno.h>

bool string_equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

size_t string_length(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

const char *string_after(const char *text, const char *prefix)
{
	while (*prefix && *text == *prefix) {
		text++;
		prefix++;
	}
	return *prefix ? NULL : text;
}

void line_append(struct message_buffer *line, const char *text)
{
	while (*text && line->length < sizeof line->text - 1)
		line->text[line->length++] = *text++;
}

/* ASCII control characters, and U+0080 to U+009F as two bytes of UTF-8. */
static bool is_control(unsigned char before, unsigned char c, unsigned char next)
{
	return c < ' ' || c == 0x7f || (c == 0xc2 && next >= 0x80 && next < 0xa0) ||
	       (before == 0xc2 && c >= 0x80 && c < 0xa0);
}

void line_append_escaped(struct message_buffer *line, const char *text)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *from = (const unsigned char *)text;
	char one[5] = { '\\', 'x' };

	for (const unsigned char *pos = from; *pos; pos++) {
		if (is_control(pos > from ? pos[-1] : 0, pos[0], pos[1])) {
			one[2] = hex[*pos >> 4];
			one[3] = hex[*pos & 15];
			line_append(line, one);
		} else if (line->length < sizeof line->text - 1) {
			line->text[line->length++] = (char)*pos;
		}
	}
}

void line_append_number(struct message_buffer *line, long number)
{
	char digits[24];
	size_t pos = sizeof digits;
	unsigned long rest = number < 0 ? -(unsigned long)number : (unsigned long)number;

	digits[--pos] = 0;
	do
		digits[--pos] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (number < 0)
		digits[--pos] = '-';
	line_append(line, digits + pos);
}

/* The errors of execve(2) and some more, with the texts of strerror(3). */
static const struct {
	int error;
	const char *text;
} reasons[] = {
	{ ENOENT, "No such file or directory" },
	{ EACCES, "Permission denied" },
	{ EPERM, "Operation not permitted" },
	{ ENOEXEC, "Exec format error" },
	{ ENOTDIR, "Not a directory" },
	{ EISDIR, "Is a directory" },
	{ E2BIG, "Argument list too long" },
	{ ENOMEM, "Cannot allocate memory" },
	{ EAGAIN, "Resource temporarily unavailable" },
	{ EIO, "Input/output error" },
	{ ELOOP, "Too many levels of symbolic links" },
	{ ENAMETOOLONG, "File name too long" },
	{ ETXTBSY, "Text file busy" },
	{ EMFILE, "Too many open files" },
	{ ENFILE, "Too many open files in system" },
	{ EINVAL, "Invalid argument" },
	{ ENOTTY, "Inappropriate ioctl for device" },
	{ ENXIO, "No such device or address" },
	{ ELIBBAD, "Accessing a corrupted shared library" },
};

const char *errno_text(long result, char buf[16])
{
	struct message_buffer line = { .length = 0 };

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		if (reasons[i].error == -result)
			return reasons[i].text;
	}
	line_append(&line, "error ");
	line_append_number(&line, -result);
	for (size_t i = 0; i < 15 && i < line.length; i++) {
		buf[i] = line.text[i];
		buf[i + 1] = 0;
	}
	return buf;
}

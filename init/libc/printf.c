/* init/libc/printf.c - formats text like printf(3), without floating-point numbers.
 *
 * musl's vfprintf(3) and what it needs for those are 10 KB. ctinit prints none. All other
 * functions of the family call the two below.
 *
 * A conversion has the flags - and 0, a width, a precision, a length of l, ll or z, and is
 * one of d u x o c s. Anything else fails with EINVAL; `make lint` finds such formats. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#define STREAM_BYTES 512 /* a message of usual length is one write(2) */
#define DIGITS_MAX   22  /* of 64 bits in octal */

struct target {
	char *text;
	size_t room;   /* bytes of `text` */
	size_t used;   /* bytes in it */
	size_t length; /* of the whole text; more than INT_MAX: too long */
	FILE *stream;  /* gets `text` when it is full; NULL: the rest is only counted */
	bool failed;
};

struct conversion {
	bool left, zeros, has_precision;
	unsigned width, precision;
	enum { OF_INT, OF_LONG, OF_LONG_LONG, OF_SIZE } length;
};

struct arguments {
	va_list list;
};

/* ---- output ---- */

static void target_flush(struct target *t)
{
	if (t->used > 0 && fwrite(t->text, 1, t->used, t->stream) != t->used)
		t->failed = true;
	t->used = 0;
}

static void put_bytes(struct target *t, const char *from, size_t len)
{
	t->length += len;
	while (len > 0) {
		if (t->used == t->room && t->stream != NULL)
			target_flush(t);
		size_t n = t->room - t->used < len ? t->room - t->used : len;

		if (n == 0)
			return;
		memcpy(t->text + t->used, from, n);
		t->used += n;
		from += n;
		len -= n;
	}
}

static void put_repeated(struct target *t, char c, size_t count)
{
	while (count-- > 0)
		put_bytes(t, &c, 1);
}

/* Puts `front` and `text` with the padding between, before or after them. */
static void put_padded(struct target *t, const struct conversion *c, const char *front,
		       const char *text, size_t len)
{
	size_t front_len = strlen(front);
	size_t pad = c->width > front_len + len ? c->width - front_len - len : 0;

	put_repeated(t, ' ', c->left || c->zeros ? 0 : pad);
	put_bytes(t, front, front_len);
	put_repeated(t, '0', c->zeros ? pad : 0);
	put_bytes(t, text, len);
	put_repeated(t, ' ', c->left ? pad : 0);
}

/* ---- conversions ---- */

static void put_string(struct target *t, struct conversion *c, const char *text)
{
	text = text != NULL ? text : "(null)";
	c->zeros = false;
	put_padded(t, c, "", text,
		   c->has_precision ? strnlen(text, c->precision) : strlen(text));
}

static void put_number(struct target *t, struct conversion *c, uint64_t n, unsigned base,
		       bool is_negative)
{
	char digits[DIGITS_MAX], *first = digits + sizeof digits;
	size_t least = c->has_precision ? c->precision : 1;

	c->zeros = c->zeros && !c->left && !c->has_precision;
	least = least < sizeof digits ? least : sizeof digits;
	for (; n > 0 || (size_t)(digits + sizeof digits - first) < least; n /= base)
		*--first = "0123456789abcdef"[n % base];
	put_padded(t, c, is_negative ? "-" : "", first,
		   (size_t)(digits + sizeof digits - first));
}

static int64_t take_signed(const struct conversion *c, struct arguments *args)
{
	switch (c->length) {
	case OF_LONG: return va_arg(args->list, long);
	case OF_LONG_LONG: return va_arg(args->list, long long);
	case OF_SIZE: return va_arg(args->list, ssize_t);
	case OF_INT: break;
	}
	return va_arg(args->list, int);
}

static uint64_t take_unsigned(const struct conversion *c, struct arguments *args)
{
	switch (c->length) {
	case OF_LONG: return va_arg(args->list, unsigned long);
	case OF_LONG_LONG: return va_arg(args->list, unsigned long long);
	case OF_SIZE: return va_arg(args->list, size_t);
	case OF_INT: break;
	}
	return va_arg(args->list, unsigned);
}

static bool put_conversion(struct target *t, struct conversion *c, char kind,
			   struct arguments *args)
{
	int64_t n;
	char byte;

	switch (kind) {
	case 'd':
		n = take_signed(c, args);
		put_number(t, c, n < 0 ? -(uint64_t)n : (uint64_t)n, 10, n < 0);
		return true;
	case 'u': put_number(t, c, take_unsigned(c, args), 10, false); return true;
	case 'x': put_number(t, c, take_unsigned(c, args), 16, false); return true;
	case 'o': put_number(t, c, take_unsigned(c, args), 8, false); return true;
	case 's': put_string(t, c, va_arg(args->list, const char *)); return true;
	case 'c':
		byte = (char)va_arg(args->list, int);
		c->zeros = false;
		put_padded(t, c, "", &byte, 1);
		return true;
	default: return false;
	}
}

/* ---- the format ---- */

/* Reads a number or `*`. A negative argument is a flag - for a width, and no precision. */
static const char *read_count(const char *format, struct arguments *args, int *ret)
{
	if (*format == '*') {
		*ret = va_arg(args->list, int);
		return format + 1;
	}
	for (*ret = 0; *format >= '0' && *format <= '9' && *ret < INT_MAX / 10 - 1;
	     format++)
		*ret = *ret * 10 + (*format - '0');
	return format;
}

/* Returns what follows the conversion without its last letter. */
static const char *read_conversion(const char *format, struct arguments *args,
				   struct conversion *ret)
{
	int n;

	*ret = (struct conversion){ .length = OF_INT };
	for (; *format == '-' || *format == '0'; format++) {
		ret->left = ret->left || *format == '-';
		ret->zeros = ret->zeros || *format == '0';
	}
	format = read_count(format, args, &n);
	ret->left = ret->left || n < 0;
	ret->width = n < 0 ? -(unsigned)n : (unsigned)n;
	if (*format == '.') {
		format = read_count(format + 1, args, &n);
		ret->has_precision = n >= 0;
		ret->precision = n >= 0 ? (unsigned)n : 0;
	}
	if (*format == 'z')
		ret->length = OF_SIZE;
	else if (*format == 'l')
		ret->length = format[1] == 'l' ? OF_LONG_LONG : OF_LONG;
	return format + (ret->length == OF_LONG_LONG ? 2 : ret->length == OF_INT ? 0 : 1);
}

/* Returns the length of the text, or -1 with errno. */
static int put_format(struct target *t, const char *format, struct arguments *args)
{
	struct conversion c;

	while (*format != '\0' && t->length <= INT_MAX) {
		size_t len = strcspn(format, "%");

		put_bytes(t, format, len);
		format += len;
		if (format[0] == '%' && format[1] == '%') {
			put_bytes(t, format, 1);
			format += 2;
		} else if (format[0] == '%') {
			format = read_conversion(format + 1, args, &c);
			if (!put_conversion(t, &c, *format, args)) {
				errno = EINVAL;
				return -1;
			}
			format++;
		}
	}
	if (t->length > INT_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return (int)t->length;
}

int vsnprintf(char *text, size_t size, const char *format, va_list list)
{
	struct target t = { .text = text, .room = size > 0 ? size - 1 : 0 };
	struct arguments args;
	int n;

	va_copy(args.list, list);
	n = put_format(&t, format, &args);
	va_end(args.list);
	if (size > 0)
		text[t.used] = '\0';
	return n;
}

int vfprintf(FILE *stream, const char *format, va_list list)
{
	char text[STREAM_BYTES];
	struct target t = { .text = text, .room = sizeof text, .stream = stream };
	struct arguments args;
	int n;

	va_copy(args.list, list);
	n = put_format(&t, format, &args);
	va_end(args.list);
	target_flush(&t);
	return t.failed ? -1 : n;
}

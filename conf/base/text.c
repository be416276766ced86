/* conf/base/text.c - formats a message into the caller's buffer. */
#include "conf/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void text_vset(struct text *t, const char *format, va_list args)
{
	vsnprintf(t->buffer, t->size, format, args);
}

void text_set(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vset(t, format, args);
	va_end(args);
}

int text_fail(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vset(t, format, args);
	va_end(args);
	return -EINVAL;
}

void text_append(struct text *t, const char *format, ...)
{
	size_t used = strnlen(t->buffer, t->size - 1);
	va_list args;

	va_start(args, format);
	vsnprintf(t->buffer + used, t->size - used, format, args);
	va_end(args);
}

bool text_copy(struct text *t, const char *from, size_t len)
{
	if (len >= t->size)
		return false;
	memcpy(t->buffer, from, len);
	t->buffer[len] = '\0';
	return true;
}

void text_clear(struct text *t)
{
	t->buffer[0] = '\0';
}

bool text_is_empty(const struct text *t)
{
	return t->buffer[0] == '\0';
}

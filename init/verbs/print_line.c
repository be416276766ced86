/* init/verbs/print_line.c - prints one escaped line for a person. */
#include "init/verbs/print_line.h"

#include "conf/base/escape.h"

#include <string.h>

#define LINE_MAX_BYTES 8192

void print_line_args(FILE *out, const char *front, const char *format, va_list args)
{
	char text[LINE_MAX_BYTES], shown[LINE_MAX_BYTES];
	int n = snprintf(text, sizeof text, "%s", front);
	size_t used = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;

	vsnprintf(text + used, sizeof text - used, format, args);
	escape_text(shown, sizeof shown, text, strlen(text));
	fprintf(out, "%s\n", shown);
}

void print_line(FILE *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_line_args(out, "", format, args);
	va_end(args);
}

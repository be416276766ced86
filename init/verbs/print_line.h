/* init/verbs/print_line.h - prints one escaped line for a person.
 *
 * Layer:  init/verbs, also for main(). */
#ifndef INIT_VERBS_PRINT_LINE_H
#define INIT_VERBS_PRINT_LINE_H

#include <stdarg.h>
#include <stdio.h>

/* Prints one line and a newline. Escapes control characters, which file names and arguments
 * may contain. Cuts a line at 8 KiB. */
void print_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Does the same with a va_list, and prints `front` before the text. */
void print_line_args(FILE *out, const char *front, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif

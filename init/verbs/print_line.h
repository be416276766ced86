/* init/verbs/print_line.h - prints one escaped line for a person. */
#ifndef INIT_VERBS_PRINT_LINE_H
#define INIT_VERBS_PRINT_LINE_H

#include <stdarg.h>
#include <stdio.h>

/* Prints one line with its newline. Control characters, which file names and words of
 * the command line may contain, are escaped. A line of more than 8 KiB is cut off. */
void print_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same with a list of arguments; `front` is printed first. */
void print_line_args(FILE *out, const char *front, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
